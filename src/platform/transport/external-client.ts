/**
 * A client of another broker, by mqtt.js: MQTT 5.
 *
 * A message is acknowledged when the receiver has stored it. What could not be stored is not acknowledged, and the
 * connection begins anew, so that the broker sends it again. The session is kept at the broker under a fixed name: what is
 * published while nobody is connected by that name arrives later.
 */
import { setTimeout } from 'node:timers/promises';
import { type IClientOptions, type IPublishPacket, type MqttClient, connect as openClient, type Packet } from 'mqtt';
import type { Logger } from '../logging/index.ts';
import type { Receiver, Transport } from './transport.ts';

export interface BrokerAddress {
  /** `mqtt:`, `mqtts:`, `ws:` or `wss:`; without credentials. */
  readonly url: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** PEM, where the broker's certificate is not signed by a public authority. */
  readonly ca: Buffer | undefined;
  readonly packetBytesMax: number;
  readonly log: Logger;
}

export interface ExternalClientOptions extends BrokerAddress {
  /** Fixed: the broker keeps the session under it. */
  readonly clientId: string;
  /** What it subscribes to, with the prefix of a group where it takes turns. */
  readonly filters: readonly string[];
  /** Whether what comes while nobody is connected by the name is worth waiting for; else `stop` ends the session. */
  readonly keepsSession: boolean;
  /** Filters that a session of an earlier time may have: they are ended where the broker has it, and what it kept comes. */
  readonly formerFilters?: readonly string[];
  /** Told when a connection has ended: another process may have connected by the same name. It is opened again. */
  readonly onClosed?: () => void;
}

export interface ExternalClient extends Transport {
  /**
   * Subscribes to nothing any more, takes what the broker still has for it, and ends the session when nothing has come
   * for `quietMs`. @throws where the connection breaks, and then all is as before
   */
  retire(quietMs: number): Promise<void>;
}

/** A broker keeps what nobody fetched for so long: a weekend and a holiday. */
const SESSION_EXPIRY_S = 7 * 86_400;
/** For a connection that breaks. */
const SHORT_SESSION_EXPIRY_S = 300;
const QUIET_LOOKS = 10;
/** Messages that the broker sends before it waits for acknowledgements. */
const UNACKNOWLEDGED_MAX = 5_000;
const CONNECT_TIMEOUT_MS = 10_000;
const PAUSE_MIN_MS = 500;
const PAUSE_MAX_MS = 30_000;
const STOP_LIMIT_MS = 5_000;
/** Messages of ours that are on the way at once, where the broker takes as many. */
const ON_THE_WAY_MAX = 200;
/** What a broker takes that does not say how many: MQTT 5, 3.2.2.3.3. */
const RECEIVE_MAXIMUM_UNSAID = 65_535;

export function startExternalClient(
  options: ExternalClientOptions,
  receiver: Pick<Receiver, 'receive' | 'room'>,
): ExternalClient {
  const { log, url, filters, formerFilters = [] } = options;
  const storing = new Set<Promise<void>>();
  let connected = false;
  let stopping = false;
  let trouble: string | undefined = 'The broker has not answered yet.';
  let pauseMs = PAUSE_MIN_MS;
  let lastCameAtMs = performance.now();

  const client = openClient({
    ...partsOf(url),
    protocolVersion: 5,
    clientId: options.clientId,
    clean: false,
    reconnectPeriod: PAUSE_MIN_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    // subscriptions are made below, whenever the broker has no session of ours
    resubscribe: false,
    properties: {
      sessionExpiryInterval: options.keepsSession ? SESSION_EXPIRY_S : SHORT_SESSION_EXPIRY_S,
      receiveMaximum: UNACKNOWLEDGED_MAX,
      maximumPacketSize: options.packetBytesMax,
    },
    ...(options.user === undefined ? {} : { username: options.user }),
    ...(options.password === undefined ? {} : { password: options.password }),
    ...(options.ca === undefined ? {} : { ca: [options.ca] }),
  } satisfies IClientOptions);

  const acknowledgements = detachAcknowledgements(client);
  const outgoing = createOutgoing();

  function receive(packet: IPublishPacket): Promise<void> {
    const { topic, payload } = packet;
    lastCameAtMs = performance.now();
    const message = { topic, payload: payload as Buffer, sender: null, patienceMs: Number.POSITIVE_INFINITY };
    const stored = receiver.receive(message);
    storing.add(stored);
    const done = () => void storing.delete(stored);
    stored.then(done, (error: unknown) => {
      done();
      // it is sent again to who comes next
      if (stopping) return;
      log.warn(
        { err: error },
        'A message could not be stored; the connection begins anew, and the broker sends it again',
      );
      client.stream.destroy();
    });
    return stored;
  }

  client.handleMessage = (packet, next) => {
    const stored = receive(packet);
    if (packet.qos > 0) acknowledgements.after(packet, stored);
    const room = receiver.room();
    if (room === undefined) next();
    else void room.then(() => next());
  };

  client.on('connect', ({ sessionPresent, properties }) => {
    connected = true;
    outgoing.atOnce = Math.min(properties?.receiveMaximum ?? RECEIVE_MAXIMUM_UNSAID, ON_THE_WAY_MAX);
    pauseMs = PAUSE_MIN_MS;
    client.options.reconnectPeriod = pauseMs;
    void subscribe(sessionPresent);
  });

  async function subscribe(hasSession: boolean): Promise<void> {
    try {
      if (hasSession && formerFilters.length > 0) await client.unsubscribeAsync([...formerFilters]);
      const granted = filters.length === 0 ? [] : await client.subscribeAsync([...filters], { qos: 1 });
      const refused = granted.filter(({ qos }) => qos > 2).map(({ topic }) => topic);
      trouble = refused.length === 0 ? undefined : `The broker refuses subscriptions to ${refused.join(', ')}.`;
      if (trouble !== undefined) log.error(trouble);
      else
        log.info({ payload: { url, session: hasSession } }, `Connected to the broker ${url} as '${options.clientId}'`);
    } catch (error) {
      trouble = 'The broker did not take our subscriptions.';
      log.error({ err: error }, trouble);
      client.stream.destroy();
    }
  }

  client.on('close', () => {
    if (connected && !stopping) log.warn(`The connection to the broker ${url} as '${options.clientId}' ended`);
    connected = false;
    trouble = 'The broker does not answer.';
    acknowledgements.forget();
    pauseMs = Math.min(pauseMs * 2, PAUSE_MAX_MS);
    client.options.reconnectPeriod = pauseMs * (0.5 + Math.random() / 2);
    if (!stopping) options.onClosed?.();
  });
  client.on('error', (error) => {
    log.warn({ err: error }, `The broker ${url} cannot be reached`);
  });

  /** @param endSession the broker forgets us, with all that it would keep for us */
  async function end(endSession: boolean): Promise<void> {
    const properties = endSession ? { sessionExpiryInterval: 0 } : {};
    const ended = client.endAsync(false, { properties });
    await Promise.race([ended, setTimeout(STOP_LIMIT_MS, undefined, { ref: false })]);
  }

  return {
    state: () => ({ kind: 'external', addresses: [url], connections: connected ? 1 : 0, trouble }),
    publish: (topic, payload, { retain = false, qos = 1, contentType } = {}) =>
      outgoing.send(async () => {
        const properties = contentType === undefined ? {} : { properties: { contentType } };
        await client.publishAsync(topic, payload, { qos, retain, ...properties });
      }),
    isHeard: () => connected,
    async stop() {
      stopping = true;
      await Promise.race([Promise.allSettled(storing), setTimeout(STOP_LIMIT_MS, undefined, { ref: false })]);
      if (client.connected) await end(!options.keepsSession);
      else client.end(true);
    },
    async retire(quietMs) {
      if (!client.connected) throw new Error('There is no connection at the moment.');
      await client.unsubscribeAsync([...filters]);
      lastCameAtMs = performance.now();
      while (performance.now() - lastCameAtMs < quietMs || storing.size > 0) {
        await setTimeout(quietMs / QUIET_LOOKS);
        if (stopping || !client.connected) throw new Error('The connection ended before all had come.');
      }
      stopping = true;
      await end(true);
    },
  };
}

/** The library reads a whole address by a function of Node's that is on its way out, and warns of it. */
function partsOf(url: string): Pick<IClientOptions, 'protocol' | 'hostname' | 'port' | 'path'> {
  const { protocol, hostname, port, pathname, search } = new URL(url);
  const isWebSocket = protocol.startsWith('ws');
  return {
    protocol: protocol.slice(0, -1) as 'mqtt' | 'mqtts' | 'ws' | 'wss',
    // a WebSocket is opened by an address again, everything else by a name or number
    hostname: isWebSocket ? hostname : hostname.replace(/^\[(.*)\]$/, '$1'),
    ...(port === '' ? {} : { port: Number(port) }),
    ...(isWebSocket ? { path: pathname + search } : {}),
  };
}

interface Outgoing {
  /** Messages on the way together: a broker ends the connection of who sends more than it takes, and the library counts none. */
  atOnce: number;
  /** In the order of the calls. */
  send(publish: () => Promise<void>): Promise<void>;
}

function createOutgoing(): Outgoing {
  const waiting: (() => void)[] = [];
  let onTheWay = 0;
  const outgoing: Outgoing = {
    atOnce: ON_THE_WAY_MAX,
    async send(publish) {
      if (onTheWay >= outgoing.atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
      else onTheWay++;
      try {
        await publish();
      } finally {
        onTheWay--;
        for (const next of waiting.splice(0, Math.max(0, outgoing.atOnce - onTheWay))) {
          onTheWay++;
          next();
        }
      }
    },
  };
  return outgoing;
}

interface Acknowledgements {
  /** Sends the acknowledgement when `stored` resolves, in the connection that the message came in; never where it rejects. */
  after(packet: IPublishPacket, stored: Promise<void>): void;
  /** The connection has ended: what came in it is sent again. */
  forget(): void;
}

/**
 * mqtt.js reads no further before it has sent the acknowledgement of the last message, which makes one commit of each.
 * So its acknowledgements are taken out of the way between it and the connection, and sent by us.
 */
function detachAcknowledgements(client: MqttClient): Acknowledgements {
  type Send = (packet: Packet, done?: () => void, ...rest: unknown[]) => unknown;
  const inside = client as unknown as { _sendPacket: Send };
  // the library has no other place to stand in: pinned to a version, and a test fails where it has moved
  // oxlint-disable-next-line no-underscore-dangle
  const send = inside._sendPacket.bind(client);
  let held = new Map<number, Promise<void>>();

  // oxlint-disable-next-line no-underscore-dangle
  inside._sendPacket = (packet, done, ...rest) => {
    const stored = packet.cmd === 'puback' || packet.cmd === 'pubrec' ? held.get(packet.messageId ?? 0) : undefined;
    if (stored === undefined) return send(packet, done, ...rest);
    const connection = held;
    const forgotten = () => void connection.delete(packet.messageId ?? 0);
    stored.then(() => {
      forgotten();
      if (held === connection) send(packet);
    }, forgotten);
    return done?.();
  };

  return {
    after: (packet, stored) => void held.set(packet.messageId ?? 0, stored),
    forget() {
      held = new Map();
    },
  };
}
