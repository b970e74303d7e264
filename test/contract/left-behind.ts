/** Whether a refused request leaves anything in any table: one of each kind is sent once more between two looks. */
import assert from 'node:assert/strict';
import { sql } from 'kysely';
import type { Database } from '../../src/platform/database/index.ts';
import { changedTables, digestDatabase } from '../support/database-digest.ts';

export interface SentRequest {
  readonly statusCode: number;
  readonly body: string;
}

/**
 * Sends the requests of one route. Looking at every table takes too long to do it for each of them, so the sentences of
 * refusals are told apart, and what the schema refuses, long before anything could be written, counts as one. On SQLite
 * a request that wrote no row, not even one that was rolled back, needs no look.
 */
export class LeftBehind {
  readonly #seen = new Set<string>();
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * @param rowsBefore {@link rowsWritten} before the request
   * @param prepare makes the same request of something new: what the first one left behind would hide the second's
   */
  async require(
    refusal: SentRequest,
    rowsBefore: number,
    prepare: () => Promise<() => Promise<SentRequest>>,
    what: string,
  ): Promise<void> {
    const kind = kindOf(refusal);
    if (this.#seen.has(kind)) return;
    if (this.#database.engine === 'sqlite' && (await rowsWritten(this.#database)) === rowsBefore) return;
    this.#seen.add(kind);
    const send = await prepare();
    const before = await digestDatabase(this.#database);
    // of something new it can come to something else
    if (kindOf(await send()) !== kind) return;
    const changed = changedTables(before, await digestDatabase(this.#database));
    assert.deepEqual(changed, [], `something was left behind in these tables: ${what}`);
  }
}

/** Rows that SQLite's one writing connection has written since it was opened; 0 on PostgreSQL. */
export async function rowsWritten({ engine, kysely }: Database): Promise<number> {
  if (engine !== 'sqlite') return 0;
  const { rows } = await sql<{ written: number }>`select total_changes() as written`.execute(kysely);
  return rows[0]?.written ?? 0;
}

function kindOf({ statusCode, body }: SentRequest): string {
  if (statusCode < 400) return 'none';
  const { code, detail } = JSON.parse(body) as { code: string; detail: string };
  if (/^(body|query|path|header)\b/.test(detail)) return `${code} by the schema`;
  return `${code} ${detail.replaceAll(/'[^']*'|"[^"]*"|\d[\d.:TZ-]*/g, '…').slice(0, 80)}`;
}
