/**
 * Brings the events of the log to MQTT, each in its topic, in order and at least once.
 *
 * Our own broker reaches its own devices only, so every process that has one brings events to it; to another broker one
 * process of all does. Where nobody is subscribed at ours nothing is read: the place follows the end of the log in memory.
 * Events of people and keys never go out: a broker asks who subscribes, not who reads.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { type Clock, SECOND_MS } from '../../../kernel/clock.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import { positionReader, type Store } from '../../../platform/outbox/index.ts';
import type { ReadLog, StreamedEvent } from '../../../platform/realtime/index.ts';
import { createLeadership, createLookout } from '../../../platform/schedule/index.ts';
import type { SettingsReader } from '../../../platform/settings/index.ts';
import type { Transport } from '../../../platform/transport/index.ts';
import { createHandOver, RelayStopped } from './hand-over.ts';
import { relayEvents } from './relay.settings.ts';
import { forgetPlace, openPlace, RELAY, type RelayPlace } from './relay-place.ts';
import { EVENTS_FILTER } from './relay-topics.ts';

export interface EventRelay {
  /** Looks for new events from now on. */
  start(): void;
  /** Hands over what is there now. Does nothing where another process does it. */
  relayDue(): Promise<void>;
  state(): RelayState;
  /** Ends within a moment, keeps the place, and lets another process go on. */
  stop(): Promise<void>;
}

export interface RelayState {
  /** `off` by the setting or without a broker, `unheard` where nothing would reach anybody, `elsewhere` by another process. */
  readonly does: 'off' | 'unheard' | 'elsewhere' | 'relays';
  /** Handed over by this process. */
  readonly events: number;
  /** Events that were waiting at the last look. */
  readonly behind: number;
  /** Undefined while all is well. */
  readonly trouble: string | undefined;
}

export interface EventRelayParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: SettingsReader;
  readonly readLog: ReadLog;
  /** Undefined while there is none. */
  readonly transport: () => Transport | undefined;
  /** The name of this process: where it has come to with its own broker is kept under it. */
  readonly instance: string;
  /** Longer messages are not sent, counted as whole packets. */
  readonly messageBytesMax: number;
  /** Who is further behind begins later; default 100,000 events. */
  readonly behindMax?: number;
  /** How long another broker may take for what is handed over together; default 8 s. */
  readonly handOverLimitMs?: number;
}

const LOOK_EVERY_MS = SECOND_MS;
/** Commits that come one after the other are looked at together. */
const AFTER_COMMIT_MS = 100;
const PAGE = 200;
/** Between full pages: others have the event loop and the disk meanwhile, and readers take what they were sent. */
const BREATH_MS = 20;
const BEHIND_MAX = 100_000;
/** How long devices may take to come back to our own broker after a start. */
const RETURN_MS = 30 * SECOND_MS;
/**
 * What goes out before its lease has run out by the clock of another process: of its 15 s, one may have passed before, eight
 * are used, and one is for the asking. So clocks 5 s apart are borne; where they are further, two processes may give the
 * same events at once to a broker that is slow.
 */
const HAND_OVER_LIMIT_MS = 8 * SECOND_MS;
const LEASE_ASKED_WITHIN_MS = SECOND_MS;
/** What the database takes longer to say that the lease is ours is missing from the limit. */
const ASKING_MS = SECOND_MS;

export function createEventRelay(parts: EventRelayParts): EventRelay {
  const { store, clock, settings, readLog, behindMax = BEHIND_MAX, handOverLimitMs = HAND_OVER_LIMIT_MS } = parts;
  const log = parts.log.child({ module: 'event-relay' });
  const leadership = createLeadership(store, clock, RELAY);
  const position = positionReader(store);
  const stopping = new AbortController();
  const handOver = createHandOver({
    log,
    messageBytesMax: parts.messageBytesMax,
    limitMs: handOverLimitMs,
    stopping: stopping.signal,
  });
  const startedAt = clock.now();
  let place: RelayPlace | undefined;
  let does: RelayState['does'] = 'off';
  let wasOff = false;
  let events = 0;
  let behind = 0;
  let trouble: string | undefined;

  async function look(): Promise<void> {
    const transport = parts.transport();
    if (transport === undefined || stopping.signal.aborted) return;
    const isOwn = transport.state().kind === 'embedded';
    const relay = isOwn ? `embedded:${parts.instance}` : 'broker';
    const wanted = await settings.valueOf(relayEvents);
    if (wanted === 'never' || (wanted === 'embedded' && !isOwn)) return switchOff(relay);
    wasOff = false;
    if (isOwn) await lookAtOurs(transport, relay);
    else await lookAtAnother(transport, relay);
  }

  async function switchOff(relay: string): Promise<void> {
    if (!wasOff) await forgetPlace(store, relay);
    await letGo('off');
    wasOff = true;
  }

  async function letGo(because: RelayState['does']): Promise<void> {
    if (place !== undefined && does === 'relays') await leadership.release();
    place = undefined;
    does = because;
    behind = 0;
  }

  async function lookAtOurs(transport: Transport, relay: string): Promise<void> {
    const { sequence: head } = await position();
    place ??= await openPlace(store, clock, relay, head);
    if (transport.isHeard(EVENTS_FILTER)) return goOn(transport, place, head);
    does = 'unheard';
    behind = 0;
    if (place.isFromBefore && clock.now() - startedAt < RETURN_MS) return;
    await moved(place.moveTo(head, 'seldom'));
  }

  async function lookAtAnother(transport: Transport, relay: string): Promise<void> {
    if (!transport.isHeard(EVENTS_FILTER)) {
      // another process may be connected: it goes on where this one has come to
      if (place !== undefined && (await leadership.holds())) await place.moveTo(place.cursor, 'now');
      return letGo('unheard');
    }
    if (!(await leadership.holds())) return letGo('elsewhere');
    const { sequence: head } = await position();
    place ??= await openPlace(store, clock, relay, head);
    await goOn(transport, place, head);
  }

  async function goOn(transport: Transport, at: RelayPlace, head: number): Promise<void> {
    does = 'relays';
    behind = head - at.cursor;
    if (behind > behindMax) await skip(at, head - behindMax, 'too-far-behind');
    for (let seen = head; at.cursor < seen && place === at && !stopping.signal.aborted; ) {
      const page = await readLog(at.cursor, PAGE);
      if (page.pruned > at.cursor) {
        await skip(at, page.pruned, 'pruned');
        continue;
      }
      // reading may have been waited for, and so may be the broker
      const askedAtMs = clock.now();
      if (transport.state().kind === 'external' && !(await leadership.holds(LEASE_ASKED_WITHIN_MS)))
        return letGo('elsewhere');
      const spentMs = Math.max(0, clock.now() - askedAtMs - ASKING_MS);
      if (spentMs >= handOverLimitMs) continue;
      const end = page.events.at(-1)?.sequence ?? page.head;
      if (page.events.length > 0) await give(transport, at, page.events, spentMs);
      else await moved(at.moveTo(end, 'soon'));
      seen = page.head;
      behind = seen - at.cursor;
      if (page.events.length < PAGE && at.cursor >= end) break;
      await pause(BREATH_MS);
    }
    await moved(at.moveTo(at.cursor, 'soon'));
  }

  async function skip(at: RelayPlace, to: number, reason: 'too-far-behind' | 'pruned'): Promise<void> {
    const from = at.cursor;
    await moved(at.skipTo(to, reason));
    const why = reason === 'pruned' ? 'they are not kept any more' : 'there are too many';
    log.warn({ payload: { from, to } }, `Events ${from + 1} to ${to} do not go out by MQTT: ${why}`);
  }

  /** Where another process has gone on, its place is the one that counts. */
  async function moved(done: Promise<boolean>): Promise<void> {
    if (!(await done)) place = undefined;
  }

  /** Moves the place on. @throws what an event is refused with: the place is before it then, and what went out behind is known */
  async function give(
    transport: Transport,
    at: RelayPlace,
    all: readonly StreamedEvent[],
    spentMs: number,
  ): Promise<void> {
    const { taken, through, refused } = await handOver(transport, all, spentMs);
    events += taken;
    // another process may be the one that goes on
    await moved(at.moveTo(through, refused === undefined ? 'soon' : 'now'));
    if (refused !== undefined) throw refused.reason;
  }

  async function lookAndTell(): Promise<void> {
    try {
      await look();
      trouble = undefined;
    } catch (error) {
      if (!(error instanceof RelayStopped)) trouble = String(error);
      throw error;
    }
  }

  const lookout = createLookout({
    look: lookAndTell,
    everyMs: LOOK_EVERY_MS,
    afterCommitMs: AFTER_COMMIT_MS,
    onCommitted: store.onCommitted,
    isWanted: () => parts.transport()?.isHeard(EVENTS_FILTER) === true,
    onTrouble(error) {
      if (error instanceof RelayStopped) return;
      log.warn({ err: error }, 'Events could not be brought to MQTT; it is tried on');
    },
  });

  return {
    start: lookout.start,
    relayDue: lookout.lookOnce,
    state: () => ({ does, events, behind, trouble }),
    async stop() {
      stopping.abort();
      await lookout.stop();
      try {
        await place?.moveTo(place.cursor, 'now');
        await leadership.release();
      } catch (error) {
        log.warn({ err: error }, 'Some events go out by MQTT once more: the place could not be kept');
      }
    },
  };
}
