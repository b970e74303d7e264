/**
 * What a take-over did: each row of the predecessor has exactly one outcome, and what was changed, doubted, kept or
 * refused is counted by its reason.
 */
import type { Finding } from './reading.ts';

/** Of a row that was taken: as it stood there, or with changes. `unchanged` was taken before. `kept`: ours is left as it is. */
export const outcomes = ['taken', 'changed', 'unchanged', 'kept', 'refused'] as const;
export type Outcome = (typeof outcomes)[number];

/** The machines are in no table of the predecessor: they are those that its rows name. */
export type ReportedTable = string;

export interface Verdict {
  readonly table: ReportedTable;
  readonly id: string;
  readonly outcome: Outcome;
  /** None of a row that is unchanged. */
  readonly findings: readonly Finding[];
}

export interface TableCounts extends Record<Outcome, number> {
  readonly table: ReportedTable;
  rows: number;
}

export interface ReasonCount {
  readonly table: ReportedTable;
  readonly kind: Finding['kind'];
  readonly column: string | null;
  readonly reason: string;
  count: number;
  /** The first ones. */
  readonly examples: string[];
}

const EXAMPLES = 3;

export class TakeOverReport {
  readonly tables = new Map<ReportedTable, TableCounts>();
  readonly #reasons = new Map<string, ReasonCount>();

  add({ table, id, outcome, findings }: Verdict): void {
    const counts = this.#countsOf(table);
    counts.rows++;
    counts[outcome]++;
    for (const { kind, column, reason } of findings) {
      const key = JSON.stringify([table, kind, column, reason]);
      let entry = this.#reasons.get(key);
      if (entry === undefined) {
        entry = { table, kind, column, reason, count: 0, examples: [] };
        this.#reasons.set(key, entry);
      }
      entry.count++;
      if (entry.examples.length < EXAMPLES) entry.examples.push(id);
    }
  }

  get total(): TableCounts {
    const total: TableCounts = { table: 'all', ...noCounts() };
    for (const counts of this.tables.values()) {
      for (const name of ['rows', ...outcomes] as const) total[name] += counts[name];
    }
    return total;
  }

  get reasons(): readonly ReasonCount[] {
    return [...this.#reasons.values()];
  }

  #countsOf(table: ReportedTable): TableCounts {
    let counts = this.tables.get(table);
    if (counts === undefined) {
      counts = { table, ...noCounts() };
      this.tables.set(table, counts);
    }
    return counts;
  }
}

function noCounts() {
  return { rows: 0, taken: 0, changed: 0, unchanged: 0, kept: 0, refused: 0 };
}

/** Of a row that is taken now. */
export function outcomeOf(findings: readonly Finding[]): Outcome {
  return findings.some(({ kind }) => kind === 'change') ? 'changed' : 'taken';
}

export function keptBecause(column: string | null, reason: string, was: string, now: string | null = null): Finding {
  return { kind: 'kept', column, reason, was, now };
}

export function refusedBecause(column: string | null, reason: string, was: string): Finding {
  return { kind: 'refusal', column, reason, was, now: null };
}
