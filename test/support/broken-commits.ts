/** A wire between a program and PostgreSQL that breaks over a commit: behind it, or before it. */
import { createServer, connect as dial, type Socket } from 'node:net';

export interface BreakingWire {
  /** The same database, by way of this wire. */
  readonly url: string;
  /**
   * Breaks the connection of the next transaction whose statements hold `sign`: `after` COMMIT was done and before its
   * answer has come, or `before` it has arrived.
   *
   * @param away whether the database cannot be reached from then on, until {@link mend}
   */
  breakOn(sign: string, when: 'after' | 'before', away?: boolean): void;
  /** Resolves when it has broken. */
  broken(): Promise<void>;
  mend(): void;
  close(): void;
}

const COMMIT = Buffer.from('commit\0');
const BEGIN = Buffer.from('begin\0');

export async function openBreakingWire(target: string): Promise<BreakingWire> {
  const { port, hostname } = new URL(target);
  const sockets = new Set<Socket>();
  let order: { readonly sign: Buffer; readonly when: 'after' | 'before'; readonly away: boolean } | undefined;
  let brokenNow = Promise.withResolvers<void>();
  let isAway = false;

  const server = createServer((near) => {
    if (isAway) return void near.destroy();
    const far = dial(Number(port || 5432), hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    let isSigned = false;
    let isLost = false;

    function breakAll(): void {
      isAway = order?.away ?? false;
      order = undefined;
      if (isAway) for (const socket of sockets) socket.destroy();
      near.destroy();
      brokenNow.resolve();
    }
    near.on('data', (bytes) => {
      if (bytes.includes(BEGIN)) isSigned = false;
      if (order !== undefined && bytes.includes(order.sign)) isSigned = true;
      if (order !== undefined && isSigned && bytes.includes(COMMIT)) {
        if (order.when === 'before') return breakAll();
        isLost = true;
      }
      far.write(bytes);
    });
    far.on('data', (bytes) => {
      // the answer to COMMIT: it was done
      if (isLost) breakAll();
      else near.write(bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(target);
  url.host = `127.0.0.1:${(server.address() as { port: number }).port}`;
  return {
    url: url.href,
    breakOn(sign, when, away = false) {
      brokenNow = Promise.withResolvers();
      order = { sign: Buffer.from(sign), when, away };
    },
    broken: () => brokenNow.promise,
    mend() {
      isAway = false;
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
