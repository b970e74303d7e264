/** What people may know of e-mail. */
import type { Selectable } from 'kysely';
import type { MailsTable } from './mail.tables.ts';

/** All but what it says, which is for whom it is sent to. */
export type LoggedMail = Omit<Selectable<MailsTable>, 'body'>;

export interface MailLogFilter {
  readonly status?: LoggedMail['status'];
  readonly userId?: number;
  readonly cursor?: string | undefined;
  readonly limit?: number;
}
