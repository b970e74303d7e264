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
import type { TableAccess } from './table-access.ts';

/** Different words of one text that are kept. */
const WORDS_KEPT = 10_000;
/** Words of a question that are looked at. */
const WORDS_ASKED = 16;

/**
 * Writes what is found under `key`, in place of what was.
 *
 * @param table a name of ours, made by a migration
 */
export async function indexText(
  access: TableAccess<AnyTables>,
  engine: Engine,
  table: string,
  key: number,
  text: string,
): Promise<void> {
  const words = [...new Set(searchWords(text))].slice(0, WORDS_KEPT);
  const query =
    engine === 'sqlite'
      ? CompiledQuery.raw(`insert or replace into "${table}" (rowid, words) values (?, ?)`, [key, words.join(' ')])
      : CompiledQuery.raw(
          `insert into "${table}" (id, words) values ($1, array_to_tsvector($2::text[]))
          on conflict (id) do update set words = excluded.words`,
          [key, words],
        );
  await access.executeQuery(query);
}

/**
 * A condition: the text under `key` has all words of `text`, the last of them as the beginning of a word. A text without
 * a word is found nowhere.
 *
 * @param key a column that holds keys of the index
 */
export function hasText(engine: Engine, table: string, key: RawBuilder<unknown>, text: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`${key} in (${keysWith(engine, table, text)})`;
}

/** At most `limit` keys of texts that {@link hasText} is true for, in no order. */
export async function findKeysByText(
  access: TableAccess<AnyTables>,
  engine: Engine,
  table: string,
  text: string,
  limit: number,
): Promise<number[]> {
  const found = sql<{ key: number }>`(${keysWith(engine, table, text)})`.as('found');
  const rows = await access.selectFrom(found).select('key').limit(limit).execute();
  return rows.map((row) => row.key);
}

function keysWith(engine: Engine, table: string, text: string): RawBuilder<unknown> {
  const words = searchWords(text).slice(0, WORDS_ASKED);
  const index = sql.table(table);
  const last = words.length - 1;
  if (engine === 'sqlite') {
    if (words.length === 0) return sql`select rowid as key from ${index} where 1 = 0`;
    const query = words.map((word, at) => `"${word}"${at === last ? ' *' : ''}`).join(' ');
    return sql`select rowid as key from ${index} where ${index} match ${query}`;
  }
  const query = words.map((word, at) => `'${word}'${at === last ? ':*' : ''}`).join(' & ');
  return sql`select id as key from ${index} where words @@ ${query}::tsquery`;
}
