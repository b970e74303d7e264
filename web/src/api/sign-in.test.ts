/** What a page may know of its sign-in. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signInOf } from './sign-in.ts';

const nowMs = 1_800_000_000_000;
const until = (seconds: number) => `theme=dark; milldash_access_until=${nowMs / 1_000 + seconds}; other=1`;

test('without the note nobody is signed in', () => {
  assert.equal(signInOf('', nowMs), 'none');
  assert.equal(signInOf('xmilldash_access_until=9999999999', nowMs), 'none');
});

test('a sign-in is renewed before it runs out, not after a request was refused', () => {
  assert.equal(signInOf(until(60), nowMs), 'good');
  assert.equal(signInOf(until(4), nowMs), 'to-be-renewed');
  assert.equal(signInOf(until(-3_600), nowMs), 'to-be-renewed');
});
