/**
 * What reports read of tickets: faults in the order in which they began, a piece after the other.
 *
 * A piece is a range of time that holds some thousand tickets, so one statement never keeps others waiting for more than
 * some milliseconds, whatever the filters leave of it; between two pieces others get a turn. No transaction is held: a
 * ticket counts as it stands when its piece is read.
 */
import { setImmediate } from 'node:timers/promises';
import { type RawBuilder, sql } from 'kysely';
import { type Engine, isAnyOf, type TableAccess } from '../../../platform/database/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import type { ReportGrouping } from './report-groups.rules.ts';

export type Access = TableAccess<MaintenanceTables>;

/** Tickets of a piece: two milliseconds to read and add up. */
export const PIECE_TICKETS = 1_000;

/** Word for word as the index has it. */
export const beganAt = sql<number>`coalesce(down_from, logged_at)`;

export interface FactFilter {
  /** All where absent. */
  readonly machineIds?: readonly string[] | undefined;
}

export interface BeganIn {
  readonly fromMs: number;
  /** Itself excluded; absent: as long as the reader asks for more. */
  readonly toMs?: number;
}

export function factsIn(access: Access, engine: Engine, { machineIds }: FactFilter, fromMs: number, toMs: number) {
  const facts = access.selectFrom('tickets').where(sql<boolean>`${beganAt} >= ${fromMs} and ${beganAt} < ${toMs}`);
  return machineIds === undefined ? facts : facts.where(isOfMachines(engine, machineIds));
}

/** SQLite would rather look up the machines, and pass over all that they ever had in each piece. */
export function isOfMachines(engine: Engine, machineIds: readonly string[]) {
  return isAnyOf(engine, engine === 'sqlite' ? sql`+machine_id` : sql`machine_id`, machineIds);
}

export async function* piecesOf<Fact>(
  access: Access,
  { fromMs, toMs = Number.MAX_SAFE_INTEGER }: BeganIn,
  read: (fromMs: number, toMs: number) => Promise<Fact[]>,
): AsyncGenerator<readonly Fact[]> {
  let from: number | undefined = fromMs;
  while (from !== undefined && from < toMs) {
    const next = await findBeginAfter(access, from, PIECE_TICKETS);
    // thousands that began in one millisecond are one piece
    const to: number = Math.min(toMs, next === undefined ? toMs : Math.max(next, from + 1));
    const facts = await read(from, to);
    if (facts.length > 0) yield facts;
    from = next === undefined ? undefined : to;
    if (from !== undefined) await setImmediate();
  }
}

/** When the ticket began that comes `tickets` after the first one of `fromMs`; undefined where there are not so many. */
async function findBeginAfter(access: Access, fromMs: number, tickets: number): Promise<number | undefined> {
  const row = await access
    .selectFrom('tickets')
    .select(beganAt.as('at'))
    .where(sql<boolean>`${beganAt} >= ${fromMs}`)
    .orderBy(beganAt)
    .limit(sql.lit(1) as RawBuilder<number>)
    .offset(sql.lit(tickets) as RawBuilder<number>)
    .executeTakeFirst();
  return row?.at;
}

/** Not tickets of plans, nor cancelled ones. */
export function faultsOnly(tickets: ReturnType<typeof factsIn>) {
  return tickets.where('source', '<>', 'plan').where('status', '<>', 'Cancelled');
}

type GroupColumn = 'category' | 'failure_code as failureCode' | 'priority_rank as priorityRank' | 'team';

/** What tells the group of a ticket, beside its machine. Each text less is a tenth less to read. */
const groupColumns: Readonly<Record<ReportGrouping, readonly GroupColumn[]>> = {
  machine: [],
  category: ['category'],
  cause: ['failure_code as failureCode'],
  priority: ['priority_rank as priorityRank'],
  team: ['team'],
};

/** @param always what is read for all groupings */
export function columnsOf(
  grouping: ReportGrouping | undefined,
  always: readonly GroupColumn[] = [],
): readonly GroupColumn[] {
  return [...new Set([...always, ...(grouping === undefined ? [] : groupColumns[grouping])])];
}
