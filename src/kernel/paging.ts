/** Paging by an opaque cursor: stable while rows are added, no cost for skipping. */
import { DomainError } from './errors.ts';

export const PAGE_LIMIT_DEFAULT = 100;
export const PAGE_LIMIT_MAX = 1_000;

export interface Page<Item> {
  readonly items: Item[];
  /** Give it back as `cursor` for the next page; null on the last one. */
  readonly nextCursor: string | null;
}

export interface CountedPage<Item> extends Page<Item> {
  /** Only where it was asked for. */
  readonly total?: number | '1000+';
}

/** Cuts `limit + 1` fetched rows into a page; the cursor holds the last row's sort key. */
export function toPage<Item>(fetched: Item[], limit: number, keyOf: (item: Item) => CursorKey): Page<Item> {
  const items = fetched.slice(0, limit);
  const last = items.at(-1);
  const more = fetched.length > limit && last !== undefined;
  return { items, nextCursor: more ? encodeCursor(keyOf(last)) : null };
}

/** Beyond it nobody counts: see {@link cappedTotal}. */
export const TOTAL_MAX = 1_000;

/** What a list says of its length. @param counted rows of a query that stops at {@link TOTAL_MAX} + 1 */
export function cappedTotal(counted: number): number | '1000+' {
  return counted > TOTAL_MAX ? '1000+' : counted;
}

export type CursorKey = readonly (string | number)[];

export function encodeCursor(key: CursorKey): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** Numbers of a cursor are integers that every engine takes, and its texts can be stored. @throws cursor-invalid */
export function decodeCursor(cursor: string, parts: readonly ('string' | 'number')[]): CursorKey {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const fits =
      Array.isArray(key) &&
      key.length === parts.length &&
      key.every((part, at) => typeof part === parts[at] && isComparable(part));
    if (fits) return key as CursorKey;
  } catch {
    // answered below, like every other cursor that is not ours
  }
  throw new DomainError('cursor-invalid', 'The cursor is not one that this list gave out. Start again without it.');
}

function isComparable(part: unknown): boolean {
  return typeof part === 'string' ? !part.includes('\0') && part.isWellFormed() : Number.isSafeInteger(part);
}

/** Rows that are read, and held, at once by who reads a whole list. */
export const ALL_PAGES_ROWS = 500;

/**
 * A whole list page after page, while others change it: no row comes twice, and none is left out that is there all the
 * time.
 *
 * @param read the rows behind the last one of the page before, in the order of a key that a row keeps for ever
 */
export async function* allPages<Row>(
  read: (last: Row | undefined, limit: number) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  for (let last: Row | undefined; ; ) {
    const page = await read(last, ALL_PAGES_ROWS);
    last = page.at(-1);
    if (last === undefined) return;
    yield page;
    if (page.length < ALL_PAGES_ROWS) return;
  }
}

/** The same of a list that is paged in such an order by its cursor. */
export async function* followPages<Row>(
  list: (paging: { readonly cursor: string | undefined; readonly limit: number }) => Promise<Page<Row>>,
): AsyncGenerator<readonly Row[]> {
  for (let cursor: string | undefined; ; ) {
    const { items, nextCursor } = await list({ cursor, limit: ALL_PAGES_ROWS });
    if (items.length > 0) yield items;
    if (nextCursor === null) return;
    cursor = nextCursor;
  }
}
