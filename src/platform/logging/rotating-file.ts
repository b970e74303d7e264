/**
 * A file of lines that is rotated by size and never stops the process.
 *
 * `milldash.log` is being written; `milldash.log.1` is the newest of at most `filesKept` older ones. No file grows beyond
 * `maxBytes` unless a single line does, and no line is split between two files. When the disk is full or the folder cannot
 * be written, one warning is given, lines are counted instead of kept, and the file is tried again every minute; the
 * recovery is told with the number of lines lost. One process writes to one file: give each its own.
 */
import { closeSync, existsSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Clock } from '../../kernel/clock.ts';
import { MINUTE_MS } from '../../kernel/clock.ts';
import { LineBuffer } from './line-buffer.ts';

export interface RotatingFileOptions {
  readonly path: string;
  readonly maxBytes: number;
  /** Older files beside the one being written, at least 1. */
  readonly filesKept: number;
  readonly clock: Clock;
  /** Told once when writing fails and once when it works again. */
  readonly onTrouble: (sentence: string, error: Error | undefined) => void;
}

/** Milliseconds between two attempts to write to a file that failed. */
const RETRY_MS = MINUTE_MS;

export class RotatingFile {
  readonly #options: RotatingFileOptions;
  readonly #buffer: LineBuffer;
  #descriptor: number | undefined;
  #bytesInFile = 0;
  #bytesWaiting = 0;
  #linesWaiting = 0;
  #linesLost = 0;
  #failedAtMs: number | undefined;
  #endsInsideLine = false;
  #closed = false;

  constructor(options: RotatingFileOptions) {
    this.#options = options;
    this.#buffer = new LineBuffer((batch) => this.#deliver(batch));
    this.#attempt(() => this.#open());
  }

  /** @param line with its newline */
  write(line: string): void {
    if (this.#closed) return;
    if (this.#failedAtMs !== undefined && this.#options.clock.now() - this.#failedAtMs < RETRY_MS) {
      this.#linesLost += 1;
      return;
    }
    const bytes = Buffer.byteLength(line);
    if (this.#bytesInFile + this.#bytesWaiting + bytes > this.#options.maxBytes) this.#buffer.flush();
    this.#bytesWaiting += bytes;
    this.#linesWaiting += 1;
    this.#buffer.add(line);
  }

  flush(): void {
    this.#buffer.flush();
  }

  close(): void {
    if (this.#closed) return;
    this.#buffer.close();
    this.#closed = true;
    this.#release();
  }

  #deliver(batch: string): void {
    const lines = this.#linesWaiting;
    const bytes = this.#bytesWaiting;
    this.#linesWaiting = 0;
    this.#bytesWaiting = 0;
    const written = this.#attempt(() => {
      this.#makeRoomFor(bytes);
      this.#append(this.#endsInsideLine ? `\n${batch}` : batch);
    });
    if (!written) this.#linesLost += lines;
    else if (this.#failedAtMs !== undefined) this.#recovered();
  }

  #append(batch: string): void {
    const bytes = Buffer.from(batch);
    for (let offset = 0; offset < bytes.length; ) {
      const written = writeSync(this.#descriptor ?? -1, bytes, offset);
      offset += written;
      this.#bytesInFile += written;
      this.#endsInsideLine = bytes[offset - 1] !== 0x0a;
    }
  }

  #makeRoomFor(bytes: number): void {
    const wasDeleted = this.#descriptor !== undefined && fstatSync(this.#descriptor).nlink === 0;
    if (wasDeleted) this.#release();
    if (this.#descriptor === undefined) this.#open();
    if (this.#bytesInFile > 0 && this.#bytesInFile + bytes > this.#options.maxBytes) this.#rotate();
  }

  #open(): void {
    mkdirSync(dirname(this.#options.path), { recursive: true });
    this.#descriptor = openSync(this.#options.path, 'a', 0o640);
    this.#bytesInFile = fstatSync(this.#descriptor).size;
  }

  #rotate(): void {
    const { path, filesKept } = this.#options;
    this.#release();
    for (let age = filesKept - 1; age >= 1; age--) renameIfThere(`${path}.${age}`, `${path}.${age + 1}`);
    renameIfThere(path, `${path}.1`);
    // Those of a time when more were kept.
    for (let age = filesKept + 1; existsSync(`${path}.${age}`); age++) rmSync(`${path}.${age}`);
    this.#endsInsideLine = false;
    this.#open();
  }

  #release(): void {
    if (this.#descriptor === undefined) return;
    const descriptor = this.#descriptor;
    this.#descriptor = undefined;
    closeSync(descriptor);
  }

  /** False when it failed: the file is left alone for a while. */
  #attempt(step: () => void): boolean {
    try {
      step();
      return true;
    } catch (error) {
      const firstFailure = this.#failedAtMs === undefined;
      this.#failedAtMs = this.#options.clock.now();
      try {
        this.#release();
      } catch {
        // The descriptor is gone either way.
      }
      if (firstFailure) {
        const sentence = `The log file ${this.#options.path} cannot be written; lines go to the console only until it can`;
        this.#options.onTrouble(sentence, error as Error);
      }
      return false;
    }
  }

  #recovered(): void {
    const lost = this.#linesLost;
    this.#linesLost = 0;
    this.#failedAtMs = undefined;
    this.#options.onTrouble(
      `The log file ${this.#options.path} is written again; ${lost} lines are missing`,
      undefined,
    );
  }
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
