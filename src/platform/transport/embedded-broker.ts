/**
 * A broker of our own, inside the process: MQTT 3.1 and 3.1.1 by aedes.
 *
 * A message of a device is acknowledged when the receiver has stored it, and only then passed on to subscribers. No
 * session outlives its connection and nothing is retained: what was missed is read from the event log. What aedes leaves
 * open is closed here: who may connect, what they may call themselves, which topics they may use, and how much of the
 * process one of them can take.
 */
import type { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Aedes, type AedesOptions, type AuthenticateError, type Client, type PublishPacket } from 'aedes';
import type { Actor } from '../../kernel/access.ts';
import type { Logger } from '../logging/index.ts';
import {
  ConnectionRefusal,
  type Device,
  deviceOf,
  type Introduction,
  introductionOf,
  isBadCredentials,
  refusalOf,
  returnCodes,
} from './devices.ts';
import { type DoorOptions, openDoors } from './doors.ts';
import { FailedSignIns } from './failed-sign-ins.ts';
import { guardConnection } from './guarded-connection.ts';
import { createIntake } from './intake.ts';
import { requireGoodWill } from './last-wills.ts';
import { subscriptionsOf, watchListeners } from './listeners.ts';
import { PlainMessages, type PlainSender } from './plain-messages.ts';
import { createSessionMemory, type SessionMemory } from './session-memory.ts';
import { Strangers } from './strangers.ts';
import { findFilterFault, findTopicFault } from './topic-filters.ts';
import { mayPublish, maySubscribe, type TopicRight } from './topic-rights.ts';
import type { Receiver, Transport } from './transport.ts';

export interface EmbeddedBrokerOptions extends DoorOptions {
  readonly packetBytesMax: number;
  readonly rights: readonly TopicRight[];
  /** @throws DomainError not-authenticated, token-invalid or account-disabled where the credentials are not good; others where it cannot be known */
  readonly signIn: (user: string | undefined, password: string | undefined, address: string) => Promise<Actor>;
  /** The actor as of now; undefined when it may not be connected any more. */
  readonly findCurrentActor: (actor: Actor) => Promise<Actor | undefined>;
  /** Whom a device on this machine without credentials is; absent: nobody. */
  readonly anonymous?: Actor | undefined;
  /** How soon a revoked key ends its connections; default 3 s. */
  readonly lookEveryMs?: number;
  readonly log: Logger;
}

/** Subscriptions of one connection. */
const SUBSCRIPTIONS_MAX = 100;
/** What part of all connections those of one address may be that have not signed in: a gateway has many devices behind it. */
const STRANGERS_SHARE = 2;
const UNREAD_BYTES_MAX = 1_048_576;
const CONNECT_TIMEOUT_MS = 10_000;
/** TCP's own, for devices that say nothing for long. */
const KEEP_ALIVE_MS = 60_000;
const LOOK_EVERY_MS = 3_000;
const STOP_LIMIT_MS = 5_000;

/** @throws what the system says of the port: EADDRINUSE, EACCES */
export async function startEmbeddedBroker(options: EmbeddedBrokerOptions, receiver: Receiver): Promise<Transport> {
  const { log, rights, findCurrentActor } = options;
  const wills = { rights, findCurrentActor, receiver, log };
  const introductions = new WeakMap<Client, Introduction>();
  const devices = new Map<Client, Device>();
  const failures = new FailedSignIns();
  const storing = new Set<Promise<void>>();
  const strangers = new Strangers(Math.ceil(options.connectionsMax / STRANGERS_SHARE));
  /** Called when a device has signed in and been told so. */
  const welcome = new WeakMap<Client, () => void>();
  const intake = createIntake(() => receiver.room());
  let stopping = false;

  async function letIn(client: Client, user: string | undefined, password: string | undefined): Promise<Device> {
    const introduction = introductions.get(client) as Introduction;
    const { address, fault, isLoopback, will } = introduction;
    if (fault !== undefined) throw new ConnectionRefusal(returnCodes.identifierRejected, fault);
    if (failures.isBlocked(address)) throw new ConnectionRefusal(returnCodes.unavailable, 'Too many failed sign-ins');
    const nobody = user === undefined && password === undefined;
    const actor =
      nobody && isLoopback && options.anonymous !== undefined
        ? options.anonymous
        : await options.signIn(user, password, address);
    const namesake = [...devices].find(([other]) => other.id === client.id)?.[1];
    if (namesake !== undefined && !isSame(namesake.actor, actor)) {
      throw new ConnectionRefusal(returnCodes.identifierRejected, `Another device is connected as '${client.id}'`);
    }
    if (will !== undefined && (findTopicFault(will.topic) !== undefined || !mayPublish(rights, actor, will.topic))) {
      throw new ConnectionRefusal(
        returnCodes.notAuthorised,
        `It may not leave a will on '${will.topic.slice(0, 100)}'`,
      );
    }
    return deviceOf(introduction, actor);
  }

  /** @throws Error that says what is wrong with the topic, or that the device may not publish to it */
  function requireAllowed(device: Device | undefined, topic: string): asserts device is Device {
    const fault = findTopicFault(topic);
    if (fault !== undefined) throw new Error(`A topic ${fault}`);
    if (device === undefined || !mayPublish(rights, device.actor, topic)) {
      throw new Error(`It may not publish to '${topic.slice(0, 100)}'`);
    }
    device.allowedTopic = topic;
  }

  /** What a device sent more than once is stored once: the broker keeps what it has not released. */
  async function isKnown(client: Client, packet: PublishPacket): Promise<boolean> {
    return broker.persistence.incomingGetPacket(client, packet).then(
      () => true,
      () => false,
    );
  }

  function hand({ actor: sender, patienceMs }: Device, packet: PublishPacket): Promise<void> {
    packet.retain = false;
    return receiver.receive({ topic: packet.topic, payload: packet.payload as Buffer, sender, patienceMs });
  }

  async function storeCarefully(client: Client, packet: PublishPacket): Promise<void> {
    const device = devices.get(client);
    if (isWill(client, packet) && device !== undefined) await requireGoodWill(wills, device, packet.topic);
    else requireAllowed(device, packet.topic);
    if (packet.qos === 2 && packet.dup && (await isKnown(client, packet))) return;
    await hand(device, packet);
  }

  function store(client: Client, packet: PublishPacket): Promise<void> {
    const device = devices.get(client);
    // ten thousands a second come like this, and wait for nothing here
    const isPlain = packet.qos < 2 && device?.allowedTopic === packet.topic && !isWill(client, packet);
    return isPlain ? hand(device, packet) : storeCarefully(client, packet);
  }

  /** Where the library is not needed: nobody has to be refused, and nobody listens. */
  function findPlainSender(client: Client, topic: string): PlainSender | undefined {
    const device = devices.get(client);
    if (device === undefined || stopping || listeners.isHeard(topic)) return undefined;
    if (device.allowedTopic !== topic) {
      if (findTopicFault(topic) !== undefined || !mayPublish(rights, device.actor, topic)) return undefined;
      device.allowedTopic = topic;
    }
    return device;
  }

  function trackStoring(stored: Promise<void>): void {
    storing.add(stored);
    const forget = () => void storing.delete(stored);
    stored.then(forget, forget);
  }

  const broker = (await Aedes.createBroker({
    connectTimeout: CONNECT_TIMEOUT_MS,
    maxClientsIdLength: 128,
    preConnect(client, packet, done) {
      introductions.set(client, introductionOf(client, packet));
      packet.clean = true;
      done(null, true);
    },
    authenticate(client, user, password, done) {
      letIn(client, user, password?.toString('utf8')).then(
        (device) => {
          // one that has gone meanwhile is never told to have left
          if (!client.closed) devices.set(client, device);
          done(null, true);
        },
        (error: unknown) => {
          const { address } = introductions.get(client) as Introduction;
          if (isBadCredentials(error)) failures.note(address);
          log.info({ address, payload: { client: client.id } }, `A device was not let in: ${String(error)}`);
          done(refusalOf(error) as unknown as AuthenticateError, null);
        },
      );
    },
    authorizePublish(client, packet, done) {
      // the broker's own words about itself
      if (client === null) return done(null);
      // it is us who leave: the devices are as they were, and are back in a moment
      if (stopping && isWill(client, packet)) return done(new Error('The broker stops'));
      const stored = store(client, packet);
      trackStoring(stored);
      stored.then(
        () => done(null),
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      );
    },
    authorizeSubscribe(client, subscription, done) {
      const device = devices.get(client);
      const { topic } = subscription;
      // cut off in the middle of a packet of them
      if (client.closed) return done(null, null);
      const fault = findFilterFault(topic);
      const full = subscriptionsOf(client).length >= SUBSCRIPTIONS_MAX;
      if (fault === undefined && !full && device !== undefined && maySubscribe(rights, device.actor, topic)) {
        return done(null, subscription);
      }
      const why = full ? `more than ${SUBSCRIPTIONS_MAX} subscriptions` : (fault ?? 'not allowed');
      log.info({ payload: { client: client.id } }, `A subscription to '${topic.slice(0, 100)}' was refused: ${why}`);
      if (device !== undefined && ++device.refusedSubscriptions > SUBSCRIPTIONS_MAX) {
        log.warn({ payload: { client: client.id } }, `'${client.id}' was cut off: too many refused subscriptions`);
        client.close();
      }
      done(null, null);
    },
  } satisfies AedesOptions)) as BrokerWithMemory;

  Object.assign(broker.persistence, createSessionMemory());
  const listeners = watchListeners(broker);
  broker.on('clientReady', (client) => {
    welcome.get(client)?.();
    const device = devices.get(client);
    // gone already: what it sent at once was refused
    if (device === undefined) return;
    const { address, actor } = device;
    log.info({ address, payload: { client: client.id } }, `A device connected: '${client.id}' as '${actor.name}'`);
  });
  broker.on('clientDisconnect', (client) => {
    devices.delete(client);
    log.info({ payload: { client: client.id } }, `A device left: '${client.id}'`);
  });
  for (const event of ['clientError', 'connectionError'] as const) {
    broker.on(event, (client, error) => {
      const address = introductions.get(client)?.address;
      log.info({ address, payload: { client: client.id } }, `A device's connection ended: ${error.message}`);
    });
  }

  function open(socket: Socket): void {
    const leave = strangers.admit(socket.remoteAddress ?? 'unknown');
    if (leave === undefined) {
      socket.destroy();
      return;
    }
    socket.once('close', leave);
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    const limits = { packetBytesMax: options.packetBytesMax, unreadBytesMax: UNREAD_BYTES_MAX };
    const plain = new PlainMessages({
      packetBytesMax: options.packetBytesMax,
      senderOn: (topic) => findPlainSender(client, topic),
      take: (message) => receiver.take(message),
      onBusy: trackStoring,
      onTaken: () => (client as InnerClient)._keepaliveTimer?.refresh(),
      onRoom: () => setImmediate(() => socket.emit('readable')),
      write: (acknowledgement) => void socket.write(acknowledgement),
      onRefused: (error) => client.emit('error', error),
    });
    const letIn = guardConnection(socket, limits, intake, plain, (reason) => {
      log.warn({ address: socket.remoteAddress }, `A device was cut off: ${reason}`);
    });
    const client = broker.handle(socket);
    welcome.set(client, () => {
      leave();
      letIn();
    });
  }

  const publish = promisify(
    broker.publish.bind(broker) as (packet: PublishPacket, done: (error?: Error) => void) => void,
  );
  /** Our own messages go one after the other: the broker promises no order to those that come together. */
  let handedOver: Promise<void> = Promise.resolve();
  const close = promisify(broker.close.bind(broker) as (done: (error?: Error) => void) => void);
  const doors = await openDoors(options, open, log).catch(async (error: unknown) => {
    await close();
    throw error;
  });

  /** Whoever may not be connected any more is cut off; rights that changed count from now on. */
  async function look(): Promise<void> {
    for (const [client, device] of devices) {
      const actor = await findCurrentActor(device.actor);
      if (actor !== undefined) {
        device.actor = actor;
        device.allowedTopic = undefined;
      } else {
        log.warn({ payload: { client: client.id } }, `'${client.id}' was cut off: its key is no longer good`);
        client.close();
      }
    }
  }
  let looking = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    look()
      .catch((error: unknown) => log.warn({ err: error }, 'Could not look whether devices may stay connected'))
      .finally(() => {
        looking = false;
      });
  }, options.lookEveryMs ?? LOOK_EVERY_MS);
  timer.unref();

  return {
    state: () => ({
      kind: 'embedded',
      addresses: doors.addresses,
      connections: broker.connectedClients,
      trouble: undefined,
    }),
    publish(topic, payload, { retain = false, qos = 1 } = {}) {
      const handed = handedOver.then(() => publish({ cmd: 'publish', topic, payload, qos, retain, dup: false }));
      handedOver = handed.catch(() => {});
      return handed;
    },
    isHeard: listeners.areThere,
    async stop() {
      stopping = true;
      clearInterval(timer);
      doors.close();
      // acknowledgements of what is being stored still go out
      await Promise.race([Promise.allSettled(storing), setTimeout(STOP_LIMIT_MS, undefined, { ref: false })]);
      await close();
    },
  };
}

/** What aedes has, and its types leave out. */
type InnerClient = Client & {
  readonly will: PublishPacket | null;
  /** Ends the connection of a device that sends nothing for one and a half times its keep-alive. */
  readonly _keepaliveTimer: NodeJS.Timeout | null;
};
type BrokerWithMemory = Aedes & { readonly persistence: SessionMemory };

function isWill(client: Client, packet: PublishPacket): boolean {
  return packet === (client as InnerClient).will;
}

function isSame(one: Actor, other: Actor): boolean {
  return one.kind === other.kind && one.id === other.id;
}
