/** How far the meters of maintenance plans have come. */
export const meters = {
  label: 'Counter',
  run_hours: '{{value}} of {{every}} run hours',
  cuts: '{{value}} of {{every}} cuts',
  now: 'due now',
  about: 'due about {{when}}',
  stands: 'not foreseen: the machine has not run in the last four weeks',
} as const;
