/**
 * A WebSocket that speaks the frames of the old front end.
 *
 * New ones are subscribed to `all`. Without having said who they are they hear something only where the setting
 * `old_front_end.live_without_sign_in` allows it. They ask; nothing that they send changes anything.
 */
import { Check } from 'typebox/value';
import { type Actor, isAllowed } from '../../kernel/access.ts';
import { DomainError } from '../../kernel/errors.ts';
import { formatInstant } from '../../kernel/instant.ts';
import type { Connection, MessageReader } from '../../platform/realtime/index.ts';
import { requireReader } from '../events/index.ts';
import { type OldAnswer, oldActions, oldMessages } from './old-frames.schemas.ts';
import { createOldLive, type OldListener, type OldLive, type OldLiveParts, statusOf } from './old-live.ts';
import { type OldGroup, oldGroups } from './old-notices.rules.ts';

export interface OldSocketParts extends OldLiveParts {
  /** Of an access token, an API key or a ticket. @throws token-invalid, account-disabled */
  readonly authenticate: (token: string, origin: { address: string; requestId: string }) => Promise<Actor>;
}

export interface OldSockets {
  /** @param clientId as the client calls itself */
  open(connection: Connection, clientId: string | undefined): MessageReader;
  /** Of administrators: who else is there, and notices to try a page with. */
  openAdmin(connection: Connection): MessageReader;
  stop(): void;
}

export function openOldSockets(parts: OldSocketParts): OldSockets {
  const live = createOldLive(parts);
  return {
    open: (connection, clientId) => openOldSocket(parts, live, connection, clientId ?? `client-${connection.id}`),
    openAdmin: (connection) => openAdminSocket(parts, live, connection),
    stop: live.stop,
  };
}

type Message = Readonly<Record<string, unknown>>;

function openOldSocket(parts: OldSocketParts, live: OldLive, connection: Connection, clientId: string): MessageReader {
  const { clock } = parts;
  const now = () => formatInstant(clock.now());
  const send = (frame: OldAnswer) => connection.outlet.send(Buffer.from(JSON.stringify(frame)));
  const listener: OldListener = { connection, clientId, groups: new Set(['all']), connectedAtMs: clock.now() };
  let joined = false;

  async function join(): Promise<void> {
    // who has gone has left already, and would never leave again
    if (joined || !connection.isOpen) return;
    joined = true;
    await live.join(listener);
    send({ type: 'connection_established', message: 'Connected to MillDash', client_id: clientId, timestamp: now() });
  }

  async function answer(message: Message): Promise<void> {
    const { type } = message;
    if (type === 'authenticate') {
      await signIn(parts, connection, message);
      await join();
      return;
    }
    if (!joined) throw new DomainError('not-authenticated', 'Say first who you are.');
    if (!isKnown(type)) {
      throw new DomainError('validation-failed', `Unknown message type: ${String(type).slice(0, 60)}`);
    }
    switch (type) {
      case 'subscribe':
        for (const group of groupsIn(message)) listener.groups.add(group);
        send({ type: 'subscription_confirmed', subscriptions: [...listener.groups], timestamp: now() });
        break;
      case 'unsubscribe':
        for (const group of groupsIn(message)) listener.groups.delete(group);
        send({ type: 'unsubscription_confirmed', subscriptions: [...listener.groups], timestamp: now() });
        break;
      case 'ping':
        send({ type: 'pong', timestamp: now() });
        break;
      case 'get_status': {
        const isReader = connection.actor !== undefined;
        send({
          type: 'status_response',
          data: statusOf(live, (one) => isReader || one === listener),
          timestamp: now(),
        });
      }
    }
  }

  connection.onPing = () => {
    if (joined) send({ type: 'heartbeat', data: {}, timestamp: now() });
  };
  connection.onClosed = () => live.leave(listener);
  return attend(
    parts,
    connection,
    answer,
    async () => {
      if (connection.actor !== undefined) requireReader(connection.actor);
      if (connection.actor !== undefined || (await live.strangersAllowed())) await join();
    },
    () => joined,
  );
}

function openAdminSocket(parts: OldSocketParts, live: OldLive, connection: Connection): MessageReader {
  const { clock, log } = parts;
  const now = () => formatInstant(clock.now());
  const send = (frame: OldAnswer) => connection.outlet.send(Buffer.from(JSON.stringify(frame)));
  const isAdmin = () => connection.actor !== undefined && isAllowed(connection.actor, 'settings:manage');

  async function answer(message: Message): Promise<void> {
    if (message['type'] === 'authenticate') await signIn(parts, connection, message);
    if (connection.actor === undefined) throw new DomainError('not-authenticated', 'Say first who you are.');
    if (!isAdmin()) throw new DomainError('forbidden', "This needs the permission 'settings:manage'.");
    if (message['type'] === 'authenticate') return;
    switch (message['action']) {
      case 'get_connections':
        send({ type: 'connection_stats', data: statusOf(live, () => true), timestamp: now() });
        break;
      case 'broadcast_test': {
        if (!Check(oldActions.broadcast_test, message)) {
          const detail = `Give an event_type of small letters, data, and a subscription out of: ${oldGroups.join(', ')}.`;
          throw new DomainError('validation-failed', detail);
        }
        const { event_type: type = 'test', data = {}, subscription: group = 'all' } = message;
        const reached = live.broadcast(type, data, group);
        log.info(
          { user: connection.actor.name, payload: { type, group, reached } },
          `Test notice '${type}' sent to ${reached} old front ends by '${connection.actor.name}'`,
        );
        send({ type: 'broadcast_sent', event_type: type, subscription: group, timestamp: now() });
        break;
      }
      default:
        throw new DomainError('validation-failed', 'Unknown action. Allowed: broadcast_test, get_connections.');
    }
  }

  return attend(
    parts,
    connection,
    answer,
    async () => {
      if (connection.actor !== undefined && !isAdmin()) {
        throw new DomainError('forbidden', "This needs the permission 'settings:manage'.");
      }
    },
    isAdmin,
  );
}

/** Answers messages one after the other, and sends away who does not say in time who they are. */
function attend(
  { realtime, log }: OldSocketParts,
  connection: Connection,
  answer: (message: Message) => Promise<void>,
  begin: () => Promise<void>,
  isIn: () => boolean,
): MessageReader {
  async function anyhow(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof DomainError))
        log.error({ err: error }, 'A message of an old front end could not be answered');
      const { code, message } =
        error instanceof DomainError ? error : new DomainError('internal', 'Something went wrong on our side.');
      const refusal: OldAnswer = { type: 'error', message };
      connection.outlet.send(Buffer.from(JSON.stringify(refusal)));
      if (code === 'forbidden') connection.end('forbidden', message);
      else if (code === 'token-invalid' || code === 'account-disabled') connection.end('not-authenticated', message);
    }
  }

  connection.onSweep = (nowMs) => {
    if (!isIn() && nowMs - connection.openedAtMs > realtime.limits.signInMs) {
      connection.end('not-authenticated', 'Sign in first, or allow old_front_end.live_without_sign_in.');
    }
  };
  let answered = anyhow(begin);
  return {
    onMessage(text) {
      answered = answered.then(() => anyhow(async () => answer(readMessage(text))));
      return answered;
    },
  };
}

/** @throws body-malformed */
function readMessage(text: string): Message {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    throw new DomainError('body-malformed', 'Invalid JSON format');
  }
  if (!isObject(message)) throw new DomainError('body-malformed', 'Invalid JSON format');
  return message;
}

/** @throws token-invalid, account-disabled, forbidden, limit-reached */
async function signIn(
  { authenticate, realtime }: OldSocketParts,
  connection: Connection,
  message: Message,
): Promise<void> {
  const { token } = message;
  if (typeof token !== 'string') throw new DomainError('token-invalid', 'The message has no token.');
  const { address, requestId } = connection;
  const actor = await authenticate(token, { address, requestId });
  requireReader(actor);
  realtime.connections.signIn(connection, actor);
}

/** Beside `authenticate`, which comes before all others. */
function isKnown(type: unknown): type is Exclude<keyof typeof oldMessages, 'authenticate'> {
  return typeof type === 'string' && Object.hasOwn(oldMessages, type);
}

/** Unknown names are ignored, as they were. */
function groupsIn({ subscriptions }: Message): OldGroup[] {
  return Array.isArray(subscriptions) ? oldGroups.filter((group) => subscriptions.includes(group)) : [];
}

function isObject(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
