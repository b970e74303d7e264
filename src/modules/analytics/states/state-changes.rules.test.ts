import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Category } from '../../timeline/index.ts';
import type { MachineSigns, MachineStatus } from '../floor/machine-states.rules.ts';
import { findStateChanges, type KeptState } from './state-changes.rules.ts';

const nowMs = Date.parse('2026-01-15T12:00:00Z');
/** Minutes before now. */
const ago = (minutes: number) => nowMs - minutes * 60_000;

const silent: MachineSigns = {
  nowMs,
  current: undefined,
  last: undefined,
  shift: { shift: 'DAY', startMs: ago(360) },
  lastCutAtMs: null,
  downSinceMs: null,
  runStartedAtMs: null,
};
const uptime = (minutes: number): Partial<MachineSigns> => ({
  current: {
    category: Category.productiveUptime,
    startMs: ago(minutes),
    endMs: Number.POSITIVE_INFINITY,
    reason: { name: 'None', group: 'other' },
  },
});
const kept = (status: MachineStatus, sinceMinutes: number | null, changedMinutes: number): KeptState => ({
  status,
  sinceMs: sinceMinutes === null ? null : ago(sinceMinutes),
  reason: null,
  changedAtMs: ago(changedMinutes),
  version: 7,
});

/** Status, minutes since it changed, whether that is news; undefined where nothing changes. */
type Outcome = [MachineStatus, number, boolean] | undefined;

function change(signs: Partial<MachineSigns>, before?: KeptState, isGrace = false): Outcome {
  const all = new Map([['mill', { ...silent, ...signs }]]);
  const [only] = findStateChanges(all, new Map(before === undefined ? [] : [['mill', before]]), isGrace);
  if (only === undefined) return undefined;
  assert.equal(only.after.version, (before?.version ?? 0) + 1);
  return [only.after.status, (nowMs - only.after.changedAtMs) / 60_000, only.isNews];
}

test('another status is news, from when it holds; the same one with another beginning or reason is kept and no news', () => {
  assert.deepEqual(change(uptime(3), kept('down_unplanned', 30, 30)), ['running', 3, true]);
  assert.deepEqual(change(uptime(40), kept('running', 30, 30)), ['running', 30, false]);
  assert.deepEqual(change(uptime(3), kept('running', 3, 30)), undefined);
});

test('a period that begins later with the same status goes on with it, unless something else was found in between', () => {
  assert.deepEqual(change(uptime(3), kept('running', 30, 30)), undefined);
  const signs = new Map([['mill', { ...silent, ...uptime(3) }]]);
  const before = new Map([['mill', kept('running', 30, 30)]]);
  const [found] = findStateChanges(signs, before, false, new Map([['mill', ago(10)]]));
  assert.deepEqual([found?.after.sinceMs, found?.isNews], [ago(10), false]);
  assert.deepEqual(findStateChanges(signs, before, false, new Map([['mill', ago(30)]])), []);
});

test('a machine of which nothing was kept is news, unless nothing is known of it', () => {
  assert.deepEqual(change(uptime(3)), ['running', 3, true]);
  assert.deepEqual(change({}), ['no_data', 0, false]);
});

test('a change happened when its sign says, but not before the last one', () => {
  assert.deepEqual(
    change({ lastCutAtMs: ago(1) }, kept('idle', 20, 20)),
    ['running', 1, true],
    'the cut that shows it',
  );
  assert.deepEqual(
    change({ lastCutAtMs: ago(10) }, kept('running', null, 50)),
    ['idle', 10, true],
    'since the last cut',
  );
  assert.deepEqual(change(uptime(90), kept('down_unplanned', 60, 60)), ['running', 0, true], 'a ticket was withdrawn');
});

test('since when a machine runs of which there are cuts alone is what was seen of its beginning', () => {
  const signs = new Map([['mill', { ...silent, lastCutAtMs: ago(1) }]]);
  const [began] = findStateChanges(signs, new Map([['mill', kept('idle', 20, 20)]]), false);
  assert.equal(began?.after.sinceMs, ago(1));
  assert.equal(change({ lastCutAtMs: ago(0) }, kept('running', 1, 1)), undefined, 'it goes on');
});

test('in the grace after a start silence changes nothing, and what is reported is told', () => {
  const running = kept('running', null, 50);
  assert.equal(change({ lastCutAtMs: ago(10) }, running, true), undefined);
  assert.equal(change({ shift: { shift: null, startMs: ago(5) } }, running, true), undefined);
  assert.equal(change({}, undefined, true), undefined);
  assert.deepEqual(change({ downSinceMs: ago(2) }, running, true), ['down_unplanned', 2, true]);
  assert.deepEqual(change(uptime(3), kept('idle', 20, 20), true), ['running', 3, true]);
});
