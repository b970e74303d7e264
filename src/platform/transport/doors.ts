/** The ports at which devices knock: plain TCP, and TLS where there is a certificate. */
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import type { Logger } from '../logging/index.ts';

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
  /** `mqtt://127.0.0.1:1883` */
  readonly addresses: readonly string[];
  /** Lets nobody in any more; those who are in stay. */
  close(): void;
}

/** Another program listens at the port of a door. */
export class PortTaken extends Error {
  readonly door: 'plain' | 'tls';
  readonly port: number;

  constructor(door: 'plain' | 'tls', port: number, cause: unknown) {
    super(`Port ${port} is taken`, { cause });
    this.name = 'PortTaken';
    this.door = door;
    this.port = port;
  }
}

/** @throws PortTaken, or what else the system says of a port: EACCES */
export async function openDoors(options: DoorOptions, open: (socket: Socket) => void, log: Logger): Promise<Doors> {
  const { host, port, tls, connectionsMax } = options;
  const servers: { readonly door: PortTaken['door']; readonly server: Server }[] = [];

  async function listen(door: PortTaken['door'], server: Server, atPort: number): Promise<void> {
    server.maxConnections = connectionsMax;
    await new Promise<void>((resolve, reject) => {
      const refuse = (error: NodeJS.ErrnoException) =>
        reject(error.code === 'EADDRINUSE' ? new PortTaken(door, atPort, error) : error);
      server.once('error', refuse);
      server.listen({ port: atPort, host, backlog: connectionsMax }, () => {
        server.off('error', refuse);
        server.on('error', (error) => log.error({ err: error }, 'A door for devices has an error'));
        resolve();
      });
    });
    servers.push({ door, server });
  }

  const close = () => {
    for (const { server } of servers) server.close();
  };
  try {
    if (port !== undefined) await listen('plain', createServer(open), port);
    if (tls !== undefined) {
      const server = createTlsServer({ ...tls.options, handshakeTimeout: HANDSHAKE_TIMEOUT_MS }, open);
      server.on('tlsClientError', (error, socket) => {
        log.info({ address: socket.remoteAddress }, `A device could not speak TLS with us: ${error.message}`);
      });
      await listen('tls', server, tls.port);
    }
  } catch (error) {
    close();
    throw error;
  }
  return { addresses: servers.map(({ door, server }) => addressOf(server, schemes[door])), close };
}

const schemes = { plain: 'mqtt', tls: 'mqtts' } as const;

function addressOf(server: Server, scheme: string): string {
  const { address, port, family } = server.address() as { address: string; port: number; family: string };
  return `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
