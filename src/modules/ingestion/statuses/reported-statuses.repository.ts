/** Reads and writes of the table `reported_statuses`. */
import {
  type AnyTables,
  compiledOnce,
  type Engine,
  isAnyOf,
  lockingRows,
  type SlotOf,
  type TableAccess,
  upsertRows,
} from '../../../platform/database/index.ts';
import { TransactionConflict } from '../../../platform/outbox/index.ts';
import type { IngestionTables, ReportedStatusesTable } from '../tables.ts';
import type { ReportedStatus, SeenPoint, StatusLine } from './statuses.types.ts';

type Access = TableAccess<IngestionTables>;

export interface KeptLine extends StatusLine {
  /** 1, and one more for each change. */
  readonly revision: number;
}

const lines = compiledOnce((access: Access, slot: SlotOf<{ readonly machineIds: readonly string[] }>, engine: Engine) =>
  lockingRows(
    engine,
    access
      .selectFrom('reported_statuses')
      .selectAll()
      .where(isAnyOf(engine, 'machine_id', slot('machineIds')))
      // two who take the same ones wait for each other
      .orderBy('machine_id'),
  ),
);

/** They stay so until the transaction ends. Machines that have reported none are not in it. */
export async function holdLines(
  access: Access,
  engine: Engine,
  machineIds: readonly string[],
): Promise<Map<string, KeptLine>> {
  const rows = await lines(access, { machineIds }, engine);
  return new Map(rows.map((row) => [row.machine_id, toLine(row)]));
}

function toLine(row: ReportedStatusesTable): KeptLine {
  const seen = (JSON.parse(row.seen) as WrittenPoint[]).map(toSeen);
  return { seen, lastAt: row.last_at, lastSequence: row.last_sequence, revision: row.revision };
}

/** In this order, without names: a thousand machines that repeat theirs each second write some thousand of them. */
type WrittenPoint = [
  at: number,
  status: ReportedStatus,
  reason: string | null,
  period: string | null,
  named: number,
  heardAt: number,
];

function toSeen([at, status, reason, period, named, heardAt]: WrittenPoint): SeenPoint {
  return { at, status, reason, period, named, heardAt };
}

function toWritten({ at, status, reason, period, named, heardAt }: SeenPoint): WrittenPoint {
  return [at, status, reason, period, named, heardAt];
}

const columns = {
  machine_id: 'text',
  seen: 'text',
  last_at: 'integer',
  last_sequence: 'integer',
  revision: 'integer',
} as const satisfies Record<keyof ReportedStatusesTable, string>;

/** @throws TransactionConflict where somebody else has just written the first one of a machine */
export async function writeLines(access: Access, engine: Engine, kept: ReadonlyMap<string, KeptLine>): Promise<void> {
  const rows: ReportedStatusesTable[] = Array.from(kept, ([machine_id, line]) => ({
    machine_id,
    seen: JSON.stringify(line.seen.map(toWritten)),
    last_at: line.lastAt,
    last_sequence: line.lastSequence,
    revision: line.revision,
  }));
  rows.sort((a, b) => (a.machine_id < b.machine_id ? -1 : 1));
  const target = { table: 'reported_statuses', key: 'machine_id', columns, revision: 'revision' } as const;
  const written = await upsertRows(access as TableAccess<AnyTables>, engine, target, rows);
  if (written < rows.length) throw new TransactionConflict('the status of a machine was reported in between');
}
