/**
 * The way of machines to us, and of events to whoever listens by MQTT: our own broker by default, another one where
 * `MQTT_URL` names it.
 *
 * Where the usual port is taken and nobody asked for it, everything else works, TLS too, and the readiness says that messages
 * do not come in there; where it was asked for, or that of TLS is taken, the start fails.
 */
import type { Config, EmbeddedBrokerConfig, ExternalBrokerConfig } from '../config/index.ts';
import type { Actor } from '../kernel/access.ts';
import { DomainError } from '../kernel/errors.ts';
import { liveLog } from '../modules/events/index.ts';
import { createEventRelay, type RelayState } from '../modules/notifications/index.ts';
import { createSeats } from '../platform/schedule/index.ts';
import {
  PortTaken,
  startEmbeddedBroker,
  startExternalClient,
  type Transport,
  type TransportState,
} from '../platform/transport/index.ts';
import type { Services } from '../services.ts';
import { topicRights } from './channels.ts';
import { onKnownHost } from './known-hosts.ts';
import { readOwnCertificate, readPem } from './tls-files.ts';

export interface Messaging {
  /** @throws Error with a remedy, where a port that was asked for is taken, or a file of TLS cannot be read */
  start(): Promise<void>;
  state(): TransportState;
  /** How events go out. */
  relayState(): RelayState;
  stop(): Promise<void>;
}

/** What a program on this machine may do without a key, where a setting lets it in. */
const anonymous: Actor = {
  kind: 'system',
  id: 'anonymous-device',
  name: 'anonymous device',
  role: null,
  permissions: new Set(['cuts:record', 'status:record', 'telemetry:record'] as const),
};

export function createMessaging(config: Config, services: Services): Messaging {
  const { signals } = services;
  const { embedded, external, messageBytesMax } = config.messaging;
  const log = services.log.child({ module: 'mqtt' });
  let transport: Transport | undefined;
  let trouble: string | undefined;
  const { store, clock, settings, logs } = services;
  const relay = createEventRelay({
    store,
    clock,
    log: services.log,
    settings,
    readLog: liveLog(logs),
    transport: () => transport,
    instance: config.instanceId,
    messageBytesMax,
  });

  async function startEmbedded(wanted: EmbeddedBrokerConfig): Promise<void> {
    const tls = wanted.tls && {
      port: wanted.tls.port,
      options: await readOwnCertificate(wanted.tls.certificateFile, wanted.tls.keyFile),
    };
    const options = {
      ...wanted,
      tls,
      packetBytesMax: messageBytesMax,
      rights: topicRights(config),
      signIn: (user: string | undefined, password: string | undefined, address: string) =>
        signInDevice(services, user, password, address),
      findCurrentActor: services.users.findCurrentActor,
      anonymous: wanted.anonymous ? anonymous : undefined,
      log,
    };
    const variable = wanted.host === config.http.host ? 'HOST' : 'MQTT_HOST';
    const startAt = (port: number | undefined) =>
      onKnownHost(variable, wanted.host, () => startEmbeddedBroker({ ...options, port }, signals));
    try {
      transport = await startAt(wanted.port).catch((error: unknown) => {
        if (!(error instanceof PortTaken) || error.door === 'tls' || wanted.isPortChosen) throw error;
        trouble = tls === undefined ? remedyOf(error) : remedyBesideTls(error);
        log.warn(trouble);
        // TLS is there because somebody asked for it
        return tls && startAt(undefined);
      });
    } catch (error) {
      throw error instanceof PortTaken ? new Error(remedyOf(error), { cause: error }) : error;
    }
    if (transport !== undefined) log.info(`Machines can report at ${transport.state().addresses.join(' and ')}`);
  }

  async function startExternal({ caFile, sharedGroup, ...wanted }: ExternalBrokerConfig): Promise<void> {
    const ca = caFile === undefined ? undefined : await readPem('MQTT_CA', caFile);
    const clientId = `milldash-${config.instanceId}`;
    const group =
      sharedGroup === undefined
        ? undefined
        : { name: sharedGroup, seats: createSeats(store, clock, `mqtt-seat:${sharedGroup}`) };
    transport = await startExternalClient(
      { ...wanted, ca, clientId, group, packetBytesMax: messageBytesMax, log },
      signals,
    );
  }

  return {
    async start() {
      if (external !== undefined) await startExternal(external);
      else if (embedded !== undefined) await startEmbedded(embedded);
      if (transport === undefined) return;
      signals.sparkplug.start(transport);
      relay.start();
    },
    state() {
      const state = transport?.state() ?? { kind: 'none', addresses: [], connections: 0, trouble: undefined };
      return { ...state, trouble: state.trouble ?? trouble };
    },
    relayState: relay.state,
    async stop() {
      await relay.stop();
      await transport?.stop();
      signals.stop();
      await signals.sparkplug.stop();
    },
  };
}

function remedyOf({ door, port }: PortTaken): string {
  return door === 'tls'
    ? `Port ${port} is taken, so machines cannot report by TLS: set MQTT_TLS_PORT to a free port.`
    : `Port ${port} is taken, so machines cannot report by MQTT: set MQTT_PORT to a free port, MQTT_URL to the broker that has it, or MQTT_EMBEDDED=false.`;
}

function remedyBesideTls({ port }: PortTaken): string {
  return `Port ${port} is taken, so machines can report by TLS only: set MQTT_PORT to a free port.`;
}

/** A device signs in with an API key: its id as the user, itself as the password. @throws token-invalid */
async function signInDevice(
  { users }: Services,
  user: string | undefined,
  password: string | undefined,
  address: string,
): Promise<Actor> {
  const actor = await users
    .authenticate({ apiKey: password, address, requestId: 'mqtt', tellsRefusals: true })
    .catch((error: unknown) => {
      // its own words are about tokens of people
      if (!(error instanceof DomainError) || error.code !== 'token-invalid') throw error;
      throw new DomainError('token-invalid', 'The password is no API key, or one that is revoked or has expired');
    });
  if (actor.kind !== 'api-key' || actor.id !== user) {
    throw new DomainError('token-invalid', 'The user name is not the id of the API key that is the password');
  }
  return actor;
}
