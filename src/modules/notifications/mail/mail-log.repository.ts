/** What people see of the table `mails`, and what they ask to be tried again. */
import type { TableAccess } from '../../../platform/database/index.ts';
import type { NotificationTables } from '../tables.ts';
import type { LoggedMail, MailLogFilter } from './mail-log.types.ts';

type Access = TableAccess<NotificationTables>;

const columns = [
  'id',
  'user_id',
  'address',
  'kind',
  'event_id',
  'subject',
  'status',
  'attempts',
  'created_at',
  'first_attempt_at',
  'next_attempt_at',
  'sent_at',
  'message_id',
  'problem',
] as const satisfies readonly (keyof LoggedMail)[];

/** Newest first; one more than `limit`, if there is one. */
export function findMailPage(
  access: Access,
  { status, userId }: Pick<MailLogFilter, 'status' | 'userId'>,
  beforeId: number | undefined,
  limit: number,
): Promise<LoggedMail[]> {
  let query = access.selectFrom('mails').select(columns);
  if (status !== undefined) query = query.where('status', '=', status);
  if (userId !== undefined) query = query.where('user_id', '=', userId);
  if (beforeId !== undefined) query = query.where('id', '<', beforeId);
  return query
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
}

export function findMail(access: Access, id: number): Promise<LoggedMail | undefined> {
  return access.selectFrom('mails').select(columns).where('id', '=', id).executeTakeFirst();
}

/** As if it had not been tried. Undefined where it is not there, was sent, or was a test. */
export function beginAnew(access: Access, id: number, nowMs: number): Promise<LoggedMail | undefined> {
  return access
    .updateTable('mails')
    .set({ status: 'waiting', attempts: 0, first_attempt_at: null, next_attempt_at: nowMs })
    .where('id', '=', id)
    .where('status', '!=', 'sent')
    .where('user_id', 'is not', null)
    .returning(columns)
    .executeTakeFirst();
}
