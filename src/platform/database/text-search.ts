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

/**
 * A condition: the text under `key` has all words of `text`, the last of them as the beginning of a word. A text without
 * a word is found nowhere.
 *
 * @param key a column that holds keys of the index
 */
export function hasText(engine: Engine, table: string, key: RawBuilder<unknown>, text: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`${key} in (${keysWith(engine, table, text, 'beginning')})`;
}

/** At most `limit` keys of texts that {@link hasText} is true for, in no order. */
export async function findKeysByText(
  access: TableAccess<AnyTables>,
  engine: Engine,
  table: string,
  text: string,
  limit: number,
): Promise<number[]> {
  const find = async (ending: LastWord) => {
    const found = sql<{ key: number }>`(${keysWith(engine, table, text, ending)})`.as('found');
    return access.selectFrom(found).select('key').limit(limit).execute();
  };
  // to begin with a word, all words that begin so are put together first: 5 ms where 50,000 texts have one of them
  const whole = await find('whole');
  const rows = whole.length < limit ? await find('beginning') : whole;
  return rows.map((row) => row.key);
}

/** Whether the last word that is asked for may be the beginning of a longer one. */
type LastWord = 'beginning' | 'whole';

function keysWith(engine: Engine, table: string, text: string, lastWord: LastWord): RawBuilder<unknown> {
  const words = searchWords(text).slice(0, WORDS_ASKED);
  const index = sql.table(table);
  const open = lastWord === 'beginning' ? words.length - 1 : undefined;
  if (engine === 'sqlite') {
    if (words.length === 0) return sql`select rowid as key from ${index} where 1 = 0`;
    const query = words.map((word, at) => `"${word}"${at === open ? ' *' : ''}`).join(' ');
    return sql`select rowid as key from ${index} where ${index} match ${query}`;
  }
  const query = words.map((word, at) => `'${word}'${at === open ? ':*' : ''}`).join(' & ');
  return sql`select id as key from ${index} where words @@ ${query}::tsquery`;
}
