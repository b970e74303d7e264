import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeLane, type Period } from './lane.ts';
import { ALWAYS } from './period-store.ts';
import { staleRanges } from './stale-ranges.ts';

const start = '2026-11-26T08:00:00.000Z';
const end = '2026-11-26T08:10:00.000Z';
const [fromMs, toMs] = [Date.parse(start), Date.parse(end)];
const stop: Period = {
  id: 'stop-1',
  machineId: 'mill-1',
  startMs: fromMs,
  endMs: toMs,
  category: 'unproductive_downtime',
  reason: 'Coil Change',
  ticketId: 7,
};
const lane = makeLane([stop]);
const ranges = (type: string, data: Readonly<Record<string, unknown>>) =>
  staleRanges({ type: `com.milldash.${type}`, sequence: '1', data }, () => lane);

test('recorded periods and a reason that was given make their time out of date', () => {
  const data = { machine_id: 'mill-1', start_time: start, end_time: end };
  const expected = [{ machineId: 'mill-1', interval: { fromMs, toMs } }];
  assert.deepEqual(ranges('timeline.periods-recorded', data), expected);
  assert.deepEqual(ranges('timeline.stop-explained', data), expected);
});

test('a period that lasts makes everything from its start on out of date', () => {
  const data = { machine_id: 'mill-1', start_time: start, end_time: null };
  assert.deepEqual(ranges('timeline.periods-recorded', data), [
    { machineId: 'mill-1', interval: { fromMs, toMs: Number.POSITIVE_INFINITY } },
  ]);
});

test('a ticket makes the stops out of date that it is about, or was', () => {
  const about = [{ machineId: 'mill-1', interval: { fromMs, toMs } }];
  assert.deepEqual(
    ranges('ticket.opened', { machine_id: 'mill-1', ticket_id: 9, fourjaw_downtime_id: 'stop-1' }),
    about,
  );
  assert.deepEqual(ranges('ticket.cancelled', { machine_id: 'mill-1', ticket_id: 7 }), about);
  assert.deepEqual(ranges('ticket.changed', { machine_id: 'mill-1', ticket_id: 8 }), []);
});

test('a reason that is called otherwise is so everywhere', () => {
  assert.deepEqual(ranges('reason.changed', { reason_id: 3 }), [{ interval: ALWAYS }]);
});

test('what has nothing to do with periods leaves them alone', () => {
  assert.deepEqual(ranges('stock.issued', { component_id: 1 }), []);
  assert.deepEqual(ranges('cuts.recorded', { machine_id: 'mill-1' }), []);
});
