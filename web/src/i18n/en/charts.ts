/** What every plot says. */
export const charts = {
  basis: 'What it rests on:',
  plot: 'Plot',
  table: 'Table',
  saveCsv: 'Save “{{title}}” as CSV',
  savePng: 'Save “{{title}}” as a picture',
  cumulative: 'Cumulative share',
  empty: 'Nothing to show here',
} as const;
