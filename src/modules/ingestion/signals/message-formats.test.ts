/** What a message that cannot be used is told to be, in the words in which requests are refused. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPointsOf } from './message-formats.ts';
import type { SignalKind } from './signals.types.ts';

function refusalOf(kind: SignalKind, payload: unknown): string | undefined {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return readPointsOf({ kind, machineId: 'mill' }, Buffer.from(text), 0).refused[0]?.detail;
}

const keys = 'machine_id, timestamp_utc, cut_count, source_id, source_sequence';
const numbers = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`n${at}`, at]));

for (const [kind, payload, refusal] of [
  ['cuts', { foo: 1 }, `A cut has the unknown key 'foo'; allowed: ${keys}.`],
  ['cuts', numbers(1_000), `A cut has the unknown key 'n0'; allowed: ${keys}.`],
  ['cuts', { 'a/b~\0': 1 }, `A cut has the unknown key 'a/b~\\u0000'; allowed: ${keys}.`],
  ['cuts', '{"__proto__":1}', `A cut has the unknown key '__proto__'; allowed: ${keys}.`],
  ['cuts', 5, 'A cut must be an object.'],
  ['cuts', [['cut']], 'A cut must be an object.'],
  ['cuts', { cut_count: '1' }, 'cut_count must be an integer.'],
  ['cuts', { cut_count: 0 }, 'cut_count must be at least 1.'],
  ['cuts', { source_id: 5 }, 'source_id must be string or null.'],
  ['cuts', { source_id: 'x'.repeat(201) }, 'source_id must not have more than 200 characters.'],
  [
    'status',
    { status: 'broken' },
    "status must be one of the allowed values, not 'broken'; allowed: running, idle, stopped, planned_stop, offline.",
  ],
  ['status', {}, 'status is required.'],
  [
    'counters',
    { value: 1, counter: ' ' },
    'counter must be a letter or a digit, then up to 59 letters, digits and _ . : -.',
  ],
  ['telemetry', { values: {} }, 'values must not be empty.'],
  ['telemetry', { values: numbers(101) }, 'values must not have more than 100 keys.'],
  ['telemetry', { values: { load: '7' } }, 'values.load must be a number.'],
  [
    'telemetry',
    { values: { '9': 7 } },
    "values has the key '9', which is no name: a letter, then up to 59 letters, digits and _ . : -.",
  ],
] as const) {
  test(`${kind} ${JSON.stringify(payload).slice(0, 40)} is told to be wrong in plain words`, () => {
    assert.equal(refusalOf(kind, payload), refusal);
  });
}

test('on a topic that machines share the machine is required', () => {
  const shared = readPointsOf({ kind: 'cuts', machineId: undefined }, Buffer.from('{}'), 0);
  assert.equal(shared.refused[0]?.detail, 'machine_id is required.');
});
