/**
 * Gives events to a broker, several at once, and says how far it has taken them: what it has does not go out again.
 *
 * What it has not answered in time stays on its way, as MQTT wants it: the next hand-over waits for the same answer. Sent again
 * it would only come behind itself, and a slow broker would be given the same events over and over.
 */
import { hiddenTopics, systemActor } from '../../../kernel/access.ts';
import { SECOND_MS } from '../../../kernel/clock.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import type { StreamedEvent } from '../../../platform/realtime/index.ts';
import { MessageTooLong, messageBytes, type Transport } from '../../../platform/transport/index.ts';
import { RELAY } from './relay-place.ts';
import { EVENTS_FILTER, eventTopicOf } from './relay-topics.ts';

export interface HandOverOptions {
  readonly log: Logger;
  /** Longer messages are not sent, counted as whole packets. */
  readonly messageBytesMax: number;
  /** How long a broker may take for what is given to it together. */
  readonly limitMs: number;
  readonly stopping: AbortSignal;
}

export interface HandedOver {
  /** How many the broker has taken since the last hand-over. */
  readonly taken: number;
  /** Up to here, and so far without a gap, all is taken or never goes out. */
  readonly through: number;
  /** Why the one behind `through` is not taken; undefined where it has not been given yet. */
  readonly refused: { readonly reason: unknown } | undefined;
}

/**
 * @param events which follow each other in the log, at least one
 * @param spentMs of the limit, before they are given; less than all of it
 * @returns refused with RelayStopped where the stop could not wait: a broker that has gone away answers when it is back
 */
export type HandOver = (
  transport: Transport,
  events: readonly StreamedEvent[],
  spentMs?: number,
) => Promise<HandedOver>;

export class RelayStopped extends Error {}

interface OnTheWay {
  /** Resolves, however it ends. */
  readonly settled: Promise<void>;
  /** Hand-overs that have waited for it. */
  waits: number;
  refusal: unknown;
}

/** How long a stop waits for what is on its way: what is acknowledged by then does not go out again. */
const LAST_ACKNOWLEDGEMENTS_MS = SECOND_MS;
/** Then it goes out again: there are brokers that do not answer what is too much for them. */
const WAITS_MAX = 3;
const CONTENT_TYPE = 'application/cloudevents+json; charset=utf-8';

/** Nobody's: what needs a permission beside `events:read` does not go out. */
const closedTopics = hiddenTopics({ ...systemActor(RELAY), permissions: new Set() });

export function createHandOver({ log, messageBytesMax, limitMs, stopping }: HandOverOptions): HandOver {
  /** Events of the last page that are taken or passed over, be it behind one that is not: they do not go out with it. */
  const gone = new Set<number>();
  /** Events of the last page that are given and not answered. */
  const onTheWay = new Map<number, OnTheWay>();
  /** A broker that takes few in the time it has is not given more: what waits could go out by another process. */
  let atOnceMax = Number.POSITIVE_INFINITY;
  let taken = 0;

  /** So much is known of one page, not more: a place may stand before a refused event for days. */
  function forgetAllBut(first: number, last: number): void {
    for (const sequence of [...gone, ...onTheWay.keys()]) {
      if (sequence >= first && sequence <= last) continue;
      gone.delete(sequence);
      onTheWay.delete(sequence);
    }
  }

  function isSent(event: StreamedEvent): boolean {
    if (gone.has(event.sequence) || closedTopics.includes(event.topic)) return false;
    const bytes = messageBytes(eventTopicOf(event.type), event.json(), { contentType: CONTENT_TYPE });
    if (bytes > messageBytesMax) passOver(event);
    return bytes <= messageBytesMax;
  }

  /** Once: it counts as gone. */
  function passOver({ sequence, type }: StreamedEvent): void {
    gone.add(sequence);
    log.warn(
      { payload: { sequence, type } },
      `Event ${sequence} does not go out by MQTT: it is longer than a message may be`,
    );
  }

  function give(transport: Transport, event: StreamedEvent, signal: AbortSignal): OnTheWay {
    const { sequence } = event;
    const answer = transport.publish(eventTopicOf(event.type), event.json(), { contentType: CONTENT_TYPE, signal });
    const given: OnTheWay = {
      waits: 0,
      refusal: undefined,
      settled: answer.then(
        () => {
          // also where it has gone out once more since: one answer is enough
          if (!onTheWay.delete(sequence)) return;
          gone.add(sequence);
          taken++;
        },
        (reason: unknown) => {
          given.refusal = reason;
          if (onTheWay.get(sequence) !== given) return;
          onTheWay.delete(sequence);
          if (reason instanceof MessageTooLong) passOver(event);
        },
      ),
    };
    onTheWay.set(sequence, given);
    return given;
  }

  /** What is to be waited for now, and up to where that is all. */
  function next(events: readonly StreamedEvent[]): { shown: readonly StreamedEvent[]; end: number } {
    const shown: StreamedEvent[] = [];
    for (const event of events) {
      if (!isSent(event)) continue;
      if (shown.length >= atOnceMax) return { shown, end: event.sequence - 1 };
      shown.push(event);
    }
    return { shown, end: events.at(-1)?.sequence ?? 0 };
  }

  /** Resolves with why it is not waited for any longer, or undefined. */
  async function untilSettled(
    all: readonly OnTheWay[],
    transport: Transport,
    leftMs: number,
  ): Promise<Error | undefined> {
    const { promise, resolve } = Promise.withResolvers<Error | undefined>();
    const late = setTimeout(() => resolve(new Error('The broker does not take events in time.')), leftMs);
    let patience: NodeJS.Timeout | undefined;
    const onStop = () => {
      const patienceMs = transport.isHeard(EVENTS_FILTER) ? LAST_ACKNOWLEDGEMENTS_MS : 0;
      patience = setTimeout(() => resolve(new RelayStopped()), patienceMs);
    };
    if (stopping.aborted) onStop();
    else stopping.addEventListener('abort', onStop, { once: true });
    void Promise.all(all.map(({ settled }) => settled)).then(() => resolve(undefined));
    try {
      return await promise;
    } finally {
      stopping.removeEventListener('abort', onStop);
      clearTimeout(late);
      clearTimeout(patience);
    }
  }

  return async (transport, events, spentMs = 0) => {
    forgetAllBut(events[0]?.sequence ?? 0, events.at(-1)?.sequence ?? 0);
    const { shown, end } = next(events);
    const startedMs = performance.now();
    const withdrawal = new AbortController();
    const given = shown.map((event) => {
      const known = onTheWay.get(event.sequence);
      const one = known === undefined || known.waits >= WAITS_MAX ? give(transport, event, withdrawal.signal) : known;
      one.waits++;
      return one;
    });
    const why = await untilSettled(given, transport, limitMs - spentMs);
    const missing = shown.findIndex(({ sequence }) => !gone.has(sequence));
    const tookMs = performance.now() - startedMs;
    const inTime = shown.filter(({ sequence }) => gone.has(sequence)).length;
    if (why !== undefined) atOnceMax = Math.max(1, inTime);
    else if (missing < 0 && tookMs < limitMs / 2) atOnceMax = Math.max(atOnceMax, 2 * shown.length);
    withdrawal.abort(why);
    const sum = taken;
    taken = 0;
    const first = shown[missing];
    if (first === undefined) return { taken: sum, through: end, refused: undefined };
    return { taken: sum, through: first.sequence - 1, refused: { reason: given[missing]?.refusal ?? why } };
  };
}
