/** Einen Zeitraum wählen, und Maschinen. */
export const range = {
  label: 'Zeitraum',
  quick: {
    today: 'Heute',
    yesterday: 'Gestern',
    week: 'Diese Woche',
    '7d': '7 Tage',
    '30d': '30 Tage',
    '90d': '90 Tage',
  },
  from: 'Erster Tag',
  to: 'Letzter Tag',
  reversed: 'Der erste Tag liegt nach dem letzten.',
  week: 'KW {{number}} {{year}}',
  machines: 'Maschinen',
  allMachines: 'Alle Maschinen',
  machinesChosen_one: '{{count}} Maschine',
  machinesChosen_other: '{{count}} Maschinen',
} as const;
