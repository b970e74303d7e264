/**
 * `milldash import-predecessor FILE [UPLOADS]`: takes over the predecessor's database, or says what that would do.
 *
 * Nothing is written without `--apply`. The report goes to standard output, progress and problems to standard error. A
 * signal ends it after the batch that is being recorded; what is recorded stays, and the same command goes on from there.
 */
import { existsSync, realpathSync, statSync } from 'node:fs';
import type { Config } from '../config/index.ts';
import { type Role, systemActor } from '../kernel/access.ts';
import { csvLine } from '../kernel/csv-writer.ts';
import { DomainError } from '../kernel/errors.ts';
import { createTakeOver, type RowVerdict, type TakeOverSummary } from '../modules/predecessor/index.ts';
import { withServices } from '../services/command-services.ts';
import { CommandRefusal } from './failures.ts';
import { TakeOverProgressLine } from './import-progress.ts';
import { renderTakeOver } from './import-summary.ts';
import { openRowsFile, type RowsFormat } from './rows-file.ts';
import { type StopSignal, signalExitCodes, stopOnSignal } from './stop-signal.ts';

export interface ImportPredecessorOptions {
  readonly apply?: boolean;
  readonly employeeRole?: Role;
  /** Where every row is written that was not simply taken. */
  readonly report?: string;
  readonly json?: boolean;
}

const exitCodes = { done: 0, failed: 1, rowsRefused: 3 } as const;

/** A line for each finding; rows that were taken as they stood have none. */
const reportFormat: RowsFormat<RowVerdict> = {
  option: '--report',
  header: csvLine(['table', 'id', 'outcome', 'finding', 'column', 'reason', 'was', 'now']),
  format: ({ table, id, outcome, findings }) =>
    findings
      .map(({ kind, column, reason, was, now }) => csvLine([table, id, outcome, kind, column, reason, was, now]))
      .join(''),
};

/**
 * @returns 0 every row was taken or is here, 3 some were refused, 1 the file or a database failed, 130 or 143 a signal ended it
 * @throws CommandRefusal before anything is read, for paths that cannot be used
 */
export async function runImportPredecessor(
  config: Config,
  file: string,
  uploads: string | undefined,
  options: ImportPredecessorOptions,
): Promise<number> {
  requireUsable(config, file, uploads);
  const rows =
    options.report === undefined ? undefined : await openRowsFile(options.report, [realpathSync(file)], reportFormat);
  const stop = stopOnSignal();
  const progress = new TakeOverProgressLine(process.stderr);
  try {
    const summary = await withServices(config, (services) =>
      createTakeOver(services).takeOver(systemActor('import-predecessor'), file, {
        apply: options.apply ?? false,
        signal: stop.signal,
        onProgress: (now) => progress.show(now),
        ...(uploads === undefined ? {} : { uploads }),
        ...(options.employeeRole === undefined ? {} : { employeeRole: options.employeeRole }),
        ...(rows === undefined ? {} : { onRow: (verdict) => rows.add(verdict) }),
      }),
    );
    progress.clear();
    await rows?.close();
    process.stdout.write(
      options.json === true ? `${JSON.stringify(summary, undefined, 2)}\n` : renderTakeOver(summary, options.report),
    );
    return exitCodeOf(summary, stop.received(), rows?.problem);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'upload-invalid') throw new CommandRefusal(error.message, 2);
    throw error;
  } finally {
    progress.clear();
    stop.release();
    await rows?.close();
  }
}

function exitCodeOf(
  { complete, total }: TakeOverSummary,
  received: StopSignal | undefined,
  reportProblem: Error | undefined,
): number {
  if (!complete && received !== undefined) return signalExitCodes[received];
  if (!complete || reportProblem !== undefined) return exitCodes.failed;
  return total.refused > 0 ? exitCodes.rowsRefused : exitCodes.done;
}

/** @throws CommandRefusal */
function requireUsable({ database }: Config, file: string, uploads: string | undefined): void {
  const about = statSync(file, { throwIfNoEntry: false });
  if (about === undefined) throw new CommandRefusal(`'${file}' is not there. Nothing was done.`, 2);
  if (!about.isFile()) throw new CommandRefusal(`'${file}' is not a file. Nothing was done.`, 2);
  const own = database.engine === 'sqlite' && existsSync(database.file) ? realpathSync(database.file) : undefined;
  if (realpathSync(file) === own) {
    throw new CommandRefusal(`'${file}' is MillDash's own database. Nothing was done.`, 2);
  }
  if (uploads !== undefined && statSync(uploads, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new CommandRefusal(`'${uploads}' is no folder. Nothing was done.`, 2);
  }
}
