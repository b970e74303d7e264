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
   * @param wroteRows whether the request wrote any, even if it took them back; true where nobody knows
   * @param prepare makes the same request of something new: what the first one left behind would hide the second's
   * @returns whether it was sent once more
   */
  async require(
    refusal: SentRequest,
    wroteRows: boolean,
    prepare: () => Promise<() => Promise<SentRequest>>,
    what: string,
  ): Promise<boolean> {
    const kind = kindOf(refusal);
    if (!wroteRows || this.#seen.has(kind)) return false;
    this.#seen.add(kind);
    const send = await prepare();
    const before = await digestDatabase(this.#database);
    // of something new it can come to something else
    if (kindOf(await send()) !== kind) return true;
    const changed = changedTables(before, await digestDatabase(this.#database));
    assert.deepEqual(changed, [], `something was left behind in these tables: ${what}`);
    return true;
  }
}

/** What every change moves on. Reading it is one statement, for a look before and after each request. */
export interface Traces {
  /** The last event, the last audit entry and the idempotency keys: everything that changes leaves one or the other. */
  readonly heads: string;
  /** Rows that SQLite's one writing connection has written since it was opened, taken back or not; 0 on PostgreSQL. */
  readonly rowsWritten: number;
}

export async function readTraces({ engine, kysely }: Database): Promise<Traces> {
  const { rows } = await sql<{ event: number; audit: number; keys: number; written: number }>`
    select (select sequence from event_log) as event, (select max(id) from audit_entries) as audit,
      (select count(*) from idempotency_keys) as keys,
      ${engine === 'sqlite' ? sql`total_changes()` : sql`0`} as written`.execute(kysely);
  const [{ written: rowsWritten, ...heads }] = rows as [(typeof rows)[0]];
  return { heads: JSON.stringify(heads), rowsWritten };
}

function kindOf({ statusCode, body }: SentRequest): string {
  if (statusCode < 400) return 'none';
  const { code, detail } = JSON.parse(body) as { code: string; detail: string };
  if (/^(body|query|path|header)\b/.test(detail)) return `${code} by the schema`;
  return `${code} ${detail.replaceAll(/'[^']*'|"[^"]*"|\d[\d.:TZ-]*/g, '…').slice(0, 80)}`;
}
