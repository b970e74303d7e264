import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assignableTo, moveInto, movesOf, movesOfAll, usualMove, wantsWords } from './moves.ts';
import type { Move } from './ticket-words.ts';

const open = { allowed_moves: ['assign', 'start', 'resolve', 'cancel'] satisfies Move[] };
const resolved = { allowed_moves: ['close', 'reopen'] satisfies Move[] };

test('a card goes only into columns that a step of the server leads to', () => {
  assert.equal(moveInto(open, 'In Progress'), 'start');
  assert.equal(moveInto(open, 'Resolved'), 'resolve');
  assert.equal(moveInto(open, 'On Hold'), undefined);
  assert.equal(moveInto(open, 'Open'), undefined);
  assert.equal(moveInto(resolved, 'Open'), 'reopen');
});

test('giving it to somebody is no change of status', () => {
  assert.deepEqual(movesOf(open), ['start', 'resolve', 'cancel']);
});

test('starting and closing need no words, every other step does', () => {
  assert.deepEqual((['start', 'hold', 'resolve', 'close', 'reopen', 'cancel'] as const).filter(wantsWords), [
    'hold',
    'resolve',
    'reopen',
    'cancel',
  ]);
});

test('the next step is to begin, then to resolve, then to close', () => {
  assert.equal(usualMove(open), 'start');
  assert.equal(usualMove({ allowed_moves: ['assign', 'hold', 'resolve', 'cancel'] }), 'resolve');
  assert.equal(usualMove(resolved), 'close');
  assert.equal(usualMove({ allowed_moves: [] }), undefined);
});

test('several tickets can do what each of them can', () => {
  const held = { allowed_moves: ['assign', 'start', 'resolve', 'cancel'] satisfies Move[] };
  const begun = { allowed_moves: ['assign', 'hold', 'resolve', 'cancel'] satisfies Move[] };
  assert.deepEqual(movesOfAll([open, held, begun]), ['assign', 'resolve', 'cancel']);
  assert.deepEqual(movesOfAll([open, resolved]), []);
  assert.deepEqual(movesOfAll([]), []);
});

test('technicians take tickets and leave their own, planners give them to anybody', () => {
  const technician = { id: 3, works: true, manages: false };
  const free = { ...open, assignee: null };
  const mine = { ...open, assignee: { id: 3, name: 'Tess' } };
  const other = { ...open, assignee: { id: 4, name: 'Olga' } };
  assert.equal(assignableTo(free, technician), 'me');
  assert.equal(assignableTo(mine, technician), 'nobody');
  assert.equal(assignableTo(other, technician), 'me');
  assert.equal(assignableTo(mine, { ...technician, manages: true }), 'anybody');
  assert.equal(assignableTo(free, { id: 5, works: false, manages: false }), undefined);
  assert.equal(assignableTo({ ...resolved, assignee: null }, technician), undefined);
});
