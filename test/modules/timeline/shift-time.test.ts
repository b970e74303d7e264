import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createShiftSlices } from '../../../src/modules/timeline/shifts/shift-slices.ts';
import { listShiftTime } from '../../../src/modules/timeline/shifts/shift-time.ts';
import { dayAndNight, earlyAndLate } from '../../support/calendars.ts';

const HOUR_MS = 3_600_000;
const calendars = new Map([
  ['always', dayAndNight],
  ['weekdays', earlyAndLate],
]);

async function hoursOf(machineId: string, from: string, to: string): Promise<number> {
  const [ms = 0] = await listShiftTime(
    {
      access: undefined as never,
      slices: createShiftSlices('Europe/London'),
      calendarsOf: async () => calendars,
    },
    [{ machineId, startMs: Date.parse(from), endMs: Date.parse(to) }],
  );
  return ms / HOUR_MS;
}

describe('what of a stretch lies in shifts', () => {
  test('a stop over a weekend counts until the last shift ends and from the first one on', async () => {
    // Friday 20:00 to Monday 06:00, local; shifts on weekdays from 05:00 to 22:00
    assert.equal(await hoursOf('weekdays', '2026-01-16T20:00:00Z', '2026-01-19T06:00:00Z'), 3);
    assert.equal(await hoursOf('weekdays', '2026-01-17T00:00:00Z', '2026-01-18T00:00:00Z'), 0);
    assert.equal(await hoursOf('weekdays', '2026-01-19T06:00:00Z', '2026-01-19T07:30:00Z'), 1.5);
  });

  test('where shifts fill the day all time counts, a night of thirteen hours too', async () => {
    assert.equal(await hoursOf('always', '2025-10-25T12:00:00Z', '2025-10-26T12:00:00Z'), 24);
    assert.equal(await hoursOf('always', '2025-10-26T12:00:00Z', '2025-10-26T12:00:00Z'), 0);
  });
});
