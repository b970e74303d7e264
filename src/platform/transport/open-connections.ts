/** The connections of our broker that are open, so that a stop can end them behind what was written to them. */
import type { Socket } from 'node:net';
import { setImmediate, setTimeout } from 'node:timers/promises';

/** An acknowledgement of QoS 2 waits for those who listen, each for a turn of its own. */
const TURNS = 10;

export class OpenConnections {
  readonly #open = new Set<Socket>();

  add(socket: Socket): void {
    this.#open.add(socket);
    socket.once('close', () => void this.#open.delete(socket));
  }

  /**
   * Sends what has been written, and what is to be written in these turns, and closes then. What still comes is thrown away
   * unread: with it lying there the system would cut the connection, and what the other side has not read yet with it.
   *
   * @param limitMs for who does not close its side
   */
  async endAll(limitMs: number): Promise<void> {
    for (let turn = 0; turn < TURNS; turn++) await setImmediate();
    const closed = Array.from(this.#open, async (socket) => {
      const isClosed = new Promise((resolve) => socket.once('close', resolve));
      socket.removeAllListeners('readable');
      socket.resume();
      socket.end();
      await isClosed;
    });
    await Promise.race([Promise.all(closed), setTimeout(limitMs, undefined, { ref: false })]);
    for (const socket of this.#open) socket.destroy();
  }
}
