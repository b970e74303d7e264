/**
 * Loads status periods from CSV.
 *
 * Not atomic as a whole, and need not be: each batch commits by itself with its sums and events, rows are upserted by
 * id, and repeating a load changes nothing. Each file that reached the database leaves one event and one audit entry.
 */
import type { Actor } from '../../kernel/access.ts';
import type { Clock } from '../../kernel/clock.ts';
import { DomainError } from '../../kernel/errors.ts';
import { uuidv7 } from '../../kernel/ids.ts';
import type { Logger } from '../../platform/logging/index.ts';
import type { Store } from '../../platform/outbox/index.ts';
import type { Machines } from '../machines/index.ts';
import type { PeriodSource, Timeline } from '../timeline/index.ts';
import { announceLoad } from './events.ts';
import {
  type FileRefusal,
  type LoadCounts,
  LoadReport,
  type MachineCounts,
  type WarningSummary,
} from './load-report.ts';
import { type Patience, withPatience } from './patience.ts';
import {
  type CsvSource,
  emptyFile,
  type LoadedFile,
  type LoadProgress,
  StatusPeriodLoad,
} from './status-period-load.ts';
import type { RefusalReason } from './status-period-rows.rules.ts';
import { createToldPeriods, type ToldPeriods } from './told-periods.ts';

export interface LoadOptions {
  /** Reads, checks and compares everything and writes nothing. */
  readonly dryRun?: boolean;
  readonly source?: Extract<PeriodSource['kind'], 'csv' | 'upload'>;
  /** Refused rows that the summary lists; all are counted. Default 1,000. */
  readonly refusalsKept?: number;
  /** Stops between two batches; what was recorded stays. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: LoadProgress) => void;
  /** Told of every refused row, in order; the load waits for it. */
  readonly onRefusal?: (refusal: FileRefusal) => void | Promise<void>;
}

export interface FileSummary extends LoadedFile {
  readonly name: string;
  /** Why it was not read to its end; undefined when it was, or when the caller stopped it. */
  readonly failure: unknown;
}

export interface LoadSummary {
  readonly dryRun: boolean;
  /** Every file was read to its end and, but for a dry run, recorded. */
  readonly complete: boolean;
  readonly total: LoadCounts;
  /** Those that were begun, in order. */
  readonly files: readonly FileSummary[];
  /** In the order of their first row. */
  readonly machines: readonly MachineCounts[];
  readonly warnings: readonly WarningSummary[];
  readonly refusedByReason: readonly { readonly reason: RefusalReason; readonly count: number }[];
  /** The first ones. */
  readonly refusals: readonly FileRefusal[];
  /** By a clock that never jumps. */
  readonly elapsedMs: number;
}

export interface Ingestion extends ToldPeriods {
  /**
   * Loads files one after another. A file that cannot be read does not keep the next one from being loaded; a database
   * that fails does. Never throws for either: the summary says how far each file came and why.
   */
  loadStatusPeriods(
    actor: Actor,
    sources: Iterable<CsvSource> | AsyncIterable<CsvSource>,
    options?: LoadOptions,
  ): Promise<LoadSummary>;
}

export interface IngestionDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly machines: Pick<Machines, 'ensureMachines'>;
  readonly timeline: Pick<Timeline, 'recordPeriods' | 'recordWindow' | 'comparePeriods' | 'openSince'>;
}

const REFUSALS_KEPT = 1_000;

export function createIngestion(dependencies: IngestionDependencies): Ingestion {
  const { store, clock, machines, timeline } = dependencies;
  const log = dependencies.log.child({ module: 'ingestion' });

  function logFile(actor: Actor, file: FileSummary, dryRun: boolean): void {
    const { counts } = file;
    const payload = { file: file.name, ...counts, dryRun };
    const what = `${dryRun ? 'Dry run of' : 'Load of'} '${file.name}' by '${actor.name}'`;
    const refused = counts.refused > 0 ? `, ${counts.refused} refused` : '';
    if (file.failure !== undefined) {
      log.warn({ payload, err: file.failure }, `${what} failed after ${counts.rows} rows${refused}`);
    } else
      log.info({ payload }, `${what} ${file.complete ? 'completed' : 'was stopped'}: ${counts.rows} rows${refused}`);
  }

  /** A file that changed nothing and was not read to its end leaves no trace but its log line. */
  async function announce(actor: Actor, file: FileSummary, source: string, patience: Patience): Promise<void> {
    const { inserted, updated, unchanged } = file.counts;
    if (!file.complete && inserted + updated + unchanged === 0) return;
    const finished = { id: uuidv7(clock.now()), file: file.name, source, loaded: file };
    await withPatience(() => store.transact(actor, async (tx) => announceLoad(tx, finished)), patience);
  }

  return {
    ...createToldPeriods(dependencies),
    async loadStatusPeriods(actor, sources, options = {}) {
      const startedAt = performance.now();
      const { dryRun = false, source = 'csv', signal } = options;
      const report = new LoadReport(options.refusalsKept ?? REFUSALS_KEPT);
      const patience: Patience = {
        onRetry: (error, pauseMs) => log.warn({ err: error }, `The database is busy; next try in ${pauseMs} ms`),
        ...(signal === undefined ? {} : { signal }),
      };
      const load = new StatusPeriodLoad({
        actor,
        machines,
        timeline,
        source,
        dryRun,
        report,
        patience,
        signal,
        onProgress: options.onProgress,
        onRefusal: options.onRefusal,
      });
      const files: FileSummary[] = [];
      let endedEarly = false;
      for await (const csv of sources) {
        const loaded = emptyFile();
        let failure = await failureOf(load.takeFile(csv, loaded));
        if (!dryRun && !isDatabaseFailure(failure)) {
          const unannounced = await failureOf(
            announce(actor, { ...loaded, name: csv.name, failure }, source, patience),
          );
          failure ??= unannounced;
        }
        const file: FileSummary = Object.assign(loaded, { name: csv.name, failure });
        files.push(file);
        logFile(actor, file, dryRun);
        endedEarly = (failure !== undefined && !isUnreadableFile(failure)) || signal?.aborted === true;
        if (endedEarly) break;
      }
      return {
        dryRun,
        complete: !endedEarly && files.every((file) => file.complete && file.failure === undefined),
        total: report.total,
        files,
        machines: [...report.machines.values()],
        warnings: report.warnings,
        refusedByReason: report.listRefusedByReason(),
        refusals: report.refusals,
        elapsedMs: performance.now() - startedAt,
      };
    },
  };
}

async function failureOf(work: Promise<void>): Promise<unknown> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return error ?? new Error('failed without a reason');
  }
}

/** With the database away there is nowhere to leave a trace either. */
function isDatabaseFailure(failure: unknown): boolean {
  return failure instanceof DomainError && failure.code.startsWith('database-');
}

/** Whether a failure says something of one file only; any other would meet the next file too. */
export function isUnreadableFile(failure: unknown): boolean {
  return failure instanceof DomainError && failure.code === 'upload-invalid';
}
