/** Example requests of shift reports. */
import type { Given } from '../given.ts';
import type { Examples } from './example.ts';

/** Two days ago: over, whichever shift it was. */
const past = (given: Given) => ({ at: given.at(-2 * 1_440) });

async function ofReport(given: Given) {
  await given.machine();
  const { id } = await given.made('POST', '/api/v1/shift-reports', past(given));
  return { params: { id } };
}

export const shiftReportsExamples: Examples = {
  'GET /api/v1/shift-reports': {},
  'GET /api/v1/shift-reports.csv': {},
  'GET /api/v1/shift-reports/:id': ofReport,
  'GET /api/v1/shift-reports/:id/text': ofReport,
  'POST /api/v1/shift-reports': async (given) => {
    await given.machine();
    return { body: past(given) };
  },
};
