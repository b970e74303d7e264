/** What one connection and all of them together may cost. Others than these are for tests. */
import { SECOND_MS } from '../../kernel/clock.ts';

export interface RealtimeLimits {
  /** Connections of this process: below the sockets that the server holds at once. */
  readonly connectionsMax: number;
  /** Connections of one user or API key. */
  readonly connectionsOfCallerMax: number;
  /** Connections that have not signed in, all together and of one address: a hall of old screens may share one. */
  readonly strangersMax: number;
  readonly strangersOfAddressMax: number;
  /** How long a socket may stay without having said who it is. */
  readonly signInMs: number;
  /** A message of a client; larger ones cut it off. */
  readonly messageBytesMax: number;
  /** Messages, pings among them, that a client may send at once, and a second in the long run. */
  readonly messagesBurst: number;
  readonly messagesPerSecond: number;
  readonly subscriptionsMax: number;
  /** How often those who are live are sent what has happened meanwhile. */
  readonly roundMs: number;
  /** Events in one frame of who is live, and of who catches up. */
  readonly liveFrameEvents: number;
  readonly frameEvents: number;
  /** A frame ends behind the event that makes it as large. */
  readonly frameBytes: number;
  /** Unsent bytes of a connection from which on it gets nothing more, and below which it goes on. */
  readonly fullBytes: number;
  readonly drainedBytes: number;
  /**
   * Unsent bytes of all connections, and of those of one user, key or address: beyond them those who hold most are cut off.
   * They are counted at every sweep, and whenever as many bytes were sent as `unsentLookBytes` says. A frame that several
   * have unsent is counted once. The most that readers make the process larger by, beside a flood of messages.
   */
  readonly unsentBytesMax: number;
  readonly unsentBytesOfCallerMax: number;
  readonly unsentLookBytes: number;
  /**
   * How many, of all and of one user or key, may have pages on the way at once: up to `fullBytes` and a frame of each are in
   * memory for them alone. The others wait for their turn.
   */
  readonly catchUpsMax: number;
  readonly catchUpsOfCallerMax: number;
  /** Who has been full for as long, and has not taken `fullBytes` in that time, is cut off. */
  readonly slowMs: number;
  /** How often a connection is pinged, and how long it may say nothing at all. */
  readonly pingMs: number;
  readonly silenceMs: number;
  /** How often connections are looked after, and the actors behind them asked for. */
  readonly sweepMs: number;
  readonly recheckMs: number;
  /** How long a closed socket may take to say goodbye. */
  readonly goodbyeMs: number;
}

export const defaultRealtimeLimits: RealtimeLimits = {
  connectionsMax: 4_000,
  connectionsOfCallerMax: 1_000,
  strangersMax: 400,
  strangersOfAddressMax: 100,
  signInMs: 10 * SECOND_MS,
  messageBytesMax: 16_384,
  messagesBurst: 60,
  messagesPerSecond: 20,
  subscriptionsMax: 10,
  roundMs: 250,
  liveFrameEvents: 1_000,
  frameEvents: 200,
  frameBytes: 262_144,
  fullBytes: 524_288,
  drainedBytes: 65_536,
  unsentBytesMax: 33_554_432,
  unsentBytesOfCallerMax: 16_777_216,
  unsentLookBytes: 4_194_304,
  catchUpsMax: 32,
  catchUpsOfCallerMax: 16,
  slowMs: 20 * SECOND_MS,
  pingMs: 20 * SECOND_MS,
  silenceMs: 60 * SECOND_MS,
  sweepMs: SECOND_MS,
  recheckMs: 4 * SECOND_MS,
  goodbyeMs: 2 * SECOND_MS,
};
