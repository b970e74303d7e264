import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isRepeat } from '../signals/order.rules.ts';
import {
  changedPeriods,
  forgetOld,
  type OwnPeriod,
  periodsOf,
  saidBy,
  takePast,
  takePoint,
} from './status-line.rules.ts';
import type { ReportedStatus, StatusLine, StatusPoint } from './statuses.types.ts';

const point = (occurredAt: number, status: ReportedStatus, more: Partial<StatusPoint> = {}): StatusPoint => ({
  machineId: 'mill',
  occurredAt,
  isTimed: true,
  sourceSequence: null,
  status,
  reason: null,
  ...more,
});
/** Of a machine that has said this, in this order. */
function lineOf(...points: readonly StatusPoint[]): StatusLine {
  let line: StatusLine | undefined;
  for (const one of points) line = takePoint(line, one, 0);
  return line ?? assert.fail();
}
const told = (line: StatusLine) => shown(periodsOf('mill', line));
const said = (status: ReportedStatus) => saidBy({ status, reason: null });
const shown = (periods: readonly OwnPeriod[]) =>
  periods
    .toSorted((a, b) => a.startMs - b.startMs)
    .map(({ startMs, endMs, said: { classification, productivity } }) =>
      [startMs, endMs, classification === 'DOWNTIME' ? `${classification} ${productivity}` : classification].join(),
    );

test('a status closes the one before and opens its own; the same again moves nothing but when it was said last', () => {
  const running = lineOf(point(10, 'running'));
  assert.deepEqual(told(running), ['10,,UPTIME']);
  const stopped = takePoint(running, point(20, 'stopped'), 0);
  assert.deepEqual(shown(changedPeriods(periodsOf('mill', running), periodsOf('mill', stopped))), [
    '10,20,UPTIME',
    '20,,DOWNTIME null',
  ]);
  const again = takePoint(running, point(20, 'running'), 0);
  assert.deepEqual([told(again), again.lastAt], [told(running), 20]);
  assert.equal(takePoint(again, point(20, 'running'), 0), again);
});

test('of two at one time the later one counts, whose period takes the place of the other', () => {
  assert.deepEqual(told(lineOf(point(10, 'running'), point(10, 'offline'))), ['10,,OFFLINE']);
});

test('one without a time is the newest, also where the clock of the machine runs ahead', () => {
  const line = lineOf(point(10, 'running'), point(30, 'running'), point(28, 'offline', { isTimed: false }));
  assert.deepEqual([told(line), line.lastAt], [['10,30,UPTIME', '30,,OFFLINE'], 30]);
});

test('one that comes late lasts until the next, be it one that said the same again', () => {
  const early = [point(10, 'running'), point(20, 'running'), point(50, 'running')];
  const line = lineOf(...early, point(15, 'stopped'), point(40, 'idle'));
  assert.deepEqual(told(line), [
    '10,15,UPTIME',
    '15,20,DOWNTIME null',
    '20,40,UPTIME',
    '40,50,DOWNTIME unproductive',
    '50,,UPTIME',
  ]);
});

test('a status that began earlier than was known keeps its period, and one that it was taken for gets another name', () => {
  const line = lineOf(point(10, 'running'), point(30, 'stopped'), point(20, 'stopped'), point(25, 'running'));
  const ids = periodsOf('mill', line).map(({ id, startMs, endMs }) => [id, startMs, endMs]);
  assert.deepEqual(ids, [
    ['status:mill:10', 10, 20],
    ['status:mill:30', 20, 25],
    ['status:mill:25', 25, 30],
    ['status:mill:30.1', 30, null],
  ]);
});

test('what was heard long ago is forgotten, but for the beginning of the period that what is left lies in', () => {
  const heard = (at: number, status: ReportedStatus, line?: StatusLine) => takePoint(line, point(at, status), at);
  const minutes = (count: number) => count * 60_000;
  let line = heard(0, 'offline');
  for (let at = 1; at <= 60; at++) line = heard(minutes(at), 'running', line);
  const left = forgetOld(line, minutes(60));
  assert.deepEqual(
    left.seen.map(({ at }) => at / 60_000),
    [1, 58, 59, 60],
  );
  assert.deepEqual(told(left), [`${minutes(1)},,UPTIME`]);
  assert.deepEqual(told(forgetOld(left, minutes(600))), told(left));
});

test('one before the open period is put between those that are there, and a repeat of it changes nothing', () => {
  const own: OwnPeriod[] = [
    { id: 'a', startMs: 10, endMs: 30, said: said('running') },
    { id: 'b', startMs: 30, endMs: null, said: said('offline') },
  ];
  const changed = takePast(own, [point(20, 'stopped')]);
  assert.deepEqual(shown(changed), ['10,20,UPTIME', '20,30,DOWNTIME null']);
  assert.deepEqual(takePast([...changed, own[1] as OwnPeriod], [point(20, 'stopped')]), []);
  assert.deepEqual(shown(takePast(own, [point(5, 'stopped')])), ['5,10,DOWNTIME null']);
  assert.deepEqual(shown(takePast(own, [point(10, 'idle')])), ['10,30,DOWNTIME unproductive']);
});

test('a repeat is known by its sequence: at its time, or without one among those that may still be on their way', () => {
  const last = { lastAt: 10, lastSequence: 5_000 };
  const sequenced = (occurredAt: number, sourceSequence: number, isTimed: boolean) =>
    isRepeat(point(occurredAt, 'running', { sourceSequence, isTimed }), last);
  assert.equal(sequenced(10, 5_000, true), true);
  assert.equal(sequenced(10, 5_001, true), false);
  assert.equal(sequenced(11, 4_999, true), false);
  assert.equal(sequenced(12, 4_999, false), true);
  assert.equal(sequenced(12, 3, false), false, 'a controller that began anew');
});

test('the order in which points come makes no difference, nor does coming twice', () => {
  const status = fc.constantFrom<ReportedStatus>('running', 'stopped', 'offline');
  const points = fc.uniqueArray(fc.record({ at: fc.integer({ min: 1, max: 40 }), status }), {
    selector: ({ at }) => at,
    minLength: 1,
  });
  const shuffled = points.chain((drawn) =>
    fc.record({ drawn: fc.constant(drawn), again: fc.shuffledSubarray(drawn), size: fc.integer({ min: 1, max: 6 }) }),
  );
  fc.assert(
    fc.property(shuffled, status, ({ drawn, again, size }, first) => {
      const stored = new Map<string, OwnPeriod>();
      const all = [...drawn, ...again].map(({ at, status: one }) => point(at, one));
      let line = lineOf(point(0, first));
      for (const period of periodsOf('mill', line)) stored.set(period.id, period);
      for (let from = 0; from < all.length; from += size) {
        const before = periodsOf('mill', line);
        for (const one of all.slice(from, from + size)) line = takePoint(line, one, 0);
        for (const period of changedPeriods(before, periodsOf('mill', line))) stored.set(period.id, period);
      }
      const truth = [point(0, first), ...all.slice(0, drawn.length)].sort((a, b) => a.occurredAt - b.occurredAt);
      const begins = truth.filter(({ status: one }, at) => one !== truth[at - 1]?.status);
      assert.deepEqual(
        shown([...stored.values()]),
        begins.map(
          ({ occurredAt, status: one }, at) =>
            shown([{ id: '', startMs: occurredAt, endMs: begins[at + 1]?.occurredAt ?? null, said: said(one) }])[0],
        ),
      );
    }),
  );
});
