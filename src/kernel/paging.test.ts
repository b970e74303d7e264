import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvList } from './csv-writer.ts';
import {
  ALL_PAGES_ROWS,
  allPages,
  type CursorKey,
  decodeCursor,
  encodeCursor,
  followPages,
  type Page,
} from './paging.ts';

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

test('a whole list is read to its end, one page at a time, each behind the last one of the page before', async () => {
  for (const length of [0, 1, ALL_PAGES_ROWS, ALL_PAGES_ROWS + 1, 3 * ALL_PAGES_ROWS]) {
    const all = Array.from({ length }, (_, at) => at);
    const read: number[] = [];
    const behind: (number | undefined)[] = [];
    const pages = allPages<number>(async (last, limit) => {
      behind.push(last);
      return all.slice((last ?? -1) + 1, (last ?? -1) + 1 + limit);
    });
    for await (const page of pages) read.push(...page);
    assert.deepEqual(read, all);
    assert.deepEqual(behind.slice(0, 2), length < ALL_PAGES_ROWS ? [undefined] : [undefined, ALL_PAGES_ROWS - 1]);
  }
});

test('no page is read before who takes the list asks for it: a slow reader holds one page, not the list', async () => {
  let read = 0;
  const pages = allPages<number>(async (_last, limit) => {
    read++;
    return Array.from({ length: limit }, (_, at) => at);
  });
  const lines = csvList({ id: (id: number) => id }, pages);
  await lines.next();
  assert.equal(read, 0, 'the first line needs none');
  for (const expected of [1, 2, 3]) {
    const { value = '' } = await lines.next();
    assert.deepEqual([read, String(value).trim().split('\r\n').length], [expected, ALL_PAGES_ROWS]);
  }
  await lines.return(undefined);
  assert.equal(read, 3, 'who goes away ends it');
});

test('a list with a cursor is followed to its end', async () => {
  const pages: Record<string, Page<number>> = {
    first: { items: [1, 2], nextCursor: 'second' },
    second: { items: [3], nextCursor: 'third' },
    third: { items: [], nextCursor: null },
  };
  const read: (readonly number[])[] = [];
  const list = async ({ cursor = 'first' }: { cursor: string | undefined }) => pages[cursor] as Page<number>;
  for await (const page of followPages(list)) read.push(page);
  assert.deepEqual(read, [[1, 2], [3]]);
});
