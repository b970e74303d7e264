/**
 * What connections have not read of what was written to them, all together: each has a limit of its own, but hundreds that
 * subscribe and read nothing would hold hundreds of times as much. Those furthest behind are cut off.
 */
import type { Socket } from 'node:net';

/** So many bytes are written to those who are behind before they are asked again how far. */
const LOOK_BYTES = 1_048_576;

export class UnreadBytes {
  readonly #most: number;
  readonly #behind = new Map<Socket, (reason: string) => void>();
  #writtenSinceLook = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Called after each write. @param cut ends the connection */
  written(socket: Socket, bytes: number, cut: (reason: string) => void): void {
    if (socket.writableLength === 0) return;
    this.#behind.set(socket, cut);
    this.#writtenSinceLook += bytes;
    if (this.#writtenSinceLook >= LOOK_BYTES) this.#look();
  }

  closed(socket: Socket): void {
    this.#behind.delete(socket);
  }

  #look(): void {
    this.#writtenSinceLook = 0;
    let all = 0;
    for (const socket of this.#behind.keys()) {
      all += socket.writableLength;
      if (socket.writableLength === 0) this.#behind.delete(socket);
    }
    if (all <= this.#most) return;
    const furthestFirst = [...this.#behind].sort(([one], [other]) => other.writableLength - one.writableLength);
    for (const [socket, cut] of furthestFirst) {
      if (all <= this.#most) return;
      all -= socket.writableLength;
      this.#behind.delete(socket);
      cut(`More than ${this.#most} bytes were not read by all that are behind, and most of them here`);
    }
  }
}
