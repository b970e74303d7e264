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
    picture: 'What the camera sees',
    refused:
      'The camera is not allowed here. Allow it in the settings of the browser for this page, or type what you look for.',
    none: 'This device has no camera. Type what you look for, or use a scanner that types.',
    busy: 'The camera does not start: another program may have it. Close that one and scan again, or type what you look for.',
    noReader:
      'The server cannot be reached for what reads the code. Scan again when the connection is back, or type what you look for.',
  },
  remark: { line: 'Line', column: 'Column', value: 'Value', message: 'What is wrong' },
} as const;
