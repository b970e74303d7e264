import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CursorKey, decodeCursor, encodeCursor } from './paging.ts';

test('a cursor is read back as it was given out', () => {
  const key: CursorKey = [Number.MAX_SAFE_INTEGER, 'Säge 1'];
  assert.deepEqual(decodeCursor(encodeCursor(key), ['number', 'string']), key);
});

test('a cursor that is not ours is refused, and so is one that a database could not compare', () => {
  const forged = [[1.5], [1e300], [-1e300], [2 ** 53], ['1'], [1, 2], 1, null, {}].map((key) =>
    Buffer.from(JSON.stringify(key)).toString('base64url'),
  );
  for (const cursor of [...forged, '', 'x', Buffer.from('[1e999]').toString('base64url')]) {
    assert.throws(() => decodeCursor(cursor, ['number']), { code: 'cursor-invalid' }, cursor);
  }
  for (const text of ['a\0', '\ud800']) {
    assert.throws(() => decodeCursor(encodeCursor([text]), ['string']), { code: 'cursor-invalid' });
  }
});
