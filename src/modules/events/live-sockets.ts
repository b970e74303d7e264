/**
 * A WebSocket with our frames: says who it is, subscribes to what it wants, resumes from where it left off.
 *
 * Messages are answered in the order in which they came. A subscription is a follower of its own with a position of its
 * own; its events come once, in order, and behind the answer to the message that asked for them.
 */
import { Check } from 'typebox/value';
import { type Actor, hiddenTopics } from '../../kernel/access.ts';
import type { Clock } from '../../kernel/clock.ts';
import { DomainError } from '../../kernel/errors.ts';
import type { Logger } from '../../platform/logging/index.ts';
import type { Connection, Ending, Follower, MessageReader, Realtime } from '../../platform/realtime/index.ts';
import type { EventNames } from './event-names.rules.ts';
import { messages } from './live.schemas.ts';
import { type AskedFilter, type LiveFilter, parseLiveFilter } from './live-filter.rules.ts';
import { frames, MAIN } from './live-frames.ts';
import { callerOf, requireReader } from './live-readers.ts';
import { socketView } from './live-views.ts';
import { type Position, parsePosition } from './positions.rules.ts';

export interface LiveSocketParts {
  readonly realtime: Realtime;
  readonly clock: Clock;
  readonly log: Logger;
  /** Of an access token, an API key or a ticket. @throws token-invalid, account-disabled */
  readonly authenticate: (token: string, origin: { address: string; requestId: string }) => Promise<Actor>;
  /** @throws events-out-of-range */
  readonly requirePosition: (position: Position) => Promise<void>;
  readonly eventNames: EventNames;
}

export interface AskedSubscription extends AskedFilter {
  readonly after?: string | undefined;
}

interface Subscription {
  readonly filter: LiveFilter;
  readonly follower: Follower;
  /** The last position that the client was told of without an event. */
  toldCursor: number;
}

/** So many messages that are none end a connection. */
const UNREADABLE_MAX = 20;

/** @param asked in the address: subscribed to as soon as it is known who it is */
export function openLiveSocket(
  parts: LiveSocketParts,
  connection: Connection,
  asked: AskedSubscription | undefined,
): MessageReader {
  const { realtime, clock, log, authenticate, requirePosition } = parts;
  const { limits, fanOut } = realtime;
  const { outlet } = connection;
  const subscriptions = new Map<string, Subscription>();
  let eventsOfEnded = 0;
  let unreadable = 0;
  /** Messages are answered one after the other. */
  let answered: Promise<void> = Promise.resolve();

  connection.countEvents = () => {
    let events = eventsOfEnded;
    for (const { follower } of subscriptions.values()) events += follower.eventsSent;
    return events;
  };
  connection.onSweep = (nowMs) => {
    if (connection.actor === undefined && nowMs - connection.openedAtMs > limits.signInMs) {
      connection.end('not-authenticated', 'Say who you are by a ticket in the address or as the first message.');
    }
  };
  connection.onPing = () => {
    for (const [name, subscription] of subscriptions) {
      const { cursor, isLive } = subscription.follower;
      if (!isLive || cursor === subscription.toldCursor) continue;
      subscription.toldCursor = cursor;
      outlet.send(frames.position(name, fanOut.epoch, cursor));
    }
  };
  connection.onActorChanged = (actor) => {
    for (const [name, { filter, follower }] of subscriptions) {
      follower.changeView(socketView(name, filter, hiddenTopics(actor)));
    }
  };
  connection.onClosed = () => {
    for (const name of subscriptions.keys()) drop(name);
  };

  function drop(name: string): boolean {
    const subscription = subscriptions.get(name);
    if (subscription === undefined) return false;
    eventsOfEnded += subscription.follower.eventsSent;
    subscription.follower.end();
    return subscriptions.delete(name);
  }

  async function subscribe(name: string, { after, ...wanted }: AskedSubscription): Promise<void> {
    const { actor } = connection;
    if (actor === undefined) throw new DomainError('not-authenticated', 'Say first who you are.');
    const filter = parseLiveFilter(wanted, parts.eventNames);
    const position = after === undefined ? undefined : parsePosition(after);
    if (position !== undefined) await requirePosition(position);
    // what follows for who has gone would follow for ever
    if (!connection.isOpen) return;
    drop(name);
    if (subscriptions.size >= limits.subscriptionsMax) {
      const most = limits.subscriptionsMax;
      throw new DomainError('limit-reached', `A socket has at most ${most} subscriptions.`, { limit: most });
    }
    outlet.send(frames.subscribed(name));
    const follower = fanOut.follow({
      // what the session may do now, not when the message came
      view: socketView(name, filter, hiddenTopics(connection.actor ?? actor)),
      outlet,
      after: position?.sequence,
      owner: String(connection.id),
      caller: callerOf(connection.actor ?? actor),
      onLive: () => outlet.send(frames.live(name, fanOut.epoch, follower.cursor)),
      onEnd: (ending) => cannotGoOn(name, ending),
    });
    subscriptions.set(name, { filter, follower, toldCursor: position?.sequence ?? -1 });
  }

  function cannotGoOn(name: string, ending: Ending): void {
    drop(name);
    if (ending === 'out-of-range') {
      const gone = new DomainError(
        'events-out-of-range',
        'Events behind the last position are not kept any more. Read the present state, then subscribe again.',
      );
      outlet.send(frames.error(gone, name));
    } else {
      connection.end(ending, 'The events cannot be read just now; connect again and resume.');
    }
  }

  async function signIn(token: string): Promise<void> {
    const { address, requestId } = connection;
    const actor = await authenticate(token, { address, requestId });
    requireReader(actor);
    const wasStranger = connection.actor === undefined;
    realtime.connections.signIn(connection, actor);
    outlet.send(frames.authenticated(actor.name));
    // a session that is renewed goes on where it is
    if (wasStranger) await subscribeAsAsked();
  }

  async function subscribeAsAsked(): Promise<void> {
    if (asked !== undefined) await subscribe(MAIN, asked);
  }

  async function answer(text: string): Promise<void> {
    const message = readMessage(text);
    switch (message.type) {
      case 'authenticate':
        await signIn(message.token);
        break;
      case 'subscribe': {
        const { subscription = MAIN, type: _, ...wanted } = message;
        await subscribe(subscription, wanted);
        break;
      }
      case 'unsubscribe':
        drop(message.subscription ?? MAIN);
        outlet.send(frames.unsubscribed(message.subscription ?? MAIN));
        break;
      case 'ping':
        outlet.send(frames.pong(clock.now()));
    }
  }

  /** Never rejects. */
  async function answerAnyhow(work: () => Promise<void>, subscription?: string): Promise<void> {
    if (!connection.isOpen) return;
    try {
      await work();
    } catch (error) {
      const refusal = error instanceof DomainError ? error : undefined;
      if (refusal === undefined) log.error({ err: error }, 'A message of a live client could not be answered');
      outlet.send(
        frames.error(refusal ?? new DomainError('internal', 'Something went wrong on our side.'), subscription),
      );
      if (refusal !== undefined && isOfSignIn(refusal)) connection.end(endingOf(refusal), refusal.message);
      else if (refusal?.code === 'body-malformed' && ++unreadable > UNREADABLE_MAX) {
        connection.end('message-unreadable', 'Too many messages could not be read.');
      }
    }
  }

  outlet.send(frames.ready(connection.actor !== undefined));
  const { actor: known } = connection;
  if (known !== undefined) {
    answered = answerAnyhow(async () => {
      requireReader(known);
      await subscribeAsAsked();
    }, MAIN);
  }
  return {
    onMessage(text) {
      answered = answered.then(() => answerAnyhow(() => answer(text)));
      return answered;
    },
  };
}

type Message =
  | { readonly type: 'authenticate'; readonly token: string }
  | ({ readonly type: 'subscribe'; readonly subscription?: string } & AskedSubscription)
  | { readonly type: 'unsubscribe'; readonly subscription?: string }
  | { readonly type: 'ping' };

/** @throws body-malformed, validation-failed */
function readMessage(text: string): Message {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    throw new DomainError('body-malformed', 'The message is not valid JSON.');
  }
  const type = (message as { type?: unknown } | null)?.type;
  const schema =
    typeof type === 'string' && Object.hasOwn(messages, type) ? messages[type as Message['type']] : undefined;
  const allowed = Object.keys(messages);
  if (schema === undefined) {
    throw new DomainError('body-malformed', `A message has a type. Allowed: ${allowed.join(', ')}.`, { allowed });
  }
  if (!Check(schema, message)) {
    throw new DomainError(
      'validation-failed',
      `The message '${String(type)}' has fields that are not known, of another kind, or too long.`,
    );
  }
  return message as Message;
}

function isOfSignIn({ code }: DomainError): boolean {
  return (
    code === 'token-invalid' || code === 'account-disabled' || code === 'not-authenticated' || code === 'forbidden'
  );
}

function endingOf({ code }: DomainError): Ending {
  return code === 'forbidden' ? 'forbidden' : 'not-authenticated';
}
