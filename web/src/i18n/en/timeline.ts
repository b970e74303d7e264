/** The timeline of machines. */
export const timeline = {
  label: 'Timeline of {{machines}}, {{from}} to {{to}}',
  help: 'Arrow keys left and right move through time, plus and minus zoom. Home goes to the first data, End to now. With Shift, the arrow keys go from stop to stop; up and down change the machine. Escape lets go of the stop. The same stops are in the list below.',
  legend: 'What the colours mean',
  hasTicket: 'Has a ticket',
  first: 'To the first data',
  earlier: 'Earlier',
  later: 'Later',
  latest: 'To now',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  previousStop: 'Stop before',
  nextStop: 'Next stop',
  span: { day: 'Day', week: 'Week', month: 'Month', quarter: '3 months' },
} as const;
