/** Choosing why a machine stood. */
export const reasons = {
  search: 'Search all reasons',
  usual: 'Usual here',
  found: 'Found',
  nothing: 'No reason has “{{text}}” in it.',
  noneYet: 'No reason has been used yet: search for one.',
} as const;
