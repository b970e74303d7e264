/** The tables `mails`, `mail_choices` and `mail_cursor`. */
import type { Insertable, Selectable } from 'kysely';
import { sql } from 'kysely';
import { chunksOf, type Engine, isAnyOf, jsonRows, type TableAccess } from '../../../platform/database/index.ts';
import type { NotificationTables } from '../tables.ts';
import type { MailsTable } from './mail.tables.ts';
import { type MailChoices, type MailKind, mailKinds } from './mail-kinds.rules.ts';

type Access = TableAccess<NotificationTables>;

export type WaitingMail = Selectable<MailsTable> & { readonly user_id: number };

export async function findChoices(access: Access): Promise<ReadonlyMap<number, Partial<MailChoices>>> {
  const rows = await access.selectFrom('mail_choices').select(['user_id', 'choices']).execute();
  return new Map(rows.map((row) => [row.user_id, toChoices(row.choices)]));
}

export async function findChoicesOf(access: Access, userId: number): Promise<Partial<MailChoices>> {
  const row = await access
    .selectFrom('mail_choices')
    .select('choices')
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row === undefined ? {} : toChoices(row.choices);
}

export async function saveChoices(
  access: Access,
  userId: number,
  choices: Partial<MailChoices>,
  nowMs: number,
): Promise<void> {
  const saved = { choices: JSON.stringify(choices), updated_at: nowMs };
  await access
    .insertInto('mail_choices')
    .values({ user_id: userId, ...saved })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(saved))
    .execute();
}

/** Kinds that there are no more are left out. */
function toChoices(text: string): Partial<MailChoices> {
  const given = JSON.parse(text) as Record<string, boolean>;
  return Object.fromEntries(
    mailKinds.flatMap((kind) => (given[kind] === undefined ? [] : [[kind, given[kind]] as const])),
  );
}

/** The last event that was decided about; null before the first. */
export async function readCursor(access: Access): Promise<number | null> {
  const { cursor } = await access
    .selectFrom('mail_cursor')
    .select('cursor')
    .where('id', '=', 1)
    .executeTakeFirstOrThrow();
  return cursor;
}

/** False where somebody else has moved it meanwhile. */
export async function moveCursor(access: Access, from: number | null, to: number): Promise<boolean> {
  const query = access.updateTable('mail_cursor').set({ cursor: to }).where('id', '=', 1);
  const moved = await (from === null ? query.where('cursor', 'is', null) : query.where('cursor', '=', from))
    .returning('id')
    .executeTakeFirst();
  return moved !== undefined;
}

export interface NewMail {
  readonly userId: number;
  readonly kind: MailKind;
  readonly eventId: string;
  readonly subject: string;
  readonly body: string;
}

const newColumns = {
  user_id: 'integer',
  kind: 'text',
  event_id: 'text',
  subject: 'text',
  body: 'text',
  status: 'text',
  attempts: 'integer',
  created_at: 'integer',
  next_attempt_at: 'integer',
} as const satisfies Partial<Record<keyof MailsTable, string>>;

/** Those that somebody is told of the event already are left out. */
export async function insertMails(
  access: Access,
  engine: Engine,
  mails: readonly NewMail[],
  nowMs: number,
): Promise<void> {
  for (const chunk of chunksOf(mails)) {
    const rows = chunk.map(({ userId, kind, eventId, subject, body }) => ({
      user_id: userId,
      kind,
      event_id: eventId,
      subject,
      body,
      status: 'waiting' as const,
      attempts: 0,
      created_at: nowMs,
      next_attempt_at: nowMs,
    }));
    await access
      .insertInto('mails')
      .columns(Object.keys(newColumns) as (keyof typeof newColumns)[])
      .expression(jsonRows(engine, rows, newColumns))
      .onConflict((conflict) => conflict.columns(['event_id', 'user_id']).doNothing())
      .execute();
  }
}

/** A message that was tried at once, with what became of it. */
export async function insertTried(access: Access, row: Insertable<MailsTable>): Promise<void> {
  await access.insertInto('mails').values(row).execute();
}

/** People whose mail is due, those who wait longest first. */
export async function findPeopleWithDue(access: Access, nowMs: number): Promise<number[]> {
  const rows = await access
    .selectFrom('mails')
    .select(['user_id', (eb) => eb.fn.min('next_attempt_at').as('since')])
    .where(sql<boolean>`status = 'waiting'`)
    .where('next_attempt_at', '<=', nowMs)
    .where('user_id', 'is not', null)
    .groupBy('user_id')
    .orderBy('since')
    .execute();
  return rows.flatMap(({ user_id: id }) => id ?? []);
}

/** In the order in which they came. */
export async function findDueMails(
  access: Access,
  userId: number,
  nowMs: number,
  limit: number,
): Promise<WaitingMail[]> {
  const rows = await access
    .selectFrom('mails')
    .selectAll()
    .where(sql<boolean>`status = 'waiting'`)
    .where('next_attempt_at', '<=', nowMs)
    .where('user_id', '=', userId)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows as WaitingMail[];
}

/** How many mails of each person wait; people without any are not in it. */
export async function countWaiting(access: Access): Promise<ReadonlyMap<number, number>> {
  const rows = await access
    .selectFrom('mails')
    .select(['user_id', (eb) => eb.fn.countAll<number>().as('count')])
    .where(sql<boolean>`status = 'waiting'`)
    .where('user_id', 'is not', null)
    .groupBy('user_id')
    .execute();
  return new Map(rows.flatMap(({ user_id: id, count }) => (id === null ? [] : [[id, count] as const])));
}

/** When messages were sent to somebody after an instant, the earliest first; one for each message. */
export async function findSentSince(access: Access, userId: number, sinceMs: number): Promise<number[]> {
  const rows = await access
    .selectFrom('mails')
    .select(['message_id', (eb) => eb.fn.min('sent_at').as('at')])
    .where('user_id', '=', userId)
    .where('sent_at', '>', sinceMs)
    .groupBy('message_id')
    .orderBy('at')
    .execute();
  return rows.map(({ at }) => at ?? 0);
}

/** All that wait for somebody wait until then. */
export async function postpone(access: Access, userId: number, untilMs: number): Promise<void> {
  await access
    .updateTable('mails')
    .set({ next_attempt_at: untilMs })
    .where(sql<boolean>`status = 'waiting'`)
    .where('user_id', '=', userId)
    .where('next_attempt_at', '<', untilMs)
    .execute();
}

export interface MailEnd {
  readonly status: MailsTable['status'];
  readonly attempts: number;
  readonly firstAttemptAt: number;
  readonly nextAttemptAt: number | null;
  readonly sentAt: number | null;
  readonly messageId: string;
  readonly problem: string | null;
}

/** What became of those that went with one message; those that do not wait any more are left as they are. */
export async function recordAttempt(
  access: Access,
  engine: Engine,
  ids: readonly number[],
  end: MailEnd,
): Promise<void> {
  await access
    .updateTable('mails')
    .set({
      status: end.status,
      attempts: end.attempts,
      first_attempt_at: end.firstAttemptAt,
      next_attempt_at: end.nextAttemptAt,
      sent_at: end.sentAt,
      message_id: end.messageId,
      problem: end.problem,
    })
    .where(isAnyOf(engine, 'id', ids))
    .where(sql<boolean>`status = 'waiting'`)
    .execute();
}

/** Those that ended and were made before an instant. Returns how many. */
export async function deleteEndedMails(access: Access, beforeMs: number, limit: number): Promise<number> {
  const removed = await access
    .deleteFrom('mails')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('mails')
        .select('id')
        .where('created_at', '<', beforeMs)
        .where('status', '!=', 'waiting')
        .orderBy('created_at')
        .limit(limit),
    )
    .returning('id')
    .execute();
  return removed.length;
}
