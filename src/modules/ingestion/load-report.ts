/**
 * Counts what a load does, per file and per machine, in bounded memory: refusals are kept up to a number, warnings as
 * counts with a few examples.
 */
import type { RecordedCounts } from '../timeline/index.ts';
import {
  type RefusalReason,
  type RowRefusal,
  refusalReasons,
  type WarningKind,
  warningKinds,
} from './status-period-rows.rules.ts';

/** rows = inserted + updated + unchanged + repeated + refused, once a load has completed. */
export interface LoadCounts {
  /** Rows below the first line; blank lines are none. */
  rows: number;
  inserted: number;
  updated: number;
  unchanged: number;
  /** Rows whose id came again within a few hundred rows: the later one was taken. */
  repeated: number;
  refused: number;
}

export interface MachineCounts extends LoadCounts {
  readonly machineId: string;
  /** The first that the files give; empty where they give none. */
  name: string;
  readonly warnings: Record<WarningKind, number>;
  /** From the earliest start to the latest end of its good rows; null while there is none. */
  firstStartMs: number | null;
  lastEndMs: number | null;
}

export interface FileRefusal extends RowRefusal {
  readonly file: string;
}

export interface WarningSummary {
  readonly kind: WarningKind;
  count: number;
  /** The first few. */
  readonly examples: { readonly file: string; readonly line: number }[];
}

const EXAMPLES_KEPT = 5;
/** Machines of one load. More are a column mistaken for the machine's id. */
export const MACHINES_PER_LOAD_MAX = 10_000;

export function emptyCounts(): LoadCounts {
  return { rows: 0, inserted: 0, updated: 0, unchanged: 0, repeated: 0, refused: 0 };
}

export class LoadReport {
  readonly total = emptyCounts();
  readonly machines = new Map<string, MachineCounts>();
  readonly refusals: FileRefusal[] = [];
  readonly refusalsByReason = new Map<RefusalReason, number>();
  readonly warnings: WarningSummary[] = [];
  readonly #refusalsKept: number;

  constructor(refusalsKept: number) {
    this.#refusalsKept = refusalsKept;
  }

  /** The machine's counts, begun where it is new; undefined for one machine too many. */
  machineOf(machineId: string): MachineCounts | undefined {
    const known = this.machines.get(machineId);
    if (known !== undefined || this.machines.size >= MACHINES_PER_LOAD_MAX) return known;
    const id = ownCopy(machineId);
    const counts: MachineCounts = {
      ...emptyCounts(),
      machineId: id,
      name: '',
      warnings: Object.fromEntries(warningKinds.map((kind) => [kind, 0])) as Record<WarningKind, number>,
      firstStartMs: null,
      lastEndMs: null,
    };
    this.machines.set(id, counts);
    return counts;
  }

  /** The row is counted as refused, for its machine too where that much of it can be read. */
  refuse(file: LoadCounts, refusal: FileRefusal): void {
    const machine = refusal.machineId === null ? undefined : this.machineOf(refusal.machineId);
    for (const counts of [this.total, file, machine]) {
      if (counts === undefined) continue;
      counts.rows++;
      counts.refused++;
    }
    this.refusalsByReason.set(refusal.reason, (this.refusalsByReason.get(refusal.reason) ?? 0) + 1);
    if (this.refusals.length < this.#refusalsKept) this.refusals.push(refusal);
  }

  warn(kind: WarningKind, machine: MachineCounts, file: string, line: number): void {
    machine.warnings[kind]++;
    let summary = this.warnings.find((warning) => warning.kind === kind);
    if (summary === undefined) this.warnings.push((summary = { kind, count: 0, examples: [] }));
    summary.count++;
    if (summary.examples.length < EXAMPLES_KEPT) summary.examples.push({ file, line });
  }

  /** Rows of a batch that are on disk now, or would be. */
  addRecorded(file: LoadCounts, byMachine: ReadonlyMap<string, RecordedCounts>): void {
    for (const [machineId, recorded] of byMachine) {
      for (const counts of [this.total, file, this.machines.get(machineId)]) {
        if (counts === undefined) continue;
        counts.inserted += recorded.inserted;
        counts.updated += recorded.updated;
        counts.unchanged += recorded.unchanged;
      }
    }
  }

  /** In the order of {@link refusalReasons}, those that occurred. */
  listRefusedByReason(): { reason: RefusalReason; count: number }[] {
    return refusalReasons.flatMap((reason) => {
      const count = this.refusalsByReason.get(reason);
      return count === undefined ? [] : [{ reason, count }];
    });
  }
}

/** A slice of a text keeps the whole text alive; its copy does not. */
export function ownCopy(slice: string): string {
  return Buffer.from(slice).toString();
}
