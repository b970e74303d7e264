/**
 * Prints lines on the console: at once for a person at a terminal, in batches for a pipe or a file.
 *
 * Never throws and never holds the process up without bound: a reader that has gone ends the printing, and when a slow
 * one leaves too much unread, lines are counted instead of kept and the count is printed when there is room again.
 */
import { LineBuffer } from './line-buffer.ts';

/** Where console lines go: `process.stdout`, `process.stderr` or any stream of text. */
export interface ConsoleDestination {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly writableLength?: number;
  on?(event: 'error', listener: (error: Error) => void): unknown;
}

const MAX_UNREAD_LENGTH = 8 * 1_048_576;

/** Destinations whose reader has gone; each is listened to once, however many loggers print there. */
const gone = new WeakMap<ConsoleDestination, { yes: boolean }>();

export class ConsoleOutput {
  readonly #destination: ConsoleDestination;
  readonly #gone: { yes: boolean };
  readonly #buffer: LineBuffer | undefined;
  #linesLost = 0;

  constructor(destination: ConsoleDestination) {
    this.#destination = destination;
    this.#gone = watched(destination);
    this.#buffer = destination.isTTY === true ? undefined : new LineBuffer((batch) => this.#print(batch));
  }

  /** @param line with its newline */
  write(line: string): void {
    if (this.#gone.yes) return;
    if ((this.#destination.writableLength ?? 0) > MAX_UNREAD_LENGTH) this.#linesLost += 1;
    else if (this.#buffer === undefined) this.#print(line);
    else this.#buffer.add(line);
  }

  flush(): void {
    this.#buffer?.flush();
  }

  close(): void {
    this.#buffer?.close();
  }

  #print(batch: string): void {
    const lost = this.#linesLost === 0 ? '' : `[${this.#linesLost} lines were not printed: nobody read them]\n`;
    this.#linesLost = 0;
    try {
      this.#destination.write(lost + batch);
    } catch {
      this.#gone.yes = true;
    }
  }
}

function watched(destination: ConsoleDestination): { yes: boolean } {
  const known = gone.get(destination);
  if (known !== undefined) return known;
  const state = { yes: false };
  gone.set(destination, state);
  destination.on?.('error', () => {
    state.yes = true;
  });
  return state;
}
