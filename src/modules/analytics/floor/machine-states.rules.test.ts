import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Category } from '../../timeline/index.ts';
import type { NamedReason } from '../figures.rules.ts';
import {
  asFarAsKnown,
  beginningOf,
  isActive,
  type MachineSigns,
  type NamedStanding,
  stateOf,
} from './machine-states.rules.ts';

const nowMs = Date.parse('2026-01-15T12:00:00Z');
/** Minutes before now. */
const ago = (minutes: number) => nowMs - minutes * 60_000;
const inShift = { shift: 'DAY', startMs: ago(360) };
const betweenShifts = { shift: null, startMs: ago(90) };

const silent: MachineSigns = {
  nowMs,
  current: undefined,
  last: undefined,
  shift: inShift,
  lastCutAtMs: null,
  downSinceMs: null,
  runStartedAtMs: null,
};

function period(
  category: Category,
  group: NamedReason['group'] = 'other',
  from = 30,
  to = Number.NEGATIVE_INFINITY,
): NamedStanding {
  return { category, startMs: ago(from), endMs: ago(to), reason: { name: 'Reason', group } };
}

const { productiveUptime, productiveDowntime, unproductiveDowntime, unclassifiedDowntime, offline } = Category;

/** What is known beside silence, and what comes of it: status, minutes since, reason. */
const cases: [what: string, signs: Partial<MachineSigns>, expected: [string, number | null, string | null]][] = [
  ['nothing at all', {}, ['no_data', null, null]],
  ['an open period of uptime', { current: period(productiveUptime) }, ['running', 30, null]],
  ['a stop that belongs to production', { current: period(productiveDowntime) }, ['down_planned', 30, 'Reason']],
  ['a stop that does not', { current: period(unproductiveDowntime) }, ['down_unplanned', 30, 'Reason']],
  ['a stop of a planned kind', { current: period(unproductiveDowntime, 'planned') }, ['down_planned', 30, 'Reason']],
  ['a stop nobody has judged', { current: period(unclassifiedDowntime) }, ['down_unplanned', 30, 'Reason']],
  ['a stop too short for a reason', { current: period(unproductiveDowntime, 'micro') }, ['idle', 30, 'Reason']],
  ['offline in the middle of a shift', { current: period(offline) }, ['offline', 30, 'Reason']],
  ['offline between shifts', { current: period(offline), shift: betweenShifts }, ['off_shift', 30, 'Reason']],
  ['uptime between shifts', { current: period(productiveUptime), shift: betweenShifts }, ['running', 30, null]],
  ['a report that ended just now', { last: period(productiveUptime, 'other', 30, 9) }, ['running', 30, null]],
  ['a report that ended ten minutes ago', { last: period(productiveUptime, 'other', 30, 10) }, ['no_data', 10, null]],
  [
    'a cut after a stop that has ended',
    { last: period(unproductiveDowntime, 'other', 30, 5), lastCutAtMs: ago(4) },
    ['running', null, null],
  ],
  [
    'a cut before the end of a stop',
    { last: period(unproductiveDowntime, 'other', 30, 5), lastCutAtMs: ago(6) },
    ['down_unplanned', 30, 'Reason'],
  ],
  ['cuts alone, lately', { lastCutAtMs: ago(9) }, ['running', null, null]],
  ['cuts alone, earlier in the shift', { lastCutAtMs: ago(10) }, ['idle', 10, null]],
  ['cuts alone, in a shift before', { lastCutAtMs: ago(361) }, ['no_data', 361, null]],
  ['cuts between shifts, lately', { lastCutAtMs: ago(1), shift: betweenShifts }, ['running', null, null]],
  ['nothing between shifts', { shift: betweenShifts }, ['off_shift', 90, null]],
  ['a ticket of a machine that is down', { downSinceMs: ago(120) }, ['down_unplanned', 120, null]],
  ['such a ticket between shifts', { downSinceMs: ago(120), shift: betweenShifts }, ['down_unplanned', 120, null]],
  ['such a ticket after the last cut', { downSinceMs: ago(3), lastCutAtMs: ago(4) }, ['down_unplanned', 3, null]],
  ['a cut after such a ticket', { downSinceMs: ago(5), lastCutAtMs: ago(4) }, ['running', null, null]],
  [
    'such a ticket during a planned stop',
    { current: period(productiveDowntime), downSinceMs: ago(20) },
    ['down_unplanned', 20, 'Reason'],
  ],
  [
    'such a ticket during an unplanned stop',
    { current: period(unproductiveDowntime), downSinceMs: ago(20) },
    ['down_unplanned', 30, 'Reason'],
  ],
  ['uptime whatever a ticket says', { current: period(productiveUptime), downSinceMs: ago(20) }, ['running', 30, null]],
  ['a run that nothing is heard of', { runStartedAtMs: ago(60) }, ['idle', 60, null]],
  [
    'a run, and a report that is over',
    { runStartedAtMs: ago(60), last: period(productiveUptime, 'other', 50, 40) },
    ['idle', 40, null],
  ],
];

describe('the state of a machine', () => {
  for (const [what, signs, [status, minutes, reason]] of cases) {
    test(`by ${what} is ${status}`, () => {
      const expected = { status, sinceMs: minutes === null ? null : ago(minutes), reason };
      assert.deepEqual(stateOf({ ...silent, ...signs }), expected);
    });
  }

  test('is active where it runs or has cut within ten minutes, whatever its periods say', () => {
    const active = (signs: Partial<MachineSigns>) => {
      const all = { ...silent, ...signs };
      return isActive(all, stateOf(all));
    };
    assert.equal(active({ current: period(productiveUptime) }), true);
    assert.equal(active({ current: period(unproductiveDowntime), lastCutAtMs: ago(9) }), true);
    assert.equal(active({ current: period(unproductiveDowntime), lastCutAtMs: ago(10) }), false);
    assert.equal(active({}), false);
  });
});

test('a period that goes on by itself ends where its source was heard of last, once that is ten minutes ago', () => {
  const open = { ...period(productiveUptime), endMs: Number.POSITIVE_INFINITY };
  const seen = (knownUntilMs: number | undefined, more: Partial<MachineSigns> = {}) => {
    const { status, sinceMs } = stateOf({
      ...silent,
      ...asFarAsKnown({ current: open, last: open }, knownUntilMs, nowMs),
      ...more,
    });
    return [status, sinceMs === null ? null : (nowMs - sinceMs) / 60_000];
  };
  assert.deepEqual(seen(undefined), ['running', 30], 'a source that says what changes');
  assert.deepEqual(seen(ago(9)), ['running', 30]);
  assert.deepEqual(seen(ago(10)), ['no_data', 10]);
  assert.deepEqual(seen(ago(10), { shift: betweenShifts }), ['off_shift', 90]);
  const over = period(unproductiveDowntime, 'other', 30, 1);
  assert.deepEqual(asFarAsKnown({ current: over, last: over }, ago(20), nowMs), { current: over, last: over });
});

test('what was done at first is done since then, as long as every period in between says the same', () => {
  const stopped = { status: 'down_unplanned', sinceMs: ago(5), reason: 'Coil jam' } as const;
  const stop = period(unproductiveDowntime, 'other', 30, 5);
  assert.equal(beginningOf(stopped, [stop], ago(30)), ago(30));
  assert.equal(beginningOf(stopped, [], ago(30)), ago(30), 'of a gap nobody knows better');
  const ran = period(productiveUptime, 'other', 20, 10);
  assert.equal(beginningOf(stopped, [stop, ran], ago(30)), ago(10));
  const away = { status: 'off_shift', sinceMs: ago(5), reason: null } as const;
  assert.equal(beginningOf(away, [period(offline, 'other', 30, 5)], ago(30)), ago(30));
  assert.equal(beginningOf(away, [stop], ago(30)), ago(5));
});

test('a machine that cuts is not offline, whatever was said when its connection broke', () => {
  const signs = { ...silent, current: period(offline, 'other', 30) };
  assert.equal(stateOf({ ...signs, lastCutAtMs: ago(31) }).status, 'offline');
  assert.equal(stateOf({ ...signs, lastCutAtMs: ago(5) }).status, 'running');
  assert.equal(stateOf({ ...signs, lastCutAtMs: ago(15) }).status, 'offline', 'and has been silent since');
});
