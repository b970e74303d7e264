import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MINUTE_MS } from '../../../kernel/clock.ts';
import { Category, type LinePiece, type ReasonGroup } from '../../timeline/index.ts';
import { reasonFacts } from './reason-kinds.rules.ts';
import { decidingReason, presentFault, stretchesOf } from './standing.rules.ts';

const NOW = 100;

function piece(from: number, to: number, text: string | null, group: ReasonGroup = 'maintenance'): LinePiece {
  const reason = { name: text ?? 'No reason given', group } as LinePiece['reason'];
  const category = text === 'up' ? Category.productiveUptime : text === 'off' ? Category.offline : 2;
  return {
    periodId: `p${from}`,
    startMs: from * MINUTE_MS,
    endMs: to * MINUTE_MS,
    category: category as Category,
    reason,
    reasonText: text,
  };
}

const minutes = (line: readonly LinePiece[]) =>
  stretchesOf(line, NOW * MINUTE_MS).map(({ startMs, endMs, goesOn, isOver, ranAt }) => [
    startMs / MINUTE_MS,
    endMs / MINUTE_MS,
    goesOn,
    isOver,
    ranAt === null ? null : ranAt / MINUTE_MS,
  ]);

describe('stretches of standing', () => {
  test('go on in what stands less than a minute later, whatever its reason and whatever lies between', () => {
    assert.deepEqual(minutes([piece(10, 20, 'a'), piece(20, 20.9, 'up'), piece(20.9, NOW, 'b')]), [
      [10, NOW, true, false, null],
    ]);
    assert.deepEqual(minutes([piece(10, 20, 'a'), piece(20, 21, 'up'), piece(21, NOW, 'b')]), [
      [10, 20, false, true, 20],
      [21, NOW, true, false, null],
    ]);
  });

  test('go on while they end now, or so shortly ago that they may grow', () => {
    assert.deepEqual(minutes([piece(10, NOW - 2, 'a')]), [[10, NOW - 2, true, false, null]]);
    assert.deepEqual(minutes([piece(10, NOW - 2.1, 'a')]), [[10, NOW - 2.1, false, true, null]]);
  });

  test('are neither over nor go on in the first minute of something else', () => {
    assert.deepEqual(minutes([piece(10, NOW - 0.5, 'a'), piece(NOW - 0.5, NOW, 'up')]), [
      [10, NOW - 0.5, false, false, null],
    ]);
    assert.deepEqual(minutes([piece(10, NOW - 1, 'a'), piece(NOW - 1, NOW, 'up')]), [
      [10, NOW - 1, false, true, NOW - 1],
    ]);
  });

  test('are followed by running only where the machine ran for a minute: being off is none', () => {
    const line = [piece(10, 20, 'a'), piece(20, 40, 'off'), piece(40, 40.5, 'up'), piece(40.5, 50, 'off')];
    assert.deepEqual(minutes([...line, piece(50, 60, 'up')]), [[10, 20, false, true, 50]]);
    assert.deepEqual(minutes(line), [[10, 20, false, true, null]]);
  });
});

describe('the fault that a machine stands for', () => {
  const faultOf = (line: readonly LinePiece[]) => {
    const stretch = stretchesOf(line, NOW * MINUTE_MS).at(-1);
    const fault = stretch === undefined ? undefined : presentFault(stretch);
    return fault === undefined ? undefined : [fault.startMs / MINUTE_MS, fault.reason.name];
  };

  test('begins behind the last break, planned stop or time without an operator', () => {
    assert.deepEqual(faultOf([piece(10, 20, 'a'), piece(20, 40, 'Tea break', 'other'), piece(40, NOW, 'b')]), [
      40,
      'b',
    ]);
    assert.equal(faultOf([piece(10, 20, 'a'), piece(20, NOW, 'Coil change', 'planned')]), undefined);
    assert.equal(faultOf([piece(10, NOW, 'Nobody', 'operator')]), undefined);
  });

  test('has the last reason that somebody gave', () => {
    const unknown = piece(30, NOW, 'No Reason Provided', 'other');
    assert.deepEqual(faultOf([piece(10, 30, 'a'), unknown]), [10, 'a']);
    assert.deepEqual(faultOf([piece(10, 30, null, 'other'), unknown]), [10, 'No Reason Provided']);
    assert.equal(decidingReason([]), undefined);
  });
});

test('names tell what is nobody’s fault while nobody has put them into a group', () => {
  const kind = (text: string, group: ReasonGroup = 'other', category: Category = Category.unproductiveDowntime) => {
    const { isAnswered, isHarmless } = reasonFacts({ name: text, group }, text, category);
    return isHarmless ? 'harmless' : isAnswered ? 'fault' : 'unanswered';
  };
  for (const text of ['Break', 'Toilet Break', ' meeting ', 'Team Meeting', 'No Operator', '1 person operator']) {
    assert.equal(kind(text), 'harmless', text);
  }
  for (const text of ['Helping Others', 'Shift Changeover', 'Training', 'Planned Maintenance', 'Not On Shift']) {
    assert.equal(kind(text), 'harmless', text);
  }
  for (const text of ['Weld break', 'Unplanned Maintenance', 'Hydraulic Fault', 'Coil Issue', 'Buckle Up in Mill']) {
    assert.equal(kind(text), 'fault', text);
  }
  for (const text of ['', 'nan', 'No Reason Provided', 'no reason required ']) {
    assert.equal(kind(text), 'unanswered', text);
  }
  assert.equal(kind('Break', 'maintenance'), 'fault', 'somebody says so');
  assert.equal(kind('No Reason Provided', 'maintenance'), 'fault');
  assert.equal(kind('Hydraulic Fault', 'planned'), 'harmless');
  const { productiveDowntime } = Category;
  assert.equal(kind('', 'other', productiveDowntime), 'harmless', 'the machine says that it is planned, and no more');
  assert.equal(kind('No Reason Required', 'other', productiveDowntime), 'unanswered');
  assert.equal(
    kind('Hydraulic Fault', 'other', productiveDowntime),
    'fault',
    'FourJaw counts faults as productive too',
  );
});
