/**
 * Everybody who is connected: how many may be, who is still there, who is too slow, and what was sent in all.
 *
 * One timer looks after all of them. Each leaves two lines in the log: who came, and why it ended, with how much it was
 * sent in how long.
 */
import type { Actor } from '../../kernel/access.ts';
import { SECOND_MS } from '../../kernel/clock.ts';
import { DomainError } from '../../kernel/errors.ts';
import type { Logger } from '../logging/index.ts';
import type { RealtimeLimits } from './limits.ts';
import type { Ending, Outlet } from './outlets.ts';
import { createUnsentBytes, type WatchedOutlet } from './unsent-bytes.ts';

/** How a client speaks: our frames, those of the old front end, or server-sent events. */
export type Protocol = 'websocket' | 'old-websocket' | 'sse';

export interface Guest {
  readonly protocol: Protocol;
  /** Undefined while it has not said who it is. */
  readonly actor: Actor | undefined;
  readonly address: string;
  readonly requestId: string;
}

export interface Connection {
  readonly id: number;
  readonly protocol: Protocol;
  readonly address: string;
  readonly requestId: string;
  readonly openedAtMs: number;
  readonly outlet: Outlet;
  /** False once the other side has gone: whoever is still at work for it begins nothing more. */
  readonly isOpen: boolean;
  actor: Actor | undefined;
  /** Events that were sent to those of its followers that have ended, and to those that have not. */
  countEvents: () => number;
  /** Something came from the other side. */
  heard(): void;
  /** Ends it, once. */
  end(ending: Ending, detail: string): void;
  /** Called every sweep, for what has a time of its own. */
  onSweep: (nowMs: number) => void;
  /** Called at every ping: the moment to say what need not be said at once. */
  onPing: () => void;
  /** Called when the one behind it may do something else than before. */
  onActorChanged: (actor: Actor) => void;
  /** Called once, when it is over. */
  onClosed: () => void;
}

export interface ConnectionCounts {
  readonly open: number;
  readonly open_websocket: number;
  readonly open_old_websocket: number;
  readonly open_sse: number;
  readonly open_not_signed_in: number;
  /** Since the start of the process. */
  readonly opened: number;
  readonly refused: number;
  readonly events_sent: number;
  readonly ended: Readonly<Partial<Record<Ending | 'gone', number>>>;
}

export interface Connections {
  /** @throws server-busy, limit-reached, where there are too many already */
  requireRoom(guest: Guest): void;
  open(guest: Guest, outlet: Outlet): Connection;
  /**
   * Whoever is behind it has said who they are, or somebody else than before: it is theirs from now on, with all that it
   * does. @throws limit-reached, where they have too many
   */
  signIn(connection: Connection, actor: Actor): void;
  /** The other side has gone, or the outlet is closed. */
  closed(connection: Connection): void;
  readonly all: ReadonlySet<Connection>;
  counts(): ConnectionCounts;
  /** Ends all of them and resolves when they are closed, or have had their time. */
  stop(): Promise<void>;
}

interface Held extends Connection {
  readonly outlet: WatchedOutlet;
  heardAtMs: number;
  pingedAtMs: number;
  /** Since when more is unsent than may be, and what had left by then; undefined while that is not so. */
  full: { readonly sinceMs: number; readonly writtenBytes: number } | undefined;
  ending: Ending | undefined;
}

export function createConnections(limits: RealtimeLimits, log: Logger): Connections {
  const held = new Set<Held>();
  const unsent = createUnsentBytes(limits, () => held);
  const ended: Partial<Record<Ending | 'gone', number>> = {};
  let lastId = 0;
  let refused = 0;
  let eventsSent = 0;
  let stopping = false;
  let onEmpty = () => {};
  let timer: NodeJS.Timeout | undefined;

  function sweep(): void {
    unsent.look();
    const nowMs = performance.now();
    for (const connection of held) {
      connection.onSweep(nowMs);
      if (isTooSlow(connection, nowMs)) {
        connection.end('too-slow', 'More was waiting to be read than is kept; resume from the last position.');
      } else if (nowMs - connection.heardAtMs > limits.silenceMs) {
        connection.end('silent', 'Nothing was heard from the other side, not even an answer to a ping.');
      } else if (nowMs - connection.pingedAtMs > limits.pingMs) {
        connection.pingedAtMs = nowMs;
        connection.onPing();
        connection.outlet.ping();
      }
    }
  }

  /** Full all the time, and has not taken in that time what a line holds unsent: one that catches up is full, too. */
  function isTooSlow(connection: Held, nowMs: number): boolean {
    const { bufferedBytes, writtenBytes } = connection.outlet;
    if (bufferedBytes <= limits.drainedBytes) connection.full = undefined;
    else if (connection.full === undefined || writtenBytes - connection.full.writtenBytes >= limits.fullBytes) {
      connection.full = { sinceMs: nowMs, writtenBytes };
    }
    return connection.full !== undefined && nowMs - connection.full.sinceMs > limits.slowMs;
  }

  function count(matches: (connection: Held) => boolean): number {
    let found = 0;
    for (const connection of held) if (matches(connection)) found++;
    return found;
  }

  function refuse(error: DomainError): never {
    refused++;
    throw error;
  }

  function refuseMore(own: number, most: number): never {
    const detail = `There are ${own} live connections of yours already; ${most} may be open at once.`;
    return refuse(new DomainError('limit-reached', detail, { limit: most }));
  }

  function requireShare(actor: Actor): void {
    const own = count((one) => one.actor !== undefined && isSame(one.actor, actor));
    if (own >= limits.connectionsOfCallerMax) refuseMore(own, limits.connectionsOfCallerMax);
  }

  return {
    all: held,
    requireRoom({ actor, address }) {
      if (stopping) refuse(new DomainError('shutting-down', 'The server is stopping. Try again in a moment.'));
      if (held.size >= limits.connectionsMax) {
        refuse(new DomainError('server-busy', 'Too many live connections are open. Try again later.'));
      }
      if (actor !== undefined) return requireShare(actor);
      const own = count((one) => one.actor === undefined && one.address === address);
      const strangers = count((one) => one.actor === undefined);
      if (own >= limits.strangersOfAddressMax || strangers >= limits.strangersMax) {
        refuseMore(own, limits.strangersOfAddressMax);
      }
    },

    signIn(connection, actor) {
      if (connection.actor === undefined || !isSame(connection.actor, actor)) requireShare(actor);
      connection.actor = actor;
      connection.onActorChanged(actor);
    },

    open({ protocol, actor, address, requestId }, outlet) {
      const nowMs = performance.now();
      const connection: Held = {
        id: ++lastId,
        protocol,
        address,
        requestId,
        actor,
        outlet: unsent.watch(outlet),
        get isOpen() {
          return held.has(connection);
        },
        openedAtMs: nowMs,
        heardAtMs: nowMs,
        pingedAtMs: nowMs,
        full: undefined,
        ending: undefined,
        countEvents: () => 0,
        onSweep: () => {},
        onPing: () => {},
        onActorChanged: () => {},
        onClosed: () => {},
        heard() {
          connection.heardAtMs = performance.now();
        },
        end(ending, detail) {
          if (connection.ending !== undefined) return;
          connection.ending = ending;
          outlet.end(ending, detail);
        },
      };
      held.add(connection);
      if (timer === undefined) {
        timer = setInterval(sweep, limits.sweepMs);
        timer.unref();
      }
      log.info(fieldsOf(connection), `Live connection ${connection.id} (${protocol}) opened by ${nameOf(connection)}`);
      return connection;
    },

    closed(connection) {
      const own = connection as Held;
      if (!held.delete(own)) return;
      const ending = own.ending ?? 'gone';
      ended[ending] = (ended[ending] ?? 0) + 1;
      const events = own.countEvents();
      eventsSent += events;
      own.onClosed();
      const seconds = Math.round((performance.now() - own.openedAtMs) / SECOND_MS);
      log.info(
        fieldsOf(own, { reason: ending, events, seconds }),
        `Live connection ${own.id} (${own.protocol}) of ${nameOf(own)} ended: ${ending}, ${events} events in ${seconds} s`,
      );
      if (held.size > 0) return;
      clearInterval(timer);
      timer = undefined;
      onEmpty();
    },

    counts: () => ({
      open: held.size,
      open_websocket: count(({ protocol }) => protocol === 'websocket'),
      open_old_websocket: count(({ protocol }) => protocol === 'old-websocket'),
      open_sse: count(({ protocol }) => protocol === 'sse'),
      open_not_signed_in: count(({ actor }) => actor === undefined),
      opened: lastId,
      refused,
      events_sent: [...held].reduce((sum, connection) => sum + connection.countEvents(), eventsSent),
      ended: { ...ended },
    }),

    async stop() {
      stopping = true;
      for (const connection of held) connection.end('stopping', 'The server is stopping; connect again in a moment.');
      const over = new Promise<void>((resolve) => {
        onEmpty = resolve;
        // each is closed for good after its own time to say goodbye
        setTimeout(resolve, 2 * limits.goodbyeMs).unref();
      });
      if (held.size > 0) await over;
      clearInterval(timer);
    },
  };
}

function isSame(one: Actor, other: Actor): boolean {
  return one.kind === other.kind && one.id === other.id;
}

function nameOf({ actor }: Connection): string {
  return actor === undefined ? 'a stranger' : `'${actor.name}'`;
}

function fieldsOf({ id, protocol, address, requestId, actor }: Connection, more: object = {}) {
  return {
    address,
    requestId,
    ...(actor === undefined ? {} : { user: actor.name }),
    payload: { connection: id, protocol, ...more },
  };
}
