/** The ports at which devices knock: plain TCP, and TLS where there is a certificate. */
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import type { Logger } from '../logging/index.ts';

export interface DoorOptions {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
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

/** @throws what the system says of a port: EADDRINUSE, EACCES */
export async function openDoors(options: DoorOptions, open: (socket: Socket) => void, log: Logger): Promise<Doors> {
  const { host, port, tls, connectionsMax } = options;
  const servers: Server[] = [];

  async function listen(server: Server, atPort: number): Promise<void> {
    server.maxConnections = connectionsMax;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port: atPort, host, backlog: connectionsMax }, () => {
        server.off('error', reject);
        server.on('error', (error) => log.error({ err: error }, 'A door for devices has an error'));
        resolve();
      });
    });
    servers.push(server);
  }

  const close = () => {
    for (const server of servers) server.close();
  };
  try {
    await listen(createServer(open), port);
    if (tls !== undefined) {
      const server = createTlsServer({ ...tls.options, handshakeTimeout: HANDSHAKE_TIMEOUT_MS }, open);
      server.on('tlsClientError', (error, socket) => {
        log.info({ address: socket.remoteAddress }, `A device could not speak TLS with us: ${error.message}`);
      });
      await listen(server, tls.port);
    }
  } catch (error) {
    close();
    throw error;
  }
  return { addresses: servers.map((server, at) => addressOf(server, at === 0 ? 'mqtt' : 'mqtts')), close };
}

function addressOf(server: Server, scheme: string): string {
  const { address, port, family } = server.address() as { address: string; port: number; family: string };
  return `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
