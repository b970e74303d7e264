/** Die Wahl, warum eine Maschine stand. */
export const reasons = {
  search: 'Alle Gründe durchsuchen',
  usual: 'Hier üblich',
  found: 'Gefunden',
  nothing: 'In keinem Grund kommt „{{text}}“ vor.',
  noneYet: 'Noch wurde kein Grund verwendet: Suchen Sie einen.',
};
