/**
 * Everything live of this process in one piece: the tail of the event log, who follows it, and who is connected.
 */
import { DomainError } from '../../kernel/errors.ts';
import { FairTurns } from '../../kernel/fair-turns.ts';
import type { Logger } from '../logging/index.ts';
import { positionReader, type Store } from '../outbox/index.ts';
import { type Connections, createConnections } from './connections.ts';
import { createEventStreams, type EventStreams } from './event-streams.ts';
import { createEventTail } from './event-tail.ts';
import { createFanOut, type FanOut } from './fan-out.ts';
import { defaultRealtimeLimits, type RealtimeLimits } from './limits.ts';
import type { ReadLog } from './streamed-events.ts';
import { createWebSockets, type WebSockets } from './web-sockets.ts';

/** What a WebSocket asks for that wants our frames. */
export const SUBPROTOCOL = 'milldash.v1';

/** Reading turns that one connection may wait for, and all of them. */
const TURNS_WAITED_FOR = { waiting: 10_000, waitingEach: 20, waitMs: 30_000 };

export interface Realtime {
  readonly limits: RealtimeLimits;
  readonly connections: Connections;
  readonly fanOut: FanOut;
  readonly webSockets: WebSockets;
  readonly eventStreams: EventStreams;
  /** Why nobody is sent anything just now; undefined while all is well. */
  findTrouble(): string | undefined;
  /** Says goodbye to everybody. */
  stop(): Promise<void>;
}

export interface RealtimeParts {
  readonly store: Store;
  readonly readLog: ReadLog;
  readonly log: Logger;
  /** Default: {@link defaultRealtimeLimits}. */
  readonly limits?: Partial<RealtimeLimits> | undefined;
}

export function createRealtime({ store, readLog, log, limits: own }: RealtimeParts): Realtime {
  const limits = { ...defaultRealtimeLimits, ...own };
  const tail = createEventTail({
    readLog,
    readPosition: positionReader(store),
    onCommitted: (listener) => store.onCommitted(listener),
    log,
  });
  const turns = new FairTurns({
    ...TURNS_WAITED_FOR,
    refusal: () => new DomainError('server-busy', 'Too many are catching up at once. Try again in a moment.'),
  });
  const connections = createConnections(limits, log);
  const fanOut = createFanOut({ tail, readLog, turns, limits, log });
  return {
    limits,
    connections,
    fanOut,
    webSockets: createWebSockets(limits, connections, SUBPROTOCOL),
    eventStreams: createEventStreams(connections),
    findTrouble: () => (tail.trouble === undefined ? undefined : 'The event log cannot be read; live clients wait.'),
    async stop() {
      await connections.stop();
      fanOut.stop();
    },
  };
}
