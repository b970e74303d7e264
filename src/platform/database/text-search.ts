/**
 * Full-text search, the same answers on both engines.
 *
 * An index of texts is a table of its own, kept by whoever writes the texts, in the same transaction: FTS5 on SQLite
 * (`words`, key in `rowid`), a tsvector with a GIN index on PostgreSQL (`words`, key in `id`). Neither engine takes a text
 * apart by its own rules: both are given words of `searchWords`, which hold letters and digits only, so no text that is
 * asked for can be read as an operator.
 */
import { CompiledQuery, type RawBuilder, type SqlBool, sql } from 'kysely';
import { searchWords } from '../../kernel/texts.ts';
import type { AnyTables, Engine } from './database.ts';
import { chunksOf } from './json-rows.ts';
import type { TableAccess } from './table-access.ts';

/** Different words of one text that are kept. */
const WORDS_KEPT = 10_000;
/** Words of a question that are looked at. */
const WORDS_ASKED = 16;

export interface IndexedText {
  readonly key: number;
  readonly text: string;
}

/**
 * Writes what is found under the keys, in place of what was.
 *
 * @param table a name of ours, made by a migration
 * @param texts no two with the same key
 */
export async function indexTexts(
  access: TableAccess<AnyTables>,
  engine: Engine,
  table: string,
  texts: readonly IndexedText[],
): Promise<void> {
  const rows = texts.map(({ key, text }) => ({
    key,
    words: [...new Set(searchWords(text))].slice(0, WORDS_KEPT).join(' '),
  }));
  if (engine === 'sqlite') {
    const insert = `insert or replace into "${table}" (rowid, words) values (?, ?)`;
    for (const { key, words } of rows) await access.executeQuery(CompiledQuery.raw(insert, [key, words]));
    return;
  }
  const upsert = `insert into "${table}" (id, words)
    select id, array_to_tsvector(string_to_array(words, ' ')) from unnest($1::bigint[], $2::text[]) as r (id, words)
    on conflict (id) do update set words = excluded.words`;
  for (const chunk of chunksOf(rows)) {
    const parameters = [chunk.map(({ key }) => key), chunk.map(({ words }) => words)];
    await access.executeQuery(CompiledQuery.raw(upsert, parameters));
  }
}

/** What is asked of an index. */
export interface AskedText {
  readonly table: string;
  /** As the engine understands it; undefined where no word is asked for. */
  readonly query: string | undefined;
}

/**
 * A text as it is asked for: all of its words, the last of them as the beginning of a word. A text without a word is found
 * nowhere.
 *
 * @param table a name of ours
 */
export async function askForText(
  access: TableAccess<AnyTables>,
  engine: Engine,
  table: string,
  text: string,
): Promise<AskedText> {
  const words = searchWords(text).slice(0, WORDS_ASKED);
  const last = words.pop();
  if (last === undefined) return { table, query: undefined };
  if (engine === 'postgres') {
    return { table, query: [...words.map((word) => `'${word}'`), `'${last}':*`].join(' & ') };
  }
  const longer = await findLongerWords(access, table, last);
  const beginning = longer === undefined ? `"${last}" *` : `(${[last, ...longer].map(quoted).join(' OR ')})`;
  return { table, query: [...words.map(quoted), beginning].join(' AND ') };
}

/** A condition: the text under `key` is one that is asked for. @param key a column that holds keys of the index */
export function hasText(engine: Engine, asked: AskedText, key: RawBuilder<unknown>): RawBuilder<SqlBool> {
  return sql<SqlBool>`${key} in (${keysWith(engine, asked)})`;
}

/** At most `limit` keys of texts that {@link hasText} is true for, in no order. */
export async function findKeysByText(
  access: TableAccess<AnyTables>,
  engine: Engine,
  asked: AskedText,
  limit: number,
): Promise<number[]> {
  const found = sql<{ key: number }>`(${keysWith(engine, asked)})`.as('found');
  const rows = await access.selectFrom(found).select('key').limit(limit).execute();
  return rows.map((row) => row.key);
}

function keysWith(engine: Engine, { table, query }: AskedText): RawBuilder<unknown> {
  const index = sql.table(table);
  const [key, condition] =
    engine === 'sqlite'
      ? [sql.ref('rowid'), sql`${index} match ${query}`]
      : [sql.ref('id'), sql`words @@ ${query}::tsquery`];
  return query === undefined
    ? sql`select ${key} as key from ${index} where 1 = 0`
    : sql`select ${key} as key from ${index} where ${condition}`;
}

function quoted(word: string): string {
  return `"${word}"`;
}

/** Shorter ones have an index of their own, or too many words begin so. */
const LONGER_FROM = 4;
const LONGER_WORDS_MAX = 20;

/**
 * The words of the index that begin with `word` and go on; undefined where they are too many, or not looked for.
 *
 * Of a beginning FTS5 puts together all texts before it answers with the first: 5 ms where 50,000 have a word that begins
 * so. The words themselves, named one by one, are read only for as long as somebody asks for more.
 */
async function findLongerWords(
  access: TableAccess<AnyTables>,
  table: string,
  word: string,
): Promise<string[] | undefined> {
  if (word.length < LONGER_FROM) return undefined;
  const words = `temp."${table}_words"`;
  // a view of the index, which stores nothing: each connection makes its own
  const view = `create virtual table if not exists ${words} using fts5vocab('main', '${table}', 'row')`;
  await access.executeQuery(CompiledQuery.raw(view));
  // what goes on does so with a letter or a digit, and "0" is the least of them: the word itself, whose texts FTS5 would
  // count, is passed over
  const { rows } = await access.executeQuery<{ term: string }>(
    CompiledQuery.raw(`select term from ${words} where term >= ? and term < ? limit ${LONGER_WORDS_MAX + 1}`, [
      `${word}0`,
      `${word}\u{10ffff}`,
    ]),
  );
  return rows.length > LONGER_WORDS_MAX ? undefined : rows.map(({ term }) => term);
}
