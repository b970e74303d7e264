/** What forms, lists and buttons of catalogues say, whichever room they are in. */
export const manage = {
  changedElsewhere: 'Somebody has changed this while you were typing.',
  goneElsewhere: 'Somebody has removed this while you were typing. Copy what you still need of it, then close.',
  seeFields: 'Not saved: the marked fields say why.',
  takeOver: 'Take over their changes and keep mine',
  copy: 'Copy',
  copied: 'Copied',
  selected: 'Selected: copy it with Ctrl+C',
  chosen: '({{count}} chosen)',
  searchIn: 'Search: {{label}}',
  readAnew: 'Read anew',
  retire: 'Take out of use',
  retireAsk: 'Take {{name}} out of use?',
  retired: '{{name}} is out of use',
  reinstate: 'Take back into use',
  reinstated: '{{name}} is in use again',
} as const;
