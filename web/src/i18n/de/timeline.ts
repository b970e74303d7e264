/** Der Zeitstrahl der Maschinen. */
export const timeline = {
  label: 'Zeitstrahl von {{machines}}, {{from}} bis {{to}}',
  help: 'Mit den Pfeiltasten nach links und rechts bewegen Sie sich durch die Zeit, mit Plus und Minus zoomen Sie. Pos1 führt zu den ersten Daten, Ende zu jetzt. Mit Umschalt gehen die Pfeiltasten von Halt zu Halt; nach oben und unten wechseln sie die Maschine. Escape lässt den Halt los. Dieselben Halte stehen in der Liste darunter.',
  legend: 'Was die Farben bedeuten',
  hasTicket: 'Hat ein Ticket',
  first: 'Zu den ersten Daten',
  earlier: 'Früher',
  later: 'Später',
  latest: 'Zu jetzt',
  zoomIn: 'Vergrößern',
  zoomOut: 'Verkleinern',
  previousStop: 'Halt davor',
  nextStop: 'Nächster Halt',
  span: { day: 'Tag', week: 'Woche', month: 'Monat', quarter: '3 Monate' },
};
