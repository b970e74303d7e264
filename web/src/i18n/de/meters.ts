/** Wie weit die Zähler von Wartungsplänen sind. */
export const meters = {
  label: 'Zähler',
  run_hours: '{{value}} von {{every}} Betriebsstunden',
  cuts: '{{value}} von {{every}} Schnitten',
  now: 'jetzt fällig',
  about: 'fällig etwa {{when}}',
  stands: 'nicht absehbar: Die Maschine lief in den letzten vier Wochen nicht',
} as const;
