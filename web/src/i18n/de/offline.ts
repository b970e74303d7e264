/** Was geschrieben und noch nicht gesendet ist. */
export const offline = {
  title: 'Noch nicht gesendet',
  waiting_one: '{{count}} noch nicht gesendet',
  waiting_other: '{{count}} noch nicht gesendet',
  waits: 'Noch nicht gesendet: Es geht von selbst hinaus, sobald der Server antwortet.',
  held: 'Vor mehr als sechs Tagen geschrieben: Der Server hat es vielleicht schon. Sehen Sie nach, ob es da ist; dann senden oder verwerfen Sie es.',
  sendHeld: 'Trotzdem senden',
  others_one:
    'Auf diesem Gerät wartet noch {{count}} Eintrag von jemand anderem: Er geht hinaus, wenn die Person sich hier anmeldet.',
  others_other:
    'Auf diesem Gerät warten noch {{count}} Einträge von anderen: Sie gehen hinaus, wenn die Personen sich hier anmelden.',
  written: 'geschrieben {{when}}',
  refused: 'Nicht angenommen: {{text}}',
  note: 'Notiz zu Ticket {{ticket}}',
  noteText: 'Notiz',
  photos_one: '{{count}} Foto zu Ticket {{ticket}}',
  photos_other: '{{count}} Fotos zu Ticket {{ticket}}',
  withPhotos_one: '{{count}} Foto',
  withPhotos_other: '{{count}} Fotos',
  sentOf: '{{sent}} von {{all}} Fotos gesendet',
  send: 'Senden',
  drop: 'Verwerfen',
  dropConfirm: 'Was nicht gesendet ist, geht verloren.',
  withoutPhoto: 'Dieses Foto weglassen',
  noRoom: {
    entries: 'Nicht aufgehoben: Es warten schon {{max}}. Warten Sie auf das Netz, oder verwerfen Sie einige.',
    bytes:
      'Nicht aufgehoben: Es warten schon Fotos von {{max}} MB. Warten Sie auf das Netz, oder nehmen Sie weniger Fotos.',
    unkept:
      'Nicht aufgehoben: Dieser Browser hat keinen Platz. Machen Sie auf dem Gerät Platz, und lassen Sie diese Seite so lange offen.',
  },
} as const;
