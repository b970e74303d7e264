/** Was jedes Diagramm sagt. */
export const charts = {
  basis: 'Grundlage:',
  plot: 'Diagramm',
  table: 'Tabelle',
  saveCsv: '„{{title}}“ als CSV speichern',
  savePng: '„{{title}}“ als Bild speichern',
  cumulative: 'Anteil aufsummiert',
  empty: 'Hier gibt es nichts zu zeigen',
} as const;
