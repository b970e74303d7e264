/**
 * Transactions of which nobody knows whether they were committed: the connection broke between COMMIT and its answer, or
 * a disk did not take what SQLite had committed.
 *
 * Their last event tells, since it was written with all the rest. Who commits events holds the row of the counter until
 * it is done, so whoever has that row sees what became of the one before. A number of the server for the transaction
 * (`pg_xact_status`) would not do: a server that crashes, or a copy that takes its place, gives the same one again.
 */
import { setTimeout } from 'node:timers/promises';
import { DomainError } from '../../kernel/errors.ts';
import { type Database, lockingRows, type TableAccess } from '../database/index.ts';
import type { OutboxTables } from './tables.ts';

/** The last event of a transaction. */
export interface LastEvent {
  readonly sequence: number;
  readonly id: string;
}

/** The database that could tell cannot be asked now, so who sends the same again without a key may do it twice. */
export class CommitUnknown extends DomainError {
  readonly #isCommitted: () => Promise<boolean>;

  constructor(cause: Error, isCommitted: () => Promise<boolean>) {
    super(
      'database-unavailable',
      'The database cannot be reached, and it may have stored this just before. Look before you do it again without the same Idempotency-Key.',
      {},
      { cause },
    );
    this.#isCommitted = isCommitted;
  }

  /** Whether it was committed. @throws itself while the database cannot be asked */
  async settled(): Promise<boolean> {
    return this.#isCommitted().catch(() => raise(this));
  }
}

function raise(error: Error): never {
  throw error;
}

/** A database that is started again, or another one that takes its place, is back by then more often than not. */
const ASKED_FOR_MS = 2_000;
const PAUSE_MIN_MS = 25;

/** @returns false where the connection broke before COMMIT had come. @throws CommitUnknown */
export async function wasCommitted(database: Database, last: LastEvent, lost: DomainError): Promise<boolean> {
  const unknown = new CommitUnknown(lost, () => isThere(database, last));
  const untilMs = performance.now() + ASKED_FOR_MS;
  for (let pauseMs = PAUSE_MIN_MS; ; pauseMs *= 2) {
    try {
      return await unknown.settled();
    } catch (error) {
      if (performance.now() + pauseMs > untilMs) throw error;
    }
    await setTimeout(pauseMs);
  }
}

async function isThere(database: Database, { sequence, id }: LastEvent): Promise<boolean> {
  return database.transact(async (all) => {
    const access = all as TableAccess<OutboxTables>;
    await lockingRows(database.engine, access.selectFrom('event_log').select('id').where('id', '=', 1)).execute();
    const event = await access.selectFrom('events').select('id').where('sequence', '=', sequence).executeTakeFirst();
    return event?.id === id;
  });
}
