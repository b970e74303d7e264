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
import { writeToStream } from 'mqtt-packet';
import { type AdmissionOptions, createAdmission } from './admission.ts';
import { createDeviceMessages, isWill } from './device-messages.ts';
import {
  ConnectionRefusal,
  type Device,
  explainRefusal,
  type Introduction,
  introductionOf,
  refusalOf,
} from './devices.ts';
import { type DoorOptions, openDoors } from './doors.ts';
import { GuardedConnection } from './guarded-connection.ts';
import { createIntake } from './intake.ts';
import { subscriptionsOf, watchListeners } from './listeners.ts';
import { OpenConnections } from './open-connections.ts';
import { PlainMessages } from './plain-messages.ts';
import { type RevocationOptions, watchRevocations } from './revocations.ts';
import { createSessionMemory, type SessionMemory } from './session-memory.ts';
import { Strangers } from './strangers.ts';
import { findFilterFault } from './topic-filters.ts';
import { maySubscribe, neededTo } from './topic-rights.ts';
import type { Receiver, Transport } from './transport.ts';
import { UnreadBytes } from './unread-bytes.ts';

export interface EmbeddedBrokerOptions extends DoorOptions, AdmissionOptions, RevocationOptions {
  readonly packetBytesMax: number;
}

/** Subscriptions of one connection. */
const SUBSCRIPTIONS_MAX = 100;
/** What part of all connections those of one address may be that have not signed in: a gateway has many devices behind it. */
const STRANGERS_SHARE = 2;
const UNREAD_BYTES_MAX = 1_048_576;
const UNREAD_BYTES_OF_ALL_MAX = 16_777_216;
const CONNECT_TIMEOUT_MS = 10_000;
/** TCP's own, for devices that say nothing for long. */
const KEEP_ALIVE_MS = 60_000;
const STOP_LIMIT_MS = 5_000;
/** For devices to close their side. */
const FAREWELL_LIMIT_MS = 1_000;

// else the library makes a buffer of each of 65,536 numbers, and keeps all of them
writeToStream.cacheNumbers = false;

/** @throws PortTaken, or what else the system says of a port: EACCES */
export async function startEmbeddedBroker(options: EmbeddedBrokerOptions, receiver: Receiver): Promise<Transport> {
  const { log, rights, findCurrentActor } = options;
  const introductions = new WeakMap<Client, Introduction>();
  const devices = new Map<Client, Device>();
  const admit = createAdmission(options, devices);
  const strangers = new Strangers(Math.ceil(options.connectionsMax / STRANGERS_SHARE));
  /** Called when a device has signed in and been told so. */
  const welcome = new WeakMap<Client, () => void>();
  const intake = createIntake(() => receiver.room());
  const connections = new OpenConnections();
  const unread = new UnreadBytes(UNREAD_BYTES_OF_ALL_MAX);
  /** Who has left: behind that the library tells of each message that it cannot answer any more. */
  const gone = new WeakSet<Client>();
  const explained = new WeakSet<Client>();
  let stopping = false;

  const memory = createSessionMemory();
  const messages = createDeviceMessages({
    rights,
    findCurrentActor,
    receiver,
    log,
    devices,
    isKnown: memory.isUnreleased,
    isHeard: (topic) => listeners.isHeard(topic),
  });
  const broker = (await Aedes.createBroker({
    connectTimeout: CONNECT_TIMEOUT_MS,
    maxClientsIdLength: 128,
    preConnect(client, packet, done) {
      introductions.set(client, introductionOf(client, packet));
      packet.clean = true;
      done(null, true);
    },
    authenticate(client, user, password, done) {
      const introduction = introductions.get(client) as Introduction;
      admit(client, introduction, user, password?.toString('utf8')).then(
        (device) => {
          // one that has gone meanwhile is never told to have left
          if (!client.closed) devices.set(client, device);
          done(null, true);
        },
        (error: unknown) => {
          const { address } = introduction;
          const refused = {
            action: 'authenticate',
            outcome: 'failure',
            address,
            payload: { client: client.id },
          } as const;
          log.info(refused, `A device was not let in: ${explainRefusal(error)}`);
          done(refusalOf(error) as unknown as AuthenticateError, null);
        },
      );
    },
    authorizePublish(client, packet, done) {
      // the broker's own words about itself
      if (client === null) return done(null);
      const isLastWill = isWill(client, packet);
      if (stopping) {
        // it is us who leave: the devices are as they were, and are back in a moment
        if (isLastWill) done(new Error('The broker stops'));
        // neither stored nor refused: a refusal would end the connection before what is being stored is acknowledged
        return;
      }
      messages.take(client, packet).then(
        () => done(null),
        (error: unknown) => {
          // one that leaves right behind its message: nothing else says why that came to nothing
          if (gone.has(client) && !isLastWill) explainEnd(client, asError(error));
          done(asError(error));
        },
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
      const why = full
        ? `more than ${SUBSCRIPTIONS_MAX} subscriptions`
        : (fault ?? neededTo('subscribe', rights, topic));
      log.info({ payload: { client: client.id } }, `A subscription to '${topic.slice(0, 100)}' was refused: ${why}`);
      if (device !== undefined && ++device.refusedSubscriptions > SUBSCRIPTIONS_MAX) {
        log.warn({ payload: { client: client.id } }, `'${client.id}' was cut off: too many refused subscriptions`);
        client.close();
      }
      done(null, null);
    },
  } satisfies AedesOptions)) as BrokerWithMemory;

  Object.assign(broker.persistence, memory);
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
    gone.add(client);
    log.info({ payload: { client: client.id } }, `A device left: '${client.id}'`);
  });
  for (const event of ['clientError', 'connectionError'] as const) {
    broker.on(event, (client, error) => {
      // it has its line already, which says more
      if (error instanceof ConnectionRefusal || gone.has(client)) return;
      explainEnd(client, error);
    });
  }

  /** Once: more of its messages may fail for the same reason. */
  function explainEnd(client: Client, error: Error): void {
    if (explained.has(client)) return;
    explained.add(client);
    const address = introductions.get(client)?.address;
    log.info({ address, payload: { client: client.id } }, `A device's connection ended: ${error.message}`);
  }

  function open(socket: Socket): void {
    const leave = strangers.admit(socket.remoteAddress ?? 'unknown');
    if (leave === undefined) {
      socket.destroy();
      return;
    }
    socket.once('close', leave);
    connections.add(socket);
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    const limits = { packetBytesMax: options.packetBytesMax, unreadBytesMax: UNREAD_BYTES_MAX, unread };
    const plain = new PlainMessages({
      packetBytesMax: options.packetBytesMax,
      senderOn: (topic) => (stopping ? undefined : messages.findPlainSender(client, topic)),
      take: (message) => receiver.take(message),
      onBusy: (settled) => messages.track(settled),
      // oxlint-disable-next-line no-underscore-dangle
      onTaken: () => (client as ClientWithTimer)._keepaliveTimer?.refresh(),
      onRoom: () => connection.readOn(),
      write: (acknowledgement) => connection.send(acknowledgement),
      onStored: ({ topic, payload }) => {
        // somebody who has subscribed while it was being stored
        if (listeners.isHeard(topic)) listeners.passOn(client, topic, payload);
      },
      onRefused: (error) => client.emit('error', asError(error)),
    });
    const connection = new GuardedConnection(socket, {
      limits,
      intake,
      plain,
      onCut: (reason) => log.warn({ address: socket.remoteAddress }, `A device was cut off: ${reason}`),
    });
    const client = broker.handle(connection);
    welcome.set(client, () => {
      leave();
      connection.letIn();
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

  const endWatch = watchRevocations(options, devices);

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
      endWatch();
      doors.close();
      await Promise.race([messages.settled(), setTimeout(STOP_LIMIT_MS, undefined, { ref: false })]);
      // the broker cuts its connections in the turn in which it closes: acknowledgements would not go out
      await connections.endAll(FAREWELL_LIMIT_MS);
      await close();
    },
  };
}

/** What aedes has, and its types leave out. */
type BrokerWithMemory = Aedes & { readonly persistence: SessionMemory };
/** Ends the connection of a device that sends nothing for one and a half times its keep-alive. */
type ClientWithTimer = Client & { readonly _keepaliveTimer: NodeJS.Timeout | null };

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
