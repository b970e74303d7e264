/**
 * Gathers lines and hands them on in batches, so that a busy process pays for one write of many lines.
 *
 * Lines leave in order, after at most `MAX_WAIT_MS`, when `MAX_BATCH_LENGTH` characters wait, when someone flushes, and
 * when the process exits (also by an uncaught error). Only a kill that leaves no time can lose the last `MAX_WAIT_MS`.
 */
const MAX_WAIT_MS = 25;
const MAX_BATCH_LENGTH = 16_384;

const open = new Set<LineBuffer>();

export class LineBuffer {
  readonly #deliver: (batch: string) => void;
  #waiting = '';
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  /** @param deliver takes whole lines at once; must not throw */
  constructor(deliver: (batch: string) => void) {
    this.#deliver = deliver;
    if (open.size === 0) process.on('exit', flushAll);
    open.add(this);
  }

  add(line: string): void {
    this.#waiting += line;
    if (this.#closed || this.#waiting.length >= MAX_BATCH_LENGTH) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), MAX_WAIT_MS).unref();
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting === '') return;
    const batch = this.#waiting;
    this.#waiting = '';
    this.#deliver(batch);
  }

  /** Hands on what waits; later lines are handed on one by one. */
  close(): void {
    this.flush();
    this.#closed = true;
    open.delete(this);
    if (open.size === 0) process.off('exit', flushAll);
  }
}

function flushAll(): void {
  for (const buffer of open) buffer.flush();
}
