import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayDo, rowAfter, shortcutOf } from './shortcuts.ts';

const press = (key: string, held?: 'ctrlKey' | 'metaKey' | 'altKey') => ({
  key,
  ctrlKey: held === 'ctrlKey',
  metaKey: held === 'metaKey',
  altKey: held === 'altKey',
});

test('letters and arrows move, and mean nothing while somebody types or holds a key of the browser', () => {
  assert.equal(shortcutOf(press('j'), false), 'next');
  assert.equal(shortcutOf(press('ArrowUp'), false), 'previous');
  assert.equal(shortcutOf(press('/'), false), 'search');
  assert.equal(shortcutOf(press('q'), false), undefined);
  assert.equal(shortcutOf(press('n'), true), undefined);
  for (const held of ['ctrlKey', 'metaKey', 'altKey'] as const) {
    assert.equal(shortcutOf(press('n', held), false), undefined);
  }
});

test('moving stops at the ends, and begins at the end that it comes from', () => {
  const rows = ['7', '5', '3'];
  assert.equal(rowAfter(rows, undefined, 1), '7');
  assert.equal(rowAfter(rows, undefined, -1), '3');
  assert.equal(rowAfter(rows, '7', 1), '5');
  assert.equal(rowAfter(rows, '3', 1), '3');
  assert.equal(rowAfter(rows, '7', -1), '7');
  assert.equal(rowAfter(rows, 'gone', 1), '7');
  assert.equal(rowAfter([], undefined, 1), undefined);
});

test('who only looks has the keys that move, open and search, and none that changes something', () => {
  const keys = ['next', 'previous', 'open', 'tick', 'search', 'new', 'help'] as const;
  const of = (...held: readonly string[]) =>
    keys.filter((key) => mayDo(key, (permission) => held.includes(permission)));
  assert.deepEqual(of('tickets:read'), ['next', 'previous', 'open', 'search', 'help']);
  assert.deepEqual(of('tickets:report', 'tickets:work'), keys);
});
