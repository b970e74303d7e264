/**
 * `milldash fourjaw-backfill --from … --to …`: status periods of the past, from FourJaw.
 *
 * The summary goes to standard output, progress and problems to standard error. A signal ends it after the window that is
 * being recorded; what is recorded stays.
 */
import type { Config } from '../config/index.ts';
import { systemClock } from '../kernel/clock.ts';
import { DomainError } from '../kernel/errors.ts';
import { formatInstant } from '../kernel/instant.ts';
import type { BackfillSummary } from '../modules/fourjaw/index.ts';
import { withServices } from '../services/command-services.ts';
import { BackfillProgressLine } from './backfill-progress.ts';
import { CommandRefusal } from './failures.ts';
import { formatCounted, formatFactoryTime, formatText } from './report-formats.ts';
import { type Range, type RangeWanted, readRange } from './report-range.ts';
import { signalExitCodes, stopOnSignal } from './stop-signal.ts';

export interface BackfillCommandOptions extends RangeWanted {
  readonly from: string;
  /** FourJaw's ids. */
  readonly machine?: readonly string[];
  readonly json?: boolean;
}

/** As `fourjaw-backfill --help` says. */
const exitCodes = { done: 0, failed: 1, periodsRefused: 3 } as const;

/**
 * @returns 0 all was fetched and taken, 3 some periods were refused, 1 FourJaw failed, 130 or 143 a signal ended it
 * @throws CommandRefusal before anything is fetched: without FourJaw in the configuration, for a range that is none and a
 *   machine that nobody knows
 */
export async function runFourJawBackfill(config: Config, options: BackfillCommandOptions): Promise<number> {
  if (config.fourjaw === undefined) {
    throw new CommandRefusal('FourJaw is not connected: set FOURJAW_BASE_URL and FOURJAW_API_KEY.', 2);
  }
  const range = rangeOf(config, options);
  const stop = stopOnSignal();
  const progress = new BackfillProgressLine(process.stderr);
  try {
    const summary = await withServices(config, ({ fourjaw }) =>
      fourjaw.backfill({
        ...range,
        signal: stop.signal,
        onProgress: (now) => progress.show(now),
        ...(options.machine === undefined ? {} : { machineIds: [...new Set(options.machine)] }),
      }),
    );
    progress.clear();
    const text = options.json === true ? asJson(summary, range) : asText(summary, range, config.factory.timezone);
    process.stdout.write(text);
    const received = stop.received();
    if (!summary.complete) return received === undefined ? exitCodes.failed : signalExitCodes[received];
    return summary.refused > 0 ? exitCodes.periodsRefused : exitCodes.done;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'unknown-machine') throw new CommandRefusal(error.message, 2);
    throw error;
  } finally {
    progress.clear();
    stop.release();
  }
}

/** @throws CommandRefusal */
function rangeOf({ factory }: Config, options: BackfillCommandOptions): Range {
  const nowMs = systemClock.now();
  try {
    const { fromMs, toMs } = readRange(options, factory.timezone, factory.dayShiftStart, nowMs);
    if (fromMs >= nowMs) throw new CommandRefusal('--from lies in the future.', 2);
    return { fromMs, toMs: Math.min(toMs, nowMs) };
  } catch (error) {
    if (error instanceof DomainError) throw new CommandRefusal(error.message, 2);
    throw error;
  }
}

function asJson(summary: BackfillSummary, range: Range): string {
  const answer = {
    complete: summary.complete,
    start_time: formatInstant(range.fromMs),
    end_time: formatInstant(range.toMs),
    machines: summary.machines,
    inserted: summary.inserted,
    updated: summary.updated,
    unchanged: summary.unchanged,
    refused: summary.refused,
    requests_sent_again: summary.resent,
    refusals: summary.refusals.map(({ machineId, message }) => ({ machine_id: machineId, message })),
    failed: summary.failed.map(({ machineId, fetchedToMs, message }) => ({
      machine_id: machineId,
      fetched_to: formatInstant(fetchedToMs),
      message,
    })),
    elapsed_seconds: Math.round(summary.elapsedMs) / 1_000,
  };
  return `${JSON.stringify(answer, undefined, 2)}\n`;
}

function asText(summary: BackfillSummary, range: Range, zone: string): string {
  const minute = (ms: number) => formatFactoryTime(ms, zone).slice(0, 16);
  const { inserted, updated, unchanged, refused } = summary;
  const lines = [
    `${formatCounted(inserted + updated + unchanged, 'period')} of ${formatCounted(summary.machines, 'machine')} from ` +
      `${minute(range.fromMs)} to ${minute(range.toMs)}: ${formatNumber(inserted)} inserted, ${formatNumber(updated)} updated, ` +
      `${formatNumber(unchanged)} unchanged, ${formatNumber(refused)} refused (${(summary.elapsedMs / 1_000).toFixed(1)} s)`,
    ...(summary.resent === 0
      ? []
      : [`FourJaw failed meanwhile: ${formatCounted(summary.resent, 'request')} sent again`]),
    ...summary.refusals.map(({ message }) => `refused ${formatText(message, 300)}`),
    ...summary.failed.map(
      ({ machineId, fetchedToMs, message }) =>
        `FAILED  ${machineId}: ${formatText(message, 200)}; fetched until ${minute(fetchedToMs)}`,
    ),
  ];
  if (summary.machines === 0) lines.push('No machine is known: name some with --machine, or set FOURJAW_ASSET_IDS.');
  if (!summary.complete) lines.push('Not everything was fetched. What was recorded stays; run the same command again.');
  return `${lines.join('\n')}\n`;
}

function formatNumber(value: number): string {
  return value.toLocaleString('en-GB');
}
