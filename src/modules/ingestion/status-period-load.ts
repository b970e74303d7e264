/**
 * One load: bytes of CSV files to recorded status periods.
 *
 * Streams: memory does not grow with a file. Good rows are recorded in file order, some hundreds a transaction, and
 * are on disk when they are counted; refused rows are reported and change nothing else. Upserts by id, so a load that
 * was interrupted is simply run again.
 */
import type { Actor } from '../../kernel/access.ts';
import { type CsvRecord, CsvRecordReader } from '../../kernel/csv-records.ts';
import { CHUNK_ROWS } from '../../platform/database/index.ts';
import type { Machines } from '../machines/index.ts';
import type { PeriodSource, StatusPeriodInput, Timeline } from '../timeline/index.ts';
import {
  emptyCounts,
  type FileRefusal,
  type LoadCounts,
  type LoadReport,
  MACHINES_PER_LOAD_MAX,
  type MachineCounts,
  ownCopy,
} from './load-report.ts';
import { type Patience, withPatience } from './patience.ts';
import { readColumns, type StatusPeriodColumns } from './status-period-columns.rules.ts';
import { type ReadRow, type RowRefusal, StatusPeriodRowReader } from './status-period-rows.rules.ts';

export interface CsvSource {
  /** What reports call it: a file's base name. */
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

export interface LoadProgress {
  readonly file: string;
  /** Of this file, read so far. */
  readonly bytes: number;
  /** Of this file. */
  readonly rows: number;
  readonly refused: number;
}

export interface LoadDependencies {
  readonly actor: Actor;
  readonly machines: Pick<Machines, 'ensureMachines'>;
  readonly timeline: Pick<Timeline, 'recordPeriods' | 'comparePeriods'>;
  readonly source: PeriodSource['kind'];
  readonly dryRun: boolean;
  readonly report: LoadReport;
  readonly patience: Patience;
  /** Stops the load between two batches. */
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: LoadProgress) => void) | undefined;
  /** Told of every refused row; the load waits for it. */
  readonly onRefusal: ((refusal: FileRefusal) => void | Promise<void>) | undefined;
}

export interface LoadedFile {
  readonly counts: LoadCounts;
  /** Of the file's good rows; null while there is none. */
  firstStartMs: number | null;
  lastEndMs: number | null;
  bytes: number;
  /** Columns that mean nothing here. */
  ignoredColumns: readonly string[];
  /** All of it was read and, but for a dry run, recorded. */
  complete: boolean;
}

export function emptyFile(): LoadedFile {
  return {
    counts: emptyCounts(),
    firstStartMs: null,
    lastEndMs: null,
    bytes: 0,
    ignoredColumns: [],
    complete: false,
  };
}

export class StatusPeriodLoad {
  readonly #deps: LoadDependencies;
  /** Machines that are there, as this load has seen. */
  readonly #ensured = new Set<string>();

  constructor(deps: LoadDependencies) {
    this.#deps = deps;
  }

  /**
   * Loads one file into `file`, which says how far it came also when this throws.
   * Returns without `complete` when the signal stopped it.
   * @throws upload-invalid for a first line that is not one of status periods
   */
  async takeFile(source: CsvSource, file: LoadedFile): Promise<void> {
    const { signal, onProgress } = this.#deps;
    const records = new CsvRecordReader();
    const rows = new FileRows(this.#deps, source.name, file);
    for await (const chunk of source.bytes) {
      file.bytes += chunk.byteLength;
      for (const record of records.push(chunk)) {
        // almost every row is taken at once, and a turn of the event loop costs more than the row
        const waiting = rows.take(record);
        if (waiting !== undefined) await waiting;
        if (!rows.isBatchFull()) continue;
        if (signal?.aborted === true) return;
        await this.#record(rows, file);
      }
      onProgress?.({ file: source.name, bytes: file.bytes, rows: file.counts.rows, refused: file.counts.refused });
    }
    for (const record of records.end()) await rows.take(record);
    rows.requireColumns();
    if (signal?.aborted === true) return;
    await this.#record(rows, file);
    file.complete = true;
  }

  async #record(rows: FileRows, file: LoadedFile): Promise<void> {
    const { actor, dryRun, machines, patience, report, source, timeline } = this.#deps;
    const periods = rows.takeBatch();
    if (periods.length === 0) return;
    if (dryRun) {
      const compared = await withPatience(() => timeline.comparePeriods(periods), patience);
      report.addRecorded(file.counts, compared.byMachine);
      return;
    }
    const unseen = new Set(periods.map((period) => period.machineId).filter((id) => !this.#ensured.has(id)));
    if (unseen.size > 0) {
      const seen = [...unseen].map((id) => ({ id, name: report.machineOf(id)?.name || id }));
      await withPatience(() => machines.ensureMachines(actor, seen), patience);
      for (const id of unseen) this.#ensured.add(ownCopy(id));
    }
    const from = { kind: source, name: rows.fileName };
    const recorded = await withPatience(() => timeline.recordPeriods(actor, periods, from), patience);
    report.addRecorded(file.counts, recorded.byMachine);
  }
}

/** The rows of one file: reads, counts and gathers them. */
class FileRows {
  readonly fileName: string;
  readonly #deps: LoadDependencies;
  readonly #file: LoadedFile;
  #columns: StatusPeriodColumns | undefined;
  #reader: StatusPeriodRowReader | undefined;
  #batch = new Map<string, StatusPeriodInput>();

  constructor(deps: LoadDependencies, fileName: string, file: LoadedFile) {
    this.#deps = deps;
    this.fileName = fileName;
    this.#file = file;
  }

  /** @throws upload-invalid for an empty file */
  requireColumns(): void {
    if (this.#columns === undefined) readColumns(this.fileName, undefined);
  }

  isBatchFull(): boolean {
    return this.#batch.size >= CHUNK_ROWS;
  }

  takeBatch(): StatusPeriodInput[] {
    const periods = [...this.#batch.values()];
    this.#batch = new Map();
    return periods;
  }

  /** The first record names the columns. @throws upload-invalid */
  take(record: CsvRecord): void | Promise<void> {
    if (this.#reader === undefined) {
      this.#columns = readColumns(this.fileName, record);
      this.#reader = new StatusPeriodRowReader(this.#columns);
      this.#file.ignoredColumns = this.#columns.ignored;
      return;
    }
    const row = this.#reader.read(record);
    if ('reason' in row) return this.#refuse(row);
    const machine = this.#deps.report.machineOf(row.period.machineId);
    if (machine === undefined) return this.#refuse(oneMachineTooMany(record.line, row.period.machineId));
    this.#keep(row, record.line, machine);
  }

  #keep({ period, machineName, durationDiffers, uptimeProductivity }: ReadRow, line: number, machine: MachineCounts) {
    const { report } = this.#deps;
    report.total.rows++;
    this.#file.counts.rows++;
    machine.rows++;
    widen(this.#file, period);
    widen(machine, period);
    if (durationDiffers) report.warn('duration-differs', machine, this.fileName, line);
    if (uptimeProductivity) report.warn('uptime-productivity', machine, this.fileName, line);
    if (machine.name === '') machine.name = ownCopy(machineName.trim());
    else if (machineName !== machine.name && machineName.trim() !== machine.name) {
      report.warn('machine-name-differs', machine, this.fileName, line);
    }
    const sizeBefore = this.#batch.size;
    this.#batch.set(period.id, period);
    if (this.#batch.size > sizeBefore) return;
    report.warn('repeated-id', machine, this.fileName, line);
    for (const counts of [report.total, this.#file.counts, machine]) counts.repeated++;
  }

  #refuse(refusal: RowRefusal): void | Promise<void> {
    const ofFile = { file: this.fileName, ...refusal };
    this.#deps.report.refuse(this.#file.counts, ofFile);
    return this.#deps.onRefusal?.(ofFile);
  }
}

function widen(
  span: { firstStartMs: number | null; lastEndMs: number | null },
  { startMs, endMs }: Pick<StatusPeriodInput, 'startMs' | 'endMs'>,
): void {
  if (span.firstStartMs === null || startMs < span.firstStartMs) span.firstStartMs = startMs;
  const reachMs = endMs ?? startMs;
  if (span.lastEndMs === null || reachMs > span.lastEndMs) span.lastEndMs = reachMs;
}

function oneMachineTooMany(line: number, machineId: string): RowRefusal {
  return {
    line,
    column: 'machine_id',
    reason: 'too-many-machines',
    message: `One load takes rows of at most ${MACHINES_PER_LOAD_MAX} machines; is this the right column`,
    value: ownCopy(machineId),
    machineId: null,
  };
}
