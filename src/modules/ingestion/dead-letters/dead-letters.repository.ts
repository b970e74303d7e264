/** Reads and writes of the table `dead_letters`. */
import type { Selectable } from 'kysely';
import {
  type AnyTables,
  type Engine,
  insertRows,
  isAnyOf,
  type TableAccess,
} from '../../../platform/database/index.ts';
import type { DeadLettersTable, IngestionTables } from '../tables.ts';
import {
  type DeadLetter,
  type DeadLetterFilter,
  type DeadLetterReason,
  type NewDeadLetter,
  PAYLOAD_BYTES_KEPT,
} from './dead-letters.types.ts';

type Access = TableAccess<IngestionTables>;

const TOPIC_LENGTH_KEPT = 512;
const DETAIL_LENGTH_KEPT = 500;

const columns = {
  received_at: 'integer',
  topic: 'text',
  source: 'text',
  reason: 'text',
  detail: 'text',
  encoding: 'text',
  payload: 'text',
  payload_bytes: 'integer',
  cut: 'integer',
  attempts: 'integer',
} as const;

export async function insertDeadLetters(access: Access, engine: Engine, letters: readonly NewDeadLetter[]) {
  const rows = letters.map((letter) => ({
    received_at: letter.receivedAt,
    topic: letter.topic.slice(0, TOPIC_LENGTH_KEPT),
    source: letter.source,
    reason: letter.reason,
    detail: letter.detail.slice(0, DETAIL_LENGTH_KEPT),
    ...encoded(letter.payload),
    attempts: 0,
  }));
  await insertRows(access as TableAccess<AnyTables>, engine, { table: 'dead_letters', columns }, rows);
}

function encoded(payload: Buffer): Pick<DeadLettersTable, 'encoding' | 'payload' | 'payload_bytes' | 'cut'> {
  const kept = payload.subarray(0, PAYLOAD_BYTES_KEPT);
  const sizes = { payload_bytes: payload.length, cut: payload.length > kept.length ? 1 : 0 };
  const text = kept.toString('utf8');
  // what is no text, and U+0000, which no text column of PostgreSQL takes
  const isText = !text.includes('\0') && Buffer.from(text, 'utf8').equals(kept);
  return isText
    ? { encoding: 'utf8', payload: text, ...sizes }
    : { encoding: 'base64', payload: kept.toString('base64'), ...sizes };
}

/** Newest first, from behind `before`; one more than `limit`. */
export async function findDeadLetters(
  access: Access,
  filter: DeadLetterFilter,
  before: number | undefined,
  limit: number,
): Promise<DeadLetter[]> {
  let query = passing(access, filter).selectAll();
  if (before !== undefined) query = query.where('id', '<', before);
  const rows = await query
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  return rows.map(toDeadLetter);
}

/** Oldest first. */
export async function findDeadLettersAfter(
  access: Access,
  filter: DeadLetterFilter,
  after: number,
  limit: number,
): Promise<DeadLetter[]> {
  const rows = await passing(access, filter).selectAll().where('id', '>', after).orderBy('id').limit(limit).execute();
  return rows.map(toDeadLetter);
}

function passing(access: Access, { reason, topic }: DeadLetterFilter) {
  let query = access.selectFrom('dead_letters');
  if (reason !== undefined) query = query.where('reason', '=', reason);
  if (topic !== undefined) query = query.where('topic', '=', topic);
  return query;
}

export async function findDeadLetter(access: Access, id: number): Promise<DeadLetter | undefined> {
  const row = await access.selectFrom('dead_letters').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : toDeadLetter(row);
}

/** The newest one behind the newest `kept`. */
export async function findNewestSurplus(access: Access, kept: number): Promise<number | undefined> {
  const row = await access
    .selectFrom('dead_letters')
    .select('id')
    .orderBy('id', 'desc')
    .limit(1)
    .offset(kept)
    .executeTakeFirst();
  return row?.id;
}

/** Counted no further than anybody wants to know. */
const COUNTED_MAX = 10_000;

export async function countDeadLetters(access: Access): Promise<number> {
  const some = access.selectFrom('dead_letters').select('id').limit(COUNTED_MAX);
  const { count } = await access
    .selectFrom(some.as('some'))
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/**
 * Those that are there, by number, for a try that nobody else makes until the transaction ends: whoever wants the same
 * ones waits, and finds those gone that went well.
 */
export async function claimDeadLetters(access: Access, engine: Engine, ids: readonly number[]): Promise<DeadLetter[]> {
  const rows = await access
    .updateTable('dead_letters')
    .set((eb) => ({ attempts: eb('attempts', '+', 1) }))
    .where(isAnyOf(engine, 'id', ids))
    .returningAll()
    .execute();
  return rows.map(toDeadLetter).sort((a, b) => a.id - b.id);
}

/** Those that were there. */
export async function deleteDeadLetters(access: Access, engine: Engine, ids: readonly number[]): Promise<number> {
  const rows = await access
    .deleteFrom('dead_letters')
    .where(isAnyOf(engine, 'id', ids))
    .returning('id')
    .execute();
  return rows.length;
}

/** What came of another try, which has been counted. */
export async function noteReason(access: Access, id: number, reason: DeadLetterReason, detail: string): Promise<void> {
  await access
    .updateTable('dead_letters')
    .set({ reason, detail: detail.slice(0, DETAIL_LENGTH_KEPT) })
    .where('id', '=', id)
    .execute();
}

/** Ids of the oldest of those that pass, at most `limit`. */
export async function findOldestDeadLetters(
  access: Access,
  filter: DeadLetterFilter,
  limit: number,
  { beforeMs, upTo }: { readonly beforeMs?: number; readonly upTo?: number } = {},
): Promise<number[]> {
  let query = passing(access, filter).select('id');
  if (beforeMs !== undefined) query = query.where('received_at', '<', beforeMs);
  if (upTo !== undefined) query = query.where('id', '<=', upTo);
  const rows = await query.orderBy('id').limit(limit).execute();
  return rows.map(({ id }) => id);
}

function toDeadLetter(row: Selectable<DeadLettersTable>): DeadLetter {
  return {
    id: row.id,
    receivedAt: row.received_at,
    topic: row.topic,
    source: row.source,
    reason: row.reason as DeadLetterReason,
    detail: row.detail,
    encoding: row.encoding,
    payload: row.payload,
    payloadBytes: row.payload_bytes,
    isCut: row.cut === 1,
    attempts: row.attempts,
  };
}
