/** Was Formulare, Listen und Knöpfe von Verzeichnissen sagen, gleich in welchem Raum. */
export const manage = {
  changedElsewhere: 'Jemand hat das geändert, während Sie getippt haben.',
  goneElsewhere:
    'Jemand hat das entfernt, während Sie getippt haben. Kopieren Sie, was Sie davon noch brauchen, und schließen Sie.',
  seeFields: 'Nicht gespeichert: Bei den markierten Feldern steht, warum.',
  takeOver: 'Fremde Änderungen übernehmen, eigene behalten',
  discardAsk: 'Eingaben verwerfen?',
  discardHint: 'Sie sind nicht gespeichert.',
  discard: 'Verwerfen',
  copy: 'Kopieren',
  copied: 'Kopiert',
  selected: 'Markiert: mit Strg+C kopieren',
  chosen: '({{count}} gewählt)',
  searchIn: 'Suchen: {{label}}',
  readAnew: 'Neu lesen',
  retire: 'Stilllegen',
  retireAsk: '{{name}} stilllegen?',
  retired: '{{name}} ist stillgelegt',
  reinstate: 'Wieder in Gebrauch nehmen',
  reinstated: '{{name}} ist wieder in Gebrauch',
} as const;
