/** Choosing a range of days, and machines. */
export const range = {
  label: 'Range',
  quick: {
    today: 'Today',
    yesterday: 'Yesterday',
    week: 'This week',
    '7d': '7 days',
    '30d': '30 days',
    '90d': '90 days',
  },
  from: 'First day',
  to: 'Last day',
  reversed: 'The first day lies behind the last.',
  week: 'W {{number}} {{year}}',
  machines: 'Machines',
  allMachines: 'All machines',
  machinesChosen_one: '{{count}} machine',
  machinesChosen_other: '{{count}} machines',
} as const;
