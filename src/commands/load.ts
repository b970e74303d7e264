/**
 * `milldash load FILE…`: status periods from CSV files.
 *
 * The summary goes to standard output, progress and problems to standard error. A signal ends the load after the batch
 * that is being recorded; what is recorded stays, and the same command goes on from there.
 */
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Config } from '../config/index.ts';
import { systemActor } from '../kernel/access.ts';
import { DomainError } from '../kernel/errors.ts';
import {
  type CsvSource,
  type FileRefusal,
  formatRejection,
  type LoadSummary,
  REJECTS_HEADER,
  toLoadSummary,
} from '../modules/ingestion/index.ts';
import { withServices } from '../services/command-services.ts';
import { CommandRefusal } from './failures.ts';
import { LoadProgressLine } from './load-progress.ts';
import { renderLoad } from './load-summary.ts';
import { openRowsFile, type RowsFile } from './rows-file.ts';
import { type StopSignal, signalExitCodes, stopOnSignal } from './stop-signal.ts';

export interface LoadCommandOptions {
  readonly dryRun?: boolean;
  /** Where the refused rows are written. */
  readonly rejects?: string;
  readonly json?: boolean;
}

/** What `milldash load` answers with; `load --help` says the same. */
export const loadExitCodes = { done: 0, failed: 1, rowsRefused: 3 } as const;

const rejectsFormat = { option: '--rejects', header: REJECTS_HEADER, format: formatRejection } as const;

interface InputFile {
  readonly path: string;
  readonly bytes: number;
}

/**
 * @returns 0 every row was taken, 3 some were refused, 1 a file or the database failed, 130 or 143 a signal ended it
 * @throws CommandRefusal before anything is loaded, for files that cannot be opened
 */
export async function runLoad(config: Config, files: readonly string[], options: LoadCommandOptions): Promise<number> {
  const inputs = await findFiles(files);
  const rejects =
    options.rejects === undefined
      ? undefined
      : await openRowsFile(options.rejects, await realPaths(inputs), rejectsFormat);
  const stop = stopOnSignal();
  const totalBytes = inputs.reduce((sum, { bytes }) => sum + bytes, 0);
  const progress = new LoadProgressLine(process.stderr, totalBytes);
  try {
    const summary = await withServices(config, ({ ingestion }) =>
      ingestion.loadStatusPeriods(systemActor('load'), inputs.map(toSource), {
        dryRun: options.dryRun ?? false,
        refusalsKept: options.json === true ? 1_000 : 20,
        signal: stop.signal,
        onProgress: (now) => progress.show(now),
        ...(rejects === undefined ? {} : { onRefusal: (refusal) => rejects.add(refusal) }),
      }),
    );
    progress.clear();
    await rejects?.close();
    const text =
      options.json === true
        ? `${JSON.stringify(toLoadSummary(summary), undefined, 2)}\n`
        : renderLoad(summary, config.factory.timezone, options.rejects);
    process.stdout.write(text);
    return exitCodeOf(summary, stop.received(), rejects);
  } finally {
    progress.clear();
    stop.release();
    await rejects?.close();
  }
}

function exitCodeOf(
  summary: LoadSummary,
  received: StopSignal | undefined,
  rejects: RowsFile<FileRefusal> | undefined,
): number {
  if (summary.files.some((file) => file.failure !== undefined)) return loadExitCodes.failed;
  if (!summary.complete && received !== undefined) return signalExitCodes[received];
  if (!summary.complete || rejects?.problem !== undefined) return loadExitCodes.failed;
  return summary.total.refused > 0 ? loadExitCodes.rowsRefused : loadExitCodes.done;
}

/** @throws CommandRefusal naming every path that is no readable file */
async function findFiles(paths: readonly string[]): Promise<InputFile[]> {
  const found: InputFile[] = [];
  const problems: string[] = [];
  for (const path of paths) {
    try {
      const about = await stat(path);
      if (about.isDirectory()) problems.push(`'${path}' is a folder.`);
      else found.push({ path, bytes: about.size });
    } catch (error) {
      problems.push(`'${path}' cannot be opened: ${reasonOf(error)}.`);
    }
  }
  if (problems.length > 0) throw new CommandRefusal(`${problems.join('\n')}\nNothing was loaded.`, 2);
  return found;
}

function realPaths(inputs: readonly InputFile[]): Promise<string[]> {
  return Promise.all(inputs.map(({ path }) => realpath(path)));
}

function toSource({ path }: InputFile): CsvSource {
  const name = basename(path);
  return { name, bytes: readFile(path, name) };
}

async function* readFile(path: string, name: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path) as AsyncIterable<Buffer>;
  } catch (error) {
    throw new DomainError('upload-invalid', `'${name}' cannot be read: ${reasonOf(error)}.`, {}, { cause: error });
  }
}

const reasonsByCode: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'this user may not read it',
  EISDIR: 'it is a folder',
};

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return reasonsByCode[code ?? ''] ?? message;
}
