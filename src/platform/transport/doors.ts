/** The ports at which devices knock: plain TCP, and TLS where there is a certificate. */
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { gatherLines, type Logger } from '../logging/index.ts';

export interface DoorOptions {
  readonly host: string;
  /** 0 takes any free one; undefined: there is no door without TLS. */
  readonly port: number | undefined;
  /** A second door, for devices that speak TLS. */
  readonly tls?: { readonly port: number; readonly options: TlsOptions } | undefined;
  /** At each door. */
  readonly connectionsMax: number;
}

/** Who says nothing in it takes the place of a device; Node would wait for two minutes. */
const HANDSHAKE_TIMEOUT_MS = 10_000;

export interface Doors {
  /** `mqtt://127.0.0.1:1883`; those of `host` first. */
  readonly addresses: readonly string[];
  /** Lets nobody in any more; those who are in stay. */
  close(): void;
}

interface Door {
  readonly kind: 'plain' | 'tls';
  readonly server: Server;
}

/** Another program listens at the port of a door. */
export class PortTaken extends Error {
  readonly door: Door['kind'];
  readonly port: number;

  constructor(door: Door['kind'], port: number, cause: unknown) {
    super(`Port ${port} is taken`, { cause });
    this.name = 'PortTaken';
    this.door = door;
    this.port = port;
  }
}

/**
 * Where `host` is the loopback address, the other one is listened on as well, as HTTP does: `localhost` reaches us however it
 * is resolved.
 *
 * @throws PortTaken, or what else the system says of a port: EACCES
 */
export async function openDoors(options: DoorOptions, open: (socket: Socket) => void, log: Logger): Promise<Doors> {
  const { port, tls, connectionsMax } = options;
  const isLoopback = options.host === 'localhost' || options.host === '127.0.0.1';
  const host = isLoopback ? '127.0.0.1' : options.host;
  const doors: Door[] = [];
  // anybody may knock, as often as they like
  const refused = gatherLines<{ readonly address: string | undefined; readonly why: string }>({
    first: ({ address, why }) => log.info({ address }, `A device could not speak TLS with us: ${why}`),
    others: (count, { address, why }) =>
      log.info({ address }, `Connections since that could not speak TLS with us: ${count}; the last: ${why}`),
  });

  function createPlain(): Server {
    return createServer(open);
  }

  function createTls(): Server {
    const server = createTlsServer({ ...tls?.options, handshakeTimeout: HANDSHAKE_TIMEOUT_MS }, open);
    server.on('tlsClientError', (error, socket) => {
      refused.note({ address: socket.remoteAddress, why: error.message });
    });
    return server;
  }

  async function openDoor(kind: Door['kind'], atPort: number, atHost = host): Promise<void> {
    const server = kind === 'tls' ? createTls() : createPlain();
    server.maxConnections = connectionsMax;
    await new Promise<void>((resolve, reject) => {
      const refuse = (error: NodeJS.ErrnoException) =>
        reject(error.code === 'EADDRINUSE' ? new PortTaken(kind, atPort, error) : error);
      server.once('error', refuse);
      server.listen({ port: atPort, host: atHost, backlog: connectionsMax }, () => {
        server.off('error', refuse);
        server.on('error', (error) => log.error({ err: error }, 'A door for devices has an error'));
        resolve();
      });
    });
    doors.push({ kind, server });
  }

  const close = () => {
    for (const { server } of doors) server.close();
    refused.end();
  };
  try {
    if (port !== undefined) await openDoor('plain', port);
    if (tls !== undefined) await openDoor('tls', tls.port);
  } catch (error) {
    close();
    throw error;
  }
  for (const { kind, server } of isLoopback ? [...doors] : []) {
    await openDoor(kind, (server.address() as AddressInfo).port, '::1').catch((error: unknown) => {
      log.debug({ err: error }, 'Not listening on ::1: this machine has no IPv6 loopback or the port is taken there');
    });
  }
  return { addresses: doors.map(addressOf), close };
}

const schemes = { plain: 'mqtt', tls: 'mqtts' } as const;

function addressOf({ kind, server }: Door): string {
  const { address, port, family } = server.address() as AddressInfo;
  return `${schemes[kind]}://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
