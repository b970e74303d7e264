import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { settingKind, typedOf, valueOf } from './setting-kind.ts';

function roundTrip(allowed: unknown, value: unknown): unknown {
  const typed = settingKind(allowed);
  return valueOf(typed, typedOf(typed.input, value));
}

describe('how a setting is typed', () => {
  test('each kind of schema has its field', () => {
    assert.deepEqual(settingKind({ type: 'boolean' }).input, { kind: 'switch' });
    assert.deepEqual(settingKind({ type: 'integer', minimum: 1, maximum: 9 }).input, {
      kind: 'number',
      isWhole: true,
      minimum: 1,
      maximum: 9,
    });
    assert.deepEqual(settingKind({ enum: ['a', 'b'] }).input, { kind: 'choice', options: ['a', 'b'] });
    assert.deepEqual(settingKind({ type: 'array', items: { type: 'string' } }).input, { kind: 'lines' });
    assert.deepEqual(settingKind({ type: 'array', items: { type: 'object' } }).input, { kind: 'json' });
    assert.deepEqual(settingKind({ type: 'object', properties: { Low: { type: 'number' } } }).input, {
      kind: 'numbers',
      names: ['Low'],
    });
  });

  test('what may be null is null when nothing is typed, and only that', () => {
    const nullable = { anyOf: [{ type: 'number' }, { type: 'null' }] };
    assert.equal(roundTrip(nullable, null), null);
    assert.equal(roundTrip(nullable, 48.5), 48.5);
    assert.equal(valueOf(settingKind({ type: 'number' }), ''), '');
  });

  test('what is no number is sent as it is typed: null would be taken where null is a value', () => {
    const nullable = settingKind({ anyOf: [{ type: 'number' }, { type: 'null' }] });
    assert.equal(valueOf(nullable, 'much'), 'much');
  });

  test('a decimal comma is a decimal point', () => assert.equal(valueOf(settingKind({ type: 'number' }), '1,5'), 1.5));

  test('what is typed back is what it was', () => {
    assert.equal(roundTrip({ type: 'boolean' }, false), false);
    assert.equal(roundTrip({ type: 'string' }, ''), '');
    assert.deepEqual(roundTrip({ type: 'array', items: { type: 'string' } }, ['a b', 'c']), ['a b', 'c']);
    assert.deepEqual(roundTrip({ type: 'object', properties: { Low: { type: 'number' } } }, { Low: 4 }), { Low: 4 });
  });
});
