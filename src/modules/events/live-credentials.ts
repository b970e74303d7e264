/** Who opens a WebSocket: by a header, by a ticket in the address, or not yet. */
import { type Actor, isAllowed } from '../../kernel/access.ts';
import { DomainError } from '../../kernel/errors.ts';
import type { RealtimeTickets } from '../../platform/realtime/index.ts';

export interface LiveCredentials {
  readonly authorization: string | undefined;
  readonly apiKey: string | undefined;
  readonly ticket: string | undefined;
  readonly address: string;
  readonly requestId: string;
}

export interface LiveDoor {
  readonly tickets: RealtimeTickets;
  /** Of an access token or an API key. @throws token-invalid, account-disabled */
  readonly authenticate: (token: string, origin: { address: string; requestId: string }) => Promise<Actor>;
}

const BEARER = /^Bearer +(\S+) *$/i;

/**
 * Undefined where the first message is to say it. Whether they may read events is looked at when the socket is open: what
 * a browser is told of an upgrade that fails is nothing.
 *
 * @throws not-authenticated, token-invalid, account-disabled
 */
export async function liveActorOf(
  { tickets, authenticate }: LiveDoor,
  given: LiveCredentials,
): Promise<Actor | undefined> {
  const { authorization, apiKey, ticket, address, requestId } = given;
  const origin = { address, requestId };
  const token = authorization === undefined ? apiKey : BEARER.exec(authorization)?.[1];
  if (authorization !== undefined && token === undefined) {
    throw new DomainError('not-authenticated', 'Not authenticated');
  }
  if (token === undefined && ticket === undefined) return undefined;
  return token === undefined ? tickets.redeem(ticket ?? '', origin) : authenticate(token, origin);
}

/** @throws forbidden */
export function requireReader(actor: Actor): void {
  if (isAllowed(actor, 'events:read')) return;
  const detail = `This needs the permission 'events:read', which ${actor.name} does not have.`;
  throw new DomainError('forbidden', detail, { permission: 'events:read' });
}
