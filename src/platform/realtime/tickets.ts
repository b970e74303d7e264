/**
 * Tickets for live connections: a browser cannot send headers with a WebSocket or an EventSource, and a token in an
 * address ends up in logs. A ticket lives for half a minute and opens one connection, in whichever process.
 *
 * It stands for the session or key that asked for it: whoever uses it may do what that session may do then.
 */
import type { Actor } from '../../kernel/access.ts';
import { type Clock, SECOND_MS } from '../../kernel/clock.ts';
import { DomainError } from '../../kernel/errors.ts';
import { randomToken, tokenHash } from '../../kernel/ids.ts';
import type { Logger } from '../logging/index.ts';
import type { Store } from '../outbox/index.ts';
import type { RealtimeTables } from './tables.ts';

const LIFE_MS = 30 * SECOND_MS;
/** As all secrets of ours, so that the log knows them by their shape. */
const PREFIX = 'mdt_';

export interface RealtimeTicket {
  readonly ticket: string;
  readonly expiresAtMs: number;
}

export interface RealtimeTickets {
  issue(actor: Actor): Promise<RealtimeTicket>;
  /** Whoever gets the actor has used it up. @throws token-invalid */
  redeem(ticket: string, origin: { readonly address: string; readonly requestId: string }): Promise<Actor>;
}

/** @param findCurrentActor what the one who acts may do now; undefined where that has ended */
export function createRealtimeTickets(
  store: Store,
  clock: Clock,
  findCurrentActor: (actor: Actor) => Promise<Actor | undefined>,
  log: Logger,
): RealtimeTickets {
  return {
    async issue({ kind, id, name, sessionId }) {
      if (kind === 'system') throw new DomainError('forbidden', 'Tickets are for people and keys.');
      const ticket = PREFIX + randomToken();
      const expiresAtMs = clock.now() + LIFE_MS;
      const row = {
        ticket_hash: tokenHash(ticket),
        actor_kind: kind,
        actor_id: id,
        actor_name: name,
        session_id: sessionId ?? null,
        expires_at: expiresAtMs,
      };
      await store.access<RealtimeTables>().insertInto('realtime_tickets').values(row).execute();
      log.info({ payload: { session: sessionId } }, `A ticket for a live connection was given to '${name}'`);
      return { ticket, expiresAtMs };
    },

    async redeem(ticket, { address, requestId }) {
      const row = await store
        .access<RealtimeTables>()
        .deleteFrom('realtime_tickets')
        .where('ticket_hash', '=', tokenHash(ticket))
        .returningAll()
        .executeTakeFirst();
      if (row === undefined || row.expires_at <= clock.now()) throw ticketInvalid();
      const actor = await findCurrentActor({
        kind: row.actor_kind,
        id: row.actor_id,
        name: row.actor_name,
        role: null,
        permissions: new Set(),
        ...(row.session_id === null ? {} : { sessionId: row.session_id }),
        address,
        requestId,
      });
      if (actor === undefined) throw ticketInvalid();
      return actor;
    },
  };
}

/** Removes tickets that nobody used in time. Returns how many. */
export async function pruneRealtimeTickets(store: Store, nowMs: number): Promise<number> {
  const { numDeletedRows } = await store
    .access<RealtimeTables>()
    .deleteFrom('realtime_tickets')
    .where('expires_at', '<', nowMs)
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

function ticketInvalid(): DomainError {
  return new DomainError(
    'token-invalid',
    'The ticket has been used, has expired, or its session has ended: ask for another one.',
  );
}
