/** What passes through a stream, measured on its way. */
import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import { DomainError } from '../../kernel/errors.ts';

export interface Measured {
  readonly sizeBytes: number;
  /** Hex. */
  readonly sha256: string;
  /** The first {@link HEAD_BYTES} bytes: enough to tell what the file is. */
  readonly head: Buffer;
}

export const HEAD_BYTES = 4_096;

/** Counts, hashes and keeps the beginning of what passes, and stops it at the limit with `body-too-large`. */
export class Measure extends Transform {
  readonly #maxBytes: number;
  readonly #hash = createHash('sha256');
  readonly #head: Buffer[] = [];
  #headBytes = 0;
  #sizeBytes = 0;

  constructor(maxBytes: number) {
    super();
    this.#maxBytes = maxBytes;
  }

  override _transform(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: (error: Error | null, data?: Buffer) => void,
  ): void {
    this.#sizeBytes += chunk.length;
    if (this.#sizeBytes > this.#maxBytes) {
      const allowed = `${this.#maxBytes} bytes`;
      done(new DomainError('body-too-large', `The file is larger than ${allowed}.`, { allowed_bytes: this.#maxBytes }));
      return;
    }
    this.#hash.update(chunk);
    if (this.#headBytes < HEAD_BYTES) {
      const piece = chunk.subarray(0, HEAD_BYTES - this.#headBytes);
      this.#head.push(Buffer.from(piece));
      this.#headBytes += piece.length;
    }
    done(null, chunk);
  }

  result(): Measured {
    return { sizeBytes: this.#sizeBytes, sha256: this.#hash.digest('hex'), head: Buffer.concat(this.#head) };
  }
}
