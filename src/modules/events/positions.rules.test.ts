import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DomainError } from '../../kernel/errors.ts';
import { formatPosition } from '../../kernel/event-positions.ts';
import { parsePosition, parseTypes, requireReadable } from './positions.rules.ts';

const extent = { epoch: 'e1', head: 10, pruned: 4 };

test('a position reads back as it was written, with the log or without', () => {
  assert.deepEqual(parsePosition(formatPosition('0f1a-b', 12)), { epoch: '0f1a-b', sequence: 12 });
  assert.deepEqual(parsePosition('12'), { epoch: undefined, sequence: 12 });
  for (const text of ['', 'x', '-1', 'e1:', ':1', 'e1:1:1', '1.5', '9'.repeat(16)]) {
    assert.throws(() => parsePosition(text), DomainError, text);
  }
});

test('reading goes on from every position whose successors are all there', () => {
  assert.equal(requireReadable(undefined, extent), 4);
  for (const sequence of [4, 7, 10]) {
    assert.equal(requireReadable({ epoch: 'e1', sequence }, extent), sequence);
    assert.equal(requireReadable({ epoch: undefined, sequence }, extent), sequence);
  }
});

test('another log, a removed and a future position are refused with what there is', () => {
  for (const position of [
    { epoch: 'e2', sequence: 7 },
    { epoch: 'e1', sequence: 3 },
    { epoch: undefined, sequence: 11 },
  ]) {
    assert.throws(
      () => requireReadable(position, extent),
      (error) =>
        error instanceof DomainError &&
        error.code === 'events-out-of-range' &&
        error.members['oldest'] === 'e1:4' &&
        error.members['head'] === 'e1:10',
    );
  }
});

test('types are whole ones or beginnings', () => {
  assert.deepEqual(parseTypes(['com.milldash.machine.*', 'com.milldash.user.created', '*']), [
    { text: 'com.milldash.machine.', isPrefix: true },
    { text: 'com.milldash.user.created', isPrefix: false },
    { text: '', isPrefix: true },
  ]);
  for (const type of ['', 'a*b', '%', 'A', "'"]) assert.throws(() => parseTypes([type]), DomainError, type);
});
