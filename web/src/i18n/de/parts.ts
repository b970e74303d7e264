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
    picture: 'Was die Kamera sieht',
    refused:
      'Die Kamera ist hier nicht erlaubt. Erlauben Sie sie in den Einstellungen des Browsers für diese Seite, oder tippen Sie, was Sie suchen.',
    none: 'Dieses Gerät hat keine Kamera. Tippen Sie, was Sie suchen, oder nehmen Sie einen Scanner, der tippt.',
    busy: 'Die Kamera startet nicht: Vielleicht benutzt sie ein anderes Programm. Schließen Sie es und scannen Sie noch einmal, oder tippen Sie, was Sie suchen.',
    noReader:
      'Der Server ist nicht erreichbar, der den Leser der Codes liefert. Scannen Sie wieder, wenn die Verbindung da ist, oder tippen Sie, was Sie suchen.',
  },
  remark: { line: 'Zeile', column: 'Spalte', value: 'Wert', message: 'Was nicht stimmt' },
} as const;
