/** How far a back-fill has come: one line that is written over on a terminal, a new line now and then elsewhere. */
import type { BackfillProgress } from '../modules/fourjaw/index.ts';
import type { ProgressOutput } from './load-progress.ts';
import { formatCounted, formatText } from './report-formats.ts';

const REDRAWN_EVERY_MS = 100;
const LINE_EVERY_MS = 10_000;

export class BackfillProgressLine {
  readonly #output: ProgressOutput;
  readonly #nowMs: () => number;
  #shownAt: number;
  #drawn = false;

  constructor(output: ProgressOutput, nowMs: () => number = () => performance.now()) {
    this.#output = output;
    this.#nowMs = nowMs;
    this.#shownAt = nowMs();
  }

  show({ fetchedMs, totalMs, periods, failures, resent }: BackfillProgress): void {
    const atMs = this.#nowMs();
    const live = this.#output.isTTY === true;
    if (atMs - this.#shownAt < (live ? REDRAWN_EVERY_MS : LINE_EVERY_MS)) return;
    this.#shownAt = atMs;
    const share = totalMs === 0 ? 100 : Math.floor((fetchedMs / totalMs) * 100);
    const parts = [`${share} %`, formatCounted(periods, 'period')];
    if (failures > 0) parts.push(`FourJaw failed ${formatCounted(failures, 'time')} and is asked again`);
    if (resent > 0) parts.push(`${formatCounted(resent, 'request')} sent again`);
    const line = parts.join(' · ');
    this.#output.write(live ? `\r\u001b[2K${formatText(line, (this.#output.columns ?? 80) - 1)}` : `${line}\n`);
    this.#drawn = live;
  }

  /** Takes the line off the terminal, so that what follows begins on an empty one. */
  clear(): void {
    if (this.#drawn) this.#output.write('\r\u001b[2K');
    this.#drawn = false;
  }
}
