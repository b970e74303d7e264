import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { inOrder, isRepeat } from '../signals/order.rules.ts';
import { type OwnPeriod, saidBy, takeLate, takePast, takeStatus } from './status-line.rules.ts';
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
const line = (status: ReportedStatus, startedAt: number, lastAt = startedAt): StatusLine => ({
  status,
  reason: null,
  startedAt,
  lastAt,
  lastSequence: null,
});
const said = (status: ReportedStatus) => saidBy({ status, reason: null });
const shown = (periods: readonly OwnPeriod[]) =>
  periods
    .toSorted((a, b) => a.startMs - b.startMs)
    .map(({ startMs, endMs, said: { classification, productivity } }) =>
      [startMs, endMs, classification === 'DOWNTIME' ? `${classification} ${productivity}` : classification].join(),
    );

test('a status closes the one before and opens its own; the same again moves nothing but when it was said last', () => {
  assert.deepEqual(shown(takeStatus(undefined, point(10, 'running')).periods), ['10,,UPTIME']);
  const next = takeStatus(line('running', 10), point(20, 'stopped'));
  assert.deepEqual(shown(next.periods), ['10,20,UPTIME', '20,,DOWNTIME null']);
  assert.deepEqual([next.line.status, next.line.startedAt, next.line.lastAt], ['stopped', 20, 20]);
  const again = takeStatus(line('running', 10), point(20, 'running'));
  assert.deepEqual([again.periods, again.line.startedAt, again.line.lastAt], [[], 10, 20]);
});

test('of two at one time the later one counts, whose period takes the place of the other', () => {
  assert.deepEqual(shown(takeStatus(line('running', 10), point(10, 'offline')).periods), ['10,,OFFLINE']);
});

test('one without a time is the newest, also where the clock of the machine runs ahead', () => {
  const { line: after, periods } = takeStatus(line('running', 10, 30), point(28, 'offline', { isTimed: false }));
  assert.deepEqual(shown(periods), ['10,30,UPTIME', '30,,OFFLINE']);
  assert.equal(after.lastAt, 30);
});

test('one that comes late lasts until the status before was said last', () => {
  const late = takeLate(line('running', 10, 50), [point(20, 'stopped'), point(30, 'running'), point(40, 'idle')]);
  assert.deepEqual(shown(late.periods), [
    '10,20,UPTIME',
    '20,30,DOWNTIME null',
    '30,40,UPTIME',
    '40,50,DOWNTIME unproductive',
    '50,,UPTIME',
  ]);
  assert.deepEqual([late.line.startedAt, late.line.lastAt, late.line.status], [50, 50, 'running']);
  const same = line('running', 10, 50);
  assert.deepEqual(takeLate(same, [point(20, 'running')]), { line: same, periods: [] });
});

test('one before the open period is put between those that are there, and a repeat of it changes nothing', () => {
  const own: OwnPeriod[] = [
    { startMs: 10, endMs: 30, said: said('running') },
    { startMs: 30, endMs: null, said: said('offline') },
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

test('whatever the order in which points come, their periods touch, and the newest one is what counts', () => {
  const status = fc.constantFrom<ReportedStatus>('running', 'stopped', 'offline');
  const anyPoints = fc.uniqueArray(fc.record({ at: fc.nat(40), status }), { selector: ({ at }) => at, minLength: 1 });
  fc.assert(
    fc.property(anyPoints, fc.nat(5), (drawn, size) => {
      const stored = new Map<number, OwnPeriod>();
      let kept: StatusLine | undefined;
      for (let from = 0; from < drawn.length; from += size + 1) {
        const batch = inOrder(
          drawn.slice(from, from + size + 1).map(({ at, status: one }) => point(at, one)),
          (one) => one,
          () => ({ key: 'mill', last: undefined }),
        );
        const before = kept;
        const late = before === undefined ? [] : batch.filter(({ occurredAt }) => occurredAt < before.lastAt);
        const put = (periods: readonly OwnPeriod[]) => {
          for (const period of periods) stored.set(period.startMs, period);
        };
        if (before !== undefined) {
          const own = [...stored.values()].sort((a, b) => a.startMs - b.startMs);
          const inOpen = late.filter(({ occurredAt }) => occurredAt >= before.startedAt);
          put(takePast(own, late.slice(0, late.length - inOpen.length)));
          const taken = takeLate(before, inOpen);
          put(taken.periods);
          kept = taken.line;
        }
        for (const one of batch.slice(late.length)) {
          const taken = takeStatus(kept, one);
          put(taken.periods);
          kept = taken.line;
        }
      }
      const periods = [...stored.values()].sort((a, b) => a.startMs - b.startMs);
      // they touch: each ends where the next begins, and one is open
      for (const [at, { endMs }] of periods.entries()) assert.equal(endMs, periods[at + 1]?.startMs ?? null);
      const newest = drawn.reduce((a, b) => (b.at > a.at ? b : a));
      assert.deepEqual(periods.at(-1)?.said, said(newest.status));
      assert.equal(periods[0]?.startMs, Math.min(...drawn.map(({ at }) => at)));
    }),
  );
});
