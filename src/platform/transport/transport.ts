/**
 * The seam to machines: messages that come in by MQTT are given to one receiver, and acknowledged when it says so; what we
 * have to tell goes out by it.
 *
 * Behind it is a broker of our own inside the process, or a client of another broker; nobody above knows which.
 */
import type { Actor } from '../../kernel/access.ts';

export interface InboundMessage {
  readonly topic: string;
  readonly payload: Buffer;
  /** The device that signed in; null where another broker has looked at it. */
  readonly sender: Actor | null;
  /** How long its sender can be kept waiting for the acknowledgement. */
  readonly patienceMs: number;
}

/** A message that is told itself what became of it: ten thousands a second come like this, and a promise of each costs. */
export interface Delivery extends InboundMessage {
  /** Called once, as the promise of {@link Receiver.receive} would resolve or reject. */
  settle(error?: unknown): void;
}

export interface Receiver {
  /** Subscribed to at a broker that is not ours; at ours, devices may publish where {@link TopicRight}s say. */
  readonly filters: readonly string[];
  /** The same of what every process hears, also where several take turns at the others. */
  readonly ownFilters: readonly string[];
  /** What could be subscribed to and is not set up: a session of an earlier time may have it. */
  readonly idleFilters: readonly string[];
  /**
   * Resolves once the message is on disk, or set aside for good: then, and not before, it is acknowledged.
   * Rejects where it could not be stored: it is not acknowledged, and its sender sends it again.
   */
  receive(message: InboundMessage): Promise<void>;
  /** The same. Never throws. */
  take(delivery: Delivery): void;
  /**
   * A device is gone whose last will on this topic must not be said any more: nothing of what it wrote counts, that it has
   * gone does. Resolves and rejects as `receive` does.
   */
  lost(will: Pick<InboundMessage, 'topic' | 'patienceMs'>): Promise<void>;
  /** Undefined while there is room for more messages; else resolves when there is. */
  room(): Promise<void> | undefined;
}

export interface TransportState {
  readonly kind: 'embedded' | 'external' | 'none';
  /** Where devices connect to, without credentials: `mqtt://127.0.0.1:1883`. */
  readonly addresses: readonly string[];
  /** Connections at the moment: of devices at our broker, of ours at another one. */
  readonly connections: number;
  /** Why messages do not come in, for a person; undefined while all is well. */
  readonly trouble: string | undefined;
}

export interface PublishOptions {
  /** Default: 1. */
  readonly qos?: 0 | 1;
  readonly retain?: boolean;
  /** Of the payload; only MQTT 5 tells it. */
  readonly contentType?: string;
  /** Withdraws the message where it has not gone out to another broker yet: it rejects, and never does. */
  readonly signal?: AbortSignal;
}

export interface Transport {
  state(): TransportState;
  /**
   * Resolves when the message has been handed over, which is no promise that anybody got it; messages of one topic after the
   * other in the order of the calls. While another broker is away it waits. It rejects where that refuses it, where the
   * connection ends before there is an answer (it may have arrived, and is not sent again), and at the stop; with
   * `MessageTooLong`, and nothing is sent, where that says that it takes nothing so long.
   */
  publish(topic: string, payload: string | Buffer, options?: PublishOptions): Promise<void>;
  /**
   * Whether what is published now can reach somebody. At our broker: somebody is subscribed within `filter`. At another one:
   * it is connected, and who listens is its own matter.
   */
  isHeard(filter: string): boolean;
  /** Takes no message any more, and waits for those that are being stored. */
  stop(): Promise<void>;
}
