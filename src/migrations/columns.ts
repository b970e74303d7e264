/** What the migrations share. Frozen with them: released steps must keep meaning what they meant. */

import type { CreateTableBuilder, Kysely } from 'kysely';
import { type ColumnDataType, type RawBuilder, sql } from 'kysely';
import type { AnyTables, Engine } from '../platform/database/index.ts';

/** Instants, durations, counts and flags (0 or 1). SQLite's integers have 64 bits. */
export function wholeNumber(engine: Engine): ColumnDataType {
  return engine === 'sqlite' ? 'integer' : 'bigint';
}

export function realNumber(engine: Engine): ColumnDataType {
  return engine === 'sqlite' ? 'real' : 'double precision';
}

/** Text that is sorted or paged by: by code point on both engines, whatever the server's locale. */
export function sortedText(engine: Engine): ColumnDataType | RawBuilder<unknown> {
  return engine === 'sqlite' ? 'text' : sql`text collate "C"`;
}

/** A new table: on SQLite with strict types, so that a text never lands in a number's column. */
export function createTable(db: Kysely<AnyTables>, engine: Engine, name: string): CreateTableBuilder<string, never> {
  const table = db.schema.createTable(name);
  return (engine === 'sqlite' ? table.modifyEnd(sql`strict`) : table) as CreateTableBuilder<string, never>;
}

/** A primary key that the database counts up and never uses again. */
export function countingKey(engine: Engine): RawBuilder<unknown> {
  return engine === 'sqlite'
    ? sql`integer primary key autoincrement`
    : sql`bigint generated always as identity primary key`;
}
