/** Was Formulare, Listen und Knöpfe von Verzeichnissen sagen, gleich in welchem Raum. */
export const manage = {
  changedElsewhere: 'Jemand hat das geändert, während Sie getippt haben.',
  takeOver: 'Fremde Änderungen übernehmen, eigene behalten',
  copy: 'Kopieren',
  copied: 'Kopiert',
  selected: 'Markiert: mit Strg+C kopieren',
  chosen: '({{count}} gewählt)',
  searchIn: 'Suchen: {{label}}',
  readAnew: 'Neu lesen',
} as const;
