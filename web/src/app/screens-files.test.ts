/** When a page is loaded anew by itself. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assetsAmong, noteLoadedFor, wasLoadedFor } from './screens-files.ts';

const HOUR_MS = 60 * 60_000;

function sessionMemory() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

test('only files that are named after their content tell screens apart', () => {
  const added = ['chrome-extension://abc/assets/page.js', '/cdn-cgi/beacon.js', null];
  assert.equal(
    assetsAmong(['/assets/index-A1.js', ...added, '/assets/style-B2.css']),
    '/assets/index-A1.js /assets/style-B2.css',
  );
  assert.equal(assetsAmong(['/@vite/client', '/src/main.tsx']), '');
});

test('a page is loaded anew once for the same files, also where two servers answer by turns', () => {
  const memory = sessionMemory();
  assert.ok(!wasLoadedFor('b', memory, 0));
  noteLoadedFor('b', memory, 0);
  noteLoadedFor('a', memory, 1_000);
  assert.deepEqual(
    ['a', 'b', 'c'].map((files) => wasLoadedFor(files, memory, 2_000)),
    [true, true, false],
  );
});

test('later it is again: a server that was set back is set forward once more', () => {
  const memory = sessionMemory();
  noteLoadedFor('b', memory, 0);
  assert.ok(!wasLoadedFor('b', memory, HOUR_MS));
  noteLoadedFor('c', memory, HOUR_MS);
  assert.equal(memory.getItem('milldash.loaded-for'), JSON.stringify([['c', HOUR_MS]]), 'what is past is forgotten');
});
