/** What people see of e-mail that was sent, waits or could not be sent, and that it is tried again. */
import type { Actor } from '../../../kernel/access.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { decodeCursor, PAGE_LIMIT_DEFAULT, type Page, toPage } from '../../../kernel/paging.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import type { NotificationTables } from '../tables.ts';
import { beginAnew, findMail, findMailPage } from './mail-log.repository.ts';
import type { LoggedMail, MailLogFilter } from './mail-log.types.ts';

export interface MailLog {
  /** Newest first. @throws cursor-invalid */
  listMails(filter?: MailLogFilter): Promise<Page<LoggedMail>>;
  /**
   * Tries it again soon, for another day. One that was sent, and a test, stays as it is.
   * @throws mail-not-found
   */
  retryMail(actor: Actor, id: number): Promise<LoggedMail>;
}

export function createMailLog({ store, log }: { readonly store: Store; readonly log: Logger }): MailLog {
  const reads = () => store.access<NotificationTables>();

  return {
    async listMails({ cursor, limit = PAGE_LIMIT_DEFAULT, ...filter } = {}) {
      const [beforeId] = cursor === undefined ? [] : decodeCursor(cursor, ['number']);
      const fetched = await findMailPage(reads(), filter, beforeId as number | undefined, limit);
      return toPage(fetched, limit, (mail) => [mail.id]);
    },

    async retryMail(actor, id) {
      const begun = await store.transact(actor, async (tx) => {
        const anew = await beginAnew(tx.access(), id, tx.recordedAt);
        if (anew === undefined) return undefined;
        tx.audit({ action: 'mail.retried', entityType: 'mail', entityId: anew.event_id, after: { mail: id } });
        return anew;
      });
      if (begun === undefined) return requireMail(id);
      log.info({ payload: { mail: id } }, `E-mail ${id} is tried again, asked for by '${actor.name}'`);
      return begun;
    },
  };

  async function requireMail(id: number): Promise<LoggedMail> {
    const mail = await findMail(reads(), id);
    if (mail !== undefined) return mail;
    throw new DomainError(
      'mail-not-found',
      `There is no e-mail ${id}. E-mail is listed for a while only: see the setting mail.log_days.`,
    );
  }
}
