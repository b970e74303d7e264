/** A connection to something else that can be made to carry nothing any more. */
import { createServer, connect as dial, type Socket } from 'node:net';

export interface SilentWire {
  /** The same, by way of this wire. */
  readonly url: string;
  /** From now on nothing goes through, and nobody is told. */
  stall(): void;
  /** Resolves when something has been sent that did not go through. */
  untilSwallowed(): Promise<void>;
  close(): void;
}

/** @param target with its port, where that is not PostgreSQL's */
export async function openWire(target: URL): Promise<SilentWire> {
  const sockets = new Set<Socket>();
  const swallowed = Promise.withResolvers<void>();
  let stalled = false;
  const server = createServer((near) => {
    const far = dial(Number(target.port || 5432), target.hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('data', (bytes) => {
        if (stalled) swallowed.resolve();
        else other.write(bytes);
      });
      socket.on('close', () => void (stalled || other.destroy()));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(target.href);
  url.host = `127.0.0.1:${(server.address() as { port: number }).port}`;
  return {
    url: url.href,
    stall() {
      stalled = true;
    },
    untilSwallowed: () => swallowed.promise,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
