/** Time that people worked on tickets. The ticket's sum is kept in the transaction of each entry, under its lock. */
import { type Actor, isAllowed } from '../../../kernel/access.ts';
import { MINUTE_MS } from '../../../kernel/clock.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { formatOptionalInstant } from '../../../kernel/instant.ts';
import { decodeCursor, PAGE_LIMIT_DEFAULT, type Page, toPage } from '../../../kernel/paging.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import { type Store, type Transaction, transactOnce } from '../../../platform/outbox/index.ts';
import type { Users } from '../../users/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import { requirePast, tidyText } from '../tickets/ticket-details.rules.ts';
import { authorWithin, stepWithin } from '../tickets/ticket-steps.ts';
import { ticketNotFound } from '../tickets/tickets.refusals.ts';
import { findTicket } from '../tickets/tickets.repository.ts';
import { countLabour, deleteLabour, findLabour, findLabourPage, insertLabour } from './ticket-labour.repository.ts';
import type { Labour, NamedLabour, NewLabour } from './ticket-labour.types.ts';

export interface TicketLabour {
  /**
   * Leaves the ticket's version.
   * @param key of a request that may be sent again
   * @throws ticket-not-found, user-not-found, forbidden, limit-reached, idempotency-key-reused, validation-failed for a
   *   time that has not been worked yet, or for a program that names nobody
   */
  addLabour(actor: Actor, ticketId: number, labour: NewLabour, key?: string): Promise<NamedLabour>;
  /** One's own; others' need tickets:manage. @throws ticket-not-found, labour-not-found, forbidden */
  removeLabour(actor: Actor, ticketId: number, id: number): Promise<void>;
  /** The newest first. @throws ticket-not-found, cursor-invalid */
  listLabour(ticketId: number, cursor?: string, limit?: number): Promise<Page<NamedLabour>>;
}

/** A ticket of more entries is a project. */
const ENTRIES_MAX = 1_000;

export interface TicketLabourDependencies {
  readonly store: Store;
  readonly log: Logger;
  readonly users: Users;
}

export function createTicketLabour({ store, log, users }: TicketLabourDependencies): TicketLabour {
  const reads = () => store.access<MaintenanceTables>();

  async function named(entries: readonly Labour[]): Promise<NamedLabour[]> {
    const names = await users.namesOf(entries.map(({ userId }) => userId));
    return entries.map((labour) => ({ ...labour, userName: names.get(labour.userId) ?? String(labour.userId) }));
  }

  async function recordWithin(tx: Transaction, ticketId: number, given: NewLabour): Promise<Labour> {
    const userId = workerOf(tx.actor, given.userId);
    let recorded: Labour | undefined;
    await stepWithin(tx, users, ticketId, undefined, async (ticket) => {
      if ((await users.findPersonWithin(tx, userId)) === undefined) {
        throw new DomainError('user-not-found', `There is no user ${userId}.`);
      }
      if ((await countLabour(tx.access(), ticketId)) >= ENTRIES_MAX) {
        throw new DomainError(
          'limit-reached',
          `Ticket ${ticketId} has ${ENTRIES_MAX} labour entries, and takes no more.`,
        );
      }
      const author = await authorWithin(tx, users);
      recorded = await insertLabour(tx.access(), {
        ticketId,
        userId,
        startedAt: given.startedAt ?? null,
        durationMinutes: given.durationMinutes,
        note: tidyText(given.note ?? '') || null,
        recordedBy: author.name,
        recordedAt: tx.recordedAt,
      });
      const told = tell(recorded);
      return {
        happened: 'labour-added',
        fields: { labourMinutes: ticket.labourMinutes + recorded.durationMinutes },
        told,
        noted: { labour: { before: null, after: { ...told, note: recorded.note } } },
        counts: false,
      };
    });
    return recorded as Labour;
  }

  return {
    async addLabour(actor, ticketId, given, key) {
      const request = { key, operation: 'ticket.labour', payload: [ticketId, given] };
      const { result: labour, isRepeat } = await transactOnce(store, actor, request, (tx) => {
        requireWorked(given, tx.recordedAt);
        return recordWithin(tx, ticketId, given);
      });
      const payload = { ticketId, labourId: labour.id, userId: labour.userId, minutes: labour.durationMinutes };
      if (!isRepeat) log.info({ payload }, `Labour added to ticket ${ticketId} by '${actor.name}'`);
      return (await named([labour]))[0] as NamedLabour;
    },

    async removeLabour(actor, ticketId, id) {
      await store.transact(actor, (tx) =>
        stepWithin(tx, users, ticketId, undefined, async (ticket) => {
          const labour = await findLabour(tx.access(), ticketId, id);
          if (labour === undefined) {
            throw new DomainError('labour-not-found', `Ticket ${ticketId} has no labour entry ${id}.`);
          }
          workerOf(actor, labour.userId);
          await deleteLabour(tx.access(), id);
          const told = tell(labour);
          return {
            happened: 'labour-removed',
            fields: { labourMinutes: ticket.labourMinutes - labour.durationMinutes },
            told,
            noted: { labour: { before: { ...told, note: labour.note }, after: null } },
            counts: false,
          };
        }),
      );
      log.info({ payload: { ticketId, labourId: id } }, `Labour removed from ticket ${ticketId} by '${actor.name}'`);
    },

    async listLabour(ticketId, cursor, limit = PAGE_LIMIT_DEFAULT) {
      const before = cursor === undefined ? undefined : (decodeCursor(cursor, ['number'])[0] as number);
      if ((await findTicket(reads(), ticketId)) === undefined) throw ticketNotFound(ticketId);
      const page = toPage(await findLabourPage(reads(), ticketId, before, limit), limit, ({ id }) => [id]);
      return { items: await named(page.items), nextCursor: page.nextCursor };
    },
  };
}

/** @throws validation-failed for a time that begins, or goes on, in the future */
function requireWorked({ startedAt, durationMinutes }: NewLabour, nowMs: number): void {
  if (startedAt === undefined) return;
  requirePast('started_at', startedAt, nowMs);
  const endedAt = startedAt + durationMinutes * MINUTE_MS;
  requirePast('duration_minutes', endedAt, nowMs, 'The end, duration_minutes after started_at,');
}

/** @throws forbidden for somebody else's time, validation-failed for a program that names nobody */
function workerOf(actor: Actor, userId: number | undefined): number {
  const own = actor.kind === 'user' ? Number(actor.id) : undefined;
  const worker = userId ?? own;
  if (worker === undefined) {
    throw new DomainError('validation-failed', 'Say who worked: a program must name a user_id.');
  }
  if (worker === own || isAllowed(actor, 'tickets:manage')) return worker;
  throw new DomainError(
    'forbidden',
    "Time that others worked needs the permission 'tickets:manage'; your own you can add and remove.",
    { permission: 'tickets:manage' },
  );
}

function tell(labour: Labour) {
  return {
    labour_id: labour.id,
    user_id: labour.userId,
    started_at: formatOptionalInstant(labour.startedAt),
    duration_minutes: labour.durationMinutes,
  };
}
