/** What several rooms use: choosing a machine, reading a code. */
export const parts = {
  machine: {
    label: 'Machine',
    hint: 'Name, or scan the label',
    other: 'Another machine',
    scan: 'Scan',
    none: 'No such machine.',
  },
  scan: {
    hold: 'Hold the camera over the code.',
    other: 'This code is something else.',
    noCamera: 'The camera cannot be used. Allow it in the settings of the browser, or type the name.',
  },
} as const;
