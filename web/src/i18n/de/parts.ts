/** Was mehrere Räume verwenden: eine Maschine wählen, einen Code lesen. */
export const parts = {
  machine: {
    label: 'Maschine',
    hint: 'Name, oder Etikett scannen',
    other: 'Andere Maschine',
    scan: 'Scannen',
    none: 'Keine solche Maschine.',
  },
  scan: {
    hold: 'Halten Sie die Kamera über den Code.',
    other: 'Dieser Code ist etwas anderes.',
    noCamera:
      'Die Kamera lässt sich nicht verwenden. Erlauben Sie sie in den Einstellungen des Browsers, oder tippen Sie den Namen.',
  },
} as const;
