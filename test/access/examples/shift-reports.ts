/** Example requests of shift reports. */
import type { Given } from '../given.ts';
import type { Examples } from './example.ts';

const roundTheClock = [
  { code: 'EARLY', start: '06:00', end: '18:00' },
  { code: 'LATE', start: '18:00', end: '06:00' },
];
const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** A shift that is over, of a machine with a calendar of its own: the factory's may have been changed by now. */
async function workedShift(given: Given) {
  const machine_id = await given.machine();
  const weekly = Object.fromEntries(days.map((day) => [day, roundTheClock]));
  await given.made('POST', '/api/v1/shift-calendars', { machine_id, valid_from: '2020-01-01', weekly });
  return { at: given.at(-2 * 1_440), machine_id };
}

async function ofReport(given: Given) {
  const { id } = await given.made('POST', '/api/v1/shift-reports', await workedShift(given));
  return { params: { id } };
}

export const shiftReportsExamples: Examples = {
  'GET /api/v1/shift-reports': {},
  'GET /api/v1/shift-reports.csv': {},
  'GET /api/v1/shift-reports/:id': ofReport,
  'GET /api/v1/shift-reports/:id/text': ofReport,
  'POST /api/v1/shift-reports': async (given) => ({ body: await workedShift(given) }),
};
