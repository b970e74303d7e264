/**
 * How far a load has come: one line that is written over on a terminal, a new line now and then elsewhere.
 *
 * Drawn by hand and not by a prompt library, whose raw mode would take Ctrl-C away from the load.
 */
import type { LoadProgress } from '../modules/ingestion/index.ts';
import { formatText } from './report-formats.ts';

export interface ProgressOutput {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const REDRAWN_EVERY_MS = 100;
const LINE_EVERY_MS = 10_000;
const BAR_WIDTH = 24;
const NAME_WIDTH = 28;

export class LoadProgressLine {
  readonly #output: ProgressOutput;
  readonly #totalBytes: number;
  readonly #nowMs: () => number;
  readonly #startedAt: number;
  #shownAt: number;
  #drawn = false;
  #file = '';
  /** Of the files before this one, and of this one so far. */
  #before = { bytes: 0, rows: 0, refused: 0 };
  #current = { bytes: 0, rows: 0, refused: 0 };

  constructor(output: ProgressOutput, totalBytes: number, nowMs: () => number = () => performance.now()) {
    this.#output = output;
    this.#totalBytes = totalBytes;
    this.#nowMs = nowMs;
    this.#startedAt = nowMs();
    this.#shownAt = this.#startedAt;
  }

  show({ file, bytes, rows, refused }: LoadProgress): void {
    // two files may have one name; their bytes begin again
    if (file !== this.#file || bytes < this.#current.bytes) {
      this.#before = add(this.#before, this.#current);
      this.#file = file;
    }
    this.#current = { bytes, rows, refused };
    const atMs = this.#nowMs();
    if (atMs - this.#shownAt < (this.#output.isTTY === true ? REDRAWN_EVERY_MS : LINE_EVERY_MS)) return;
    this.#shownAt = atMs;
    const line = this.#describe(atMs - this.#startedAt);
    if (this.#output.isTTY !== true) {
      this.#output.write(`${line}\n`);
      return;
    }
    this.#output.write(`\r\u001b[2K${formatText(`${this.#bar()} ${line}`, (this.#output.columns ?? 80) - 1)}`);
    this.#drawn = true;
  }

  /** Takes the line off the terminal, so that what follows begins on an empty one. */
  clear(): void {
    if (this.#drawn) this.#output.write('\r\u001b[2K');
    this.#drawn = false;
  }

  #share(): number {
    const done = this.#before.bytes + this.#current.bytes;
    return this.#totalBytes === 0 ? 1 : Math.min(1, done / this.#totalBytes);
  }

  #bar(): string {
    const filled = Math.round(this.#share() * BAR_WIDTH);
    return '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
  }

  #describe(elapsedMs: number): string {
    const { rows, refused } = add(this.#before, this.#current);
    const share = this.#share();
    const perSecond = elapsedMs === 0 ? 0 : Math.round((rows * 1_000) / elapsedMs);
    const leftSeconds = share === 0 ? undefined : Math.ceil(((elapsedMs / share) * (1 - share)) / 1_000);
    return [
      `${Math.floor(share * 100)} %`,
      `${rows.toLocaleString('en-GB')} rows`,
      ...(refused > 0 ? [`${refused.toLocaleString('en-GB')} refused`] : []),
      `${perSecond.toLocaleString('en-GB')} rows/s`,
      ...(leftSeconds === undefined ? [] : [`${formatLeft(leftSeconds)} left`]),
      formatText(this.#file, NAME_WIDTH),
    ].join(' · ');
  }
}

type Progressed = { bytes: number; rows: number; refused: number };

function add(one: Progressed, other: Progressed): Progressed {
  return { bytes: one.bytes + other.bytes, rows: one.rows + other.rows, refused: one.refused + other.refused };
}

function formatLeft(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}
