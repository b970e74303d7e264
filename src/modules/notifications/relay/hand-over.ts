/** Gives events to a broker, several at once, and says which it has taken: those do not go out again. */
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
  /** How many the broker has taken. */
  readonly taken: number;
  /** The first that it has not taken. */
  readonly refused: { readonly sequence: number; readonly reason: unknown } | undefined;
}

/** @throws RelayStopped: a broker that has gone away answers when it is back */
export type HandOver = (transport: Transport, events: readonly StreamedEvent[]) => Promise<HandedOver>;

export class RelayStopped extends Error {}

/** How long a stop waits for what is on its way: what is acknowledged by then does not go out again. */
const LAST_ACKNOWLEDGEMENTS_MS = SECOND_MS;
const CONTENT_TYPE = 'application/cloudevents+json; charset=utf-8';

/** Nobody's: what needs a permission beside `events:read` does not go out. */
const closedTopics = hiddenTopics({ ...systemActor(RELAY), permissions: new Set() });

export function createHandOver({ log, messageBytesMax, limitMs, stopping }: HandOverOptions): HandOver {
  /** Events that have gone out behind one that was refused, of one page at most: they do not go out again with it. */
  const goneAhead = new Set<number>();

  /** @throws RelayStopped */
  async function untilStopped<T>(work: Promise<T>, transport: Transport): Promise<T> {
    const { promise: cut, reject } = Promise.withResolvers<never>();
    let timer: NodeJS.Timeout | undefined;
    const onStop = () => {
      const patienceMs = transport.isHeard(EVENTS_FILTER) ? LAST_ACKNOWLEDGEMENTS_MS : 0;
      timer = setTimeout(() => reject(new RelayStopped()), patienceMs);
    };
    if (stopping.aborted) onStop();
    else stopping.addEventListener('abort', onStop, { once: true });
    try {
      return await Promise.race([work, cut]);
    } finally {
      stopping.removeEventListener('abort', onStop);
      clearTimeout(timer);
    }
  }

  function isSent(event: StreamedEvent): boolean {
    if (closedTopics.includes(event.topic)) return false;
    const bytes = messageBytes(eventTopicOf(event.type), event.json(), { contentType: CONTENT_TYPE });
    if (bytes > messageBytesMax) passOver(event);
    return bytes <= messageBytesMax;
  }

  /** Once: it counts as gone. */
  function passOver({ sequence, type }: StreamedEvent): void {
    goneAhead.add(sequence);
    log.warn(
      { payload: { sequence, type } },
      `Event ${sequence} does not go out by MQTT: it is longer than a message may be`,
    );
  }

  return async (transport, events) => {
    const shown = events.filter((event) => !goneAhead.has(event.sequence) && isSent(event));
    const end = new AbortController();
    const late = setTimeout(() => end.abort(new Error('The broker does not take events in time.')), limitMs);
    const sent = shown.map((event) =>
      transport.publish(eventTopicOf(event.type), event.json(), { contentType: CONTENT_TYPE, signal: end.signal }),
    );
    const outcomes = await untilStopped(Promise.allSettled(sent), transport).finally(() => {
      clearTimeout(late);
      end.abort();
    });
    let taken = 0;
    let refused: HandedOver['refused'];
    for (const [nth, outcome] of outcomes.entries()) {
      const event = shown[nth] as StreamedEvent;
      if (outcome.status === 'fulfilled') {
        taken++;
        goneAhead.add(event.sequence);
      } else if (outcome.reason instanceof MessageTooLong) passOver(event);
      else refused ??= { sequence: event.sequence, reason: outcome.reason };
    }
    if (refused === undefined) goneAhead.clear();
    return { taken, refused };
  };
}
