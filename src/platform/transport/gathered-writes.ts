/**
 * What is written to a socket in one turn, in pieces of 16 KB or more: the broker's library writes an acknowledgement in
 * three, and each is a call of the system.
 */
import type { Socket } from 'node:net';

/** Longer pieces need no others beside them. */
const PIECE_BYTES = 16_384;

export class GatheredWrites {
  readonly #socket: Socket;
  readonly #onWritten: (bytes: number) => void;
  readonly #flush = (): void => this.#writeNow();
  #parts: Buffer[] = [];
  #bytes = 0;

  /** @param onWritten called after each piece */
  constructor(socket: Socket, onWritten: (bytes: number) => void) {
    this.#socket = socket;
    this.#onWritten = onWritten;
  }

  add(part: Buffer): void {
    if (this.#parts.length === 0) process.nextTick(this.#flush);
    this.#parts.push(part);
    this.#bytes += part.length;
    if (this.#bytes > PIECE_BYTES) this.#writeNow();
  }

  /** Behind what has been added. @param done called when it has left, or never will */
  end(done: () => void): void {
    this.#writeNow();
    if (this.#socket.destroyed || this.#socket.writableEnded) done();
    else this.#socket.end(done);
  }

  #writeNow(): void {
    const [first] = this.#parts;
    if (first === undefined) return;
    const piece = this.#parts.length === 1 ? first : Buffer.concat(this.#parts, this.#bytes);
    this.#parts = [];
    this.#bytes = 0;
    if (this.#socket.destroyed || this.#socket.writableEnded) return;
    this.#socket.write(piece);
    this.#onWritten(piece.length);
  }
}
