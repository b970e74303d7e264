/**
 * A client of another broker, by mqtt.js: MQTT 5.
 *
 * A message is acknowledged when the receiver has stored it. What could not be stored is not acknowledged, and the
 * connection begins anew, so that the broker sends it again; what wants no acknowledgement is lost then. The session is kept
 * at the broker under a fixed name: what is published while nobody is connected by that name arrives later. Where a
 * connection ends while messages are being stored, none of them is stored twice, as long as this process goes on and nobody
 * else connects by the name.
 */
import { setTimeout } from 'node:timers/promises';
import { type IPublishPacket, connect as openClient } from 'mqtt';
import { detachAcknowledgements } from './acknowledgements.ts';
import { type BrokerAddress, connectOptionsOf } from './broker-address.ts';
import { createFormerTopics } from './former-topics.ts';
import { createHeldReading } from './held-reading.ts';
import { createOutgoing } from './outgoing.ts';
import { createPauses } from './pauses.ts';
import { takeRestOfSession } from './rest-of-session.ts';
import { subscribeTo } from './subscribing.ts';
import type { Receiver, Transport } from './transport.ts';

export interface ExternalClientOptions extends BrokerAddress {
  /** Fixed: the broker keeps the session under it. */
  readonly clientId: string;
  /** What it subscribes to, with the prefix of a group where it takes turns. */
  readonly filters: readonly string[];
  /** Whether what comes while nobody is connected by the name is worth waiting for; else `stop` ends the session. */
  readonly keepsSession: boolean;
  /** Filters that a session of an earlier time may have: `retire` ends them as well, and so does what comes by them. */
  readonly formerFilters?: readonly string[];
  /**
   * Asked before a connection that has ended is opened again: another process may have connected by the same name, and each
   * that connects ends the connection of the other. Where it rejects, it is asked again. Default: it is opened.
   */
  readonly mayReopen?: () => Promise<boolean>;
  /** How long after a refused subscription it is asked again; another time than the usual one is for tests only. */
  readonly subscribeAgainMs?: number;
}

export interface ExternalClient extends Transport {
  /** Resolves when it has subscribed for the first time: whether the broker had a session by its name when it connected. */
  readonly ready: Promise<boolean>;
  /** Resolves when the broker refuses it for the first time: the reason code of MQTT 5. It is tried on. */
  readonly refused: Promise<number>;
  /** Somebody else may have been connected by the name: what comes in another connection is stored, whatever was before. */
  forget(): void;
  /**
   * Subscribes to nothing any more, takes what the broker still has for it, and ends the session. It asks whether that was
   * all when nothing has come for `quietMs`. @throws where the broker does not answer or the connection breaks, and where
   * it does not take the end of it: all is as before then, by another connection
   * @param answerLimitMs for an answer; another one is for tests only
   */
  retire(quietMs: number, answerLimitMs?: number): Promise<void>;
}

/** A broker keeps what nobody fetched for so long: a weekend and a holiday. */
const SESSION_EXPIRY_S = 7 * 86_400;
/** For a connection that breaks. */
const SHORT_SESSION_EXPIRY_S = 300;
const STOP_LIMIT_MS = 5_000;
/** The reason code of MQTT 5 by which a connection ends where somebody else has connected by the same name. */
const TAKEN_OVER = 0x8e;
const REFUSAL = 'The broker refuses our sign-in.';
/** What a broker takes that does not say how many: MQTT 5, 3.2.2.3.3. */
const RECEIVE_MAXIMUM_UNSAID = 65_535;

export function startExternalClient(
  options: ExternalClientOptions,
  receiver: Pick<Receiver, 'receive' | 'room'>,
): ExternalClient {
  const { log, url, filters, formerFilters = [], mayReopen = async () => true } = options;
  const storing = new Set<Promise<void>>();
  let connected = false;
  let stopping = false;
  /** Nothing is taken any more: who comes next by the name is sent it. */
  let refusing = false;
  /** Nothing is subscribed to in this connection any more. */
  let retiring = false;
  let trouble: string | undefined = 'The broker has not answered yet.';
  let lastCameAtMs = performance.now();
  /** Of the last answer to a sign-in. */
  let reasonCode = 0;
  const ready = Promise.withResolvers<boolean>();
  const refused = Promise.withResolvers<number>();

  const expiryS = options.keepsSession ? SESSION_EXPIRY_S : SHORT_SESSION_EXPIRY_S;
  const client = openClient({
    ...connectOptionsOf(options, options.clientId, expiryS),
    // it is opened again below: the library asks nobody, and never does it where a broker has refused it once
    reconnectPeriod: 0,
    // it would neither tell which ones a broker refuses, nor know those that a session has of an earlier time
    resubscribe: false,
  });

  const pauses = createPauses();
  // a large rest comes little by little where each connection breaks
  const acknowledgements = detachAcknowledgements(client, pauses.shorten);
  const outgoing = createOutgoing(client);
  const reading = createHeldReading(client);
  const noteTopic = createFormerTopics(client, { filters, formerFilters }, log);

  function store({ topic, payload }: IPublishPacket): Promise<void> {
    const message = { topic, payload: payload as Buffer, sender: null, patienceMs: Number.POSITIVE_INFINITY };
    const stored = receiver.receive(message);
    storing.add(stored);
    const done = () => void storing.delete(stored);
    stored.then(done, done);
    return stored;
  }

  function receive(packet: IPublishPacket): void {
    lastCameAtMs = performance.now();
    noteTopic(packet.topic, retiring);
    const wantsAnswer = packet.qos > 0;
    const stored = (wantsAnswer ? acknowledgements.findStoring(packet) : undefined) ?? store(packet);
    if (wantsAnswer) acknowledgements.after(packet, stored);
    // when it fails, another one may be open, in which it was sent again
    const { stream } = client;
    stored.catch((err: unknown) => {
      if (!wantsAnswer)
        return log.warn({ err }, 'A message could not be stored, and is lost: the broker sends it once');
      // it is sent again to who comes next
      if (stopping) return;
      log.warn({ err }, 'A message could not be stored; the connection begins anew, and the broker sends it again');
      // what has been acknowledged goes out before
      setImmediate(() => stream.destroy());
    });
  }

  client.handleMessage = (packet, next) => {
    const hasEnded = client.stream.destroyed;
    // what was read of a connection that has ended is sent again
    if (refusing || (hasEnded && packet.qos > 0)) return next();
    receive(packet);
    const room = hasEnded ? undefined : receiver.room();
    if (room === undefined) return next();
    reading.hold(room, next);
  };

  client.on('packetreceive', (packet) => {
    if (packet.cmd !== 'connack') return;
    reasonCode = packet.reasonCode ?? 0;
    // before any message of this connection; who is refused is not told of a session
    if (reasonCode === 0 && !packet.sessionPresent) acknowledgements.forget();
  });

  client.on('disconnect', (packet) => {
    if (packet.reasonCode === TAKEN_OVER) acknowledgements.forget();
  });

  client.on('connect', ({ sessionPresent, properties }) => {
    connected = true;
    outgoing.open(properties?.receiveMaximum ?? RECEIVE_MAXIMUM_UNSAID, properties?.maximumPacketSize);
    void subscribe(sessionPresent, properties?.sessionExpiryInterval ?? expiryS);
  });

  async function subscribe(hasSession: boolean, keptS: number): Promise<void> {
    const { stream } = client;
    const connectedAtMs = performance.now();
    try {
      const isGranted = await subscribeTo(client, filters, {
        onRefused(refused) {
          trouble = `The broker refuses subscriptions to ${refused.join(', ')}.`;
          log.error(trouble);
        },
        isWanted: () => !stopping && !retiring,
        againMs: options.subscribeAgainMs,
      });
      if (!isGranted) return;
      trouble = undefined;
      pauses.shorten();
      ready.resolve(hasSession);
      log.info({ payload: { url, session: hasSession } }, `Connected to the broker ${url} as '${options.clientId}'`);
      if (keptS < expiryS && filters.length > 0)
        log.warn(`The broker keeps what nobody fetches for ${keptS} s only: what comes in a longer break is lost`);
    } catch (err) {
      trouble = 'The broker did not take our subscriptions.';
      // its answer is read behind what it had kept, which may be more than one connection brings
      if (lastCameAtMs < connectedAtMs) log.error({ err }, trouble);
      stream.destroy();
    }
  }

  client.on('close', () => {
    if (connected && !stopping) log.warn(`The connection to the broker ${url} as '${options.clientId}' ended`);
    connected = false;
    retiring = false;
    trouble = reasonCode === 0 ? 'The broker does not answer.' : REFUSAL;
    acknowledgements.breakOff();
    reading.breakOff();
    outgoing.breakOff();
    if (!stopping) void reopen();
  });

  async function reopen(): Promise<void> {
    const pause = pauses.next();
    let may: boolean | undefined;
    do {
      await pause();
      may = stopping ? false : await mayReopen().catch(() => undefined);
      if (may === undefined) trouble = 'It cannot be asked whether another process is connected instead of this one.';
    } while (may === undefined);
    if (stopping || !may) return;
    reasonCode = 0;
    client.reconnect();
  }

  client.on('error', (error) => {
    log.warn({ err: error }, `The broker ${url} ${reasonCode === 0 ? 'cannot be reached' : 'refuses our sign-in'}`);
    if (reasonCode !== 0) refused.resolve(reasonCode);
    // where it is not the connection that has failed but what came in it, the library goes on reading
    client.stream.destroy();
  });

  /** @param endSession the broker forgets us, with all that it would keep for us. @returns whether it has ended in time */
  async function end(endSession: boolean): Promise<boolean> {
    const properties = endSession ? { sessionExpiryInterval: 0 } : {};
    // a broker that has taken it ends the connection; the library goes on waiting for answers where it has broken
    const closed = new Promise<true>((resolve) => client.once('close', () => resolve(true)));
    client.end(false, { properties });
    return Promise.race([closed, setTimeout(STOP_LIMIT_MS, false, { ref: false })]);
  }

  return {
    ready: ready.promise,
    refused: refused.promise,
    state: () => ({ kind: 'external', addresses: [url], connections: connected ? 1 : 0, trouble }),
    publish: (topic, payload, { retain = false, qos = 1, contentType, signal } = {}) =>
      outgoing.send({ topic, payload, qos, retain, ...(contentType && { properties: { contentType } }) }, signal),
    isHeard: () => connected,
    async stop() {
      stopping = true;
      refusing = true;
      outgoing.close();
      // what it reads may also be the answer to what we have published
      reading.goOn();
      // somebody else may be connected by the name
      if (!client.connected) client.end(true);
      await Promise.race([Promise.allSettled(storing), setTimeout(STOP_LIMIT_MS, undefined, { ref: false })]);
      if (client.connected) await end(!options.keepsSession);
      else client.end(true);
      // where the broker has not answered what we have published, it would stay open
      client.stream.destroy();
    },
    forget: acknowledgements.forget,
    async retire(quietMs, answerLimitMs) {
      if (!client.connected) throw new Error('There is no connection at the moment.');
      retiring = true;
      await takeRestOfSession({
        client,
        filters: [...filters, ...formerFilters],
        quietMs,
        answerLimitMs,
        cameAtMs: () => lastCameAtMs,
        // what is refused is left to who comes next
        isBusy: () => refusing || storing.size > 0 || reading.isHeld,
      });
      stopping = true;
      if (await end(true)) return;
      // unless it was stopped meanwhile, it is opened again
      stopping = refusing;
      client.stream.destroy();
      throw new Error('The broker has not ended the connection, and may have kept the session.');
    },
  };
}
