import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rangeOf } from './contents.ts';

test('one range is a part of the file; several, and what is none, are the whole', () => {
  for (const [header, expected] of [
    [undefined, undefined],
    ['bytes=0-0', [0, 0]],
    ['bytes=0-', [0, 99]],
    ['bytes=90-200', [90, 99]],
    ['bytes=-10', [90, 99]],
    ['bytes=-200', [0, 99]],
    ['bytes=100-', 'unsatisfiable'],
    ['bytes=100-200', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=5-3', undefined],
    ['bytes=-', undefined],
    ['bytes=0-1,5-6', undefined],
    ['lines=0-1', undefined],
    ['bytes=a-b', undefined],
    ['bytes=9999999999999999-', undefined],
  ] as const) {
    const range = rangeOf(header, 100);
    assert.deepEqual(typeof range === 'object' ? [range.first, range.last] : range, expected, header);
  }
});
