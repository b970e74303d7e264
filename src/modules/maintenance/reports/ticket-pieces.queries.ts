/**
 * What reports read of tickets: faults in the order in which they began, a piece after the other.
 *
 * A piece is a range of time that holds some thousand tickets, so one statement never keeps others waiting for more than
 * some milliseconds, whatever the filters leave of it; between two pieces others get a turn. No transaction is held: a
 * ticket counts as it stands when its piece is read.
 */
import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import { compiledOnce, type Engine, isAnyOf, type SlotOf, type TableAccess } from '../../../platform/database/index.ts';
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

/** What a question about a piece is asked with. */
export interface PieceValues {
  readonly fromMs: number;
  readonly toMs: number;
  readonly machineIds: readonly string[];
}

/** What the text of such a question depends on. A piece is asked for hundreds of times: compiled once. */
export type PieceShape = readonly [engine: Engine, ofMachines: boolean, grouping: ReportGrouping | ''];

export function factsIn(access: Access, slot: SlotOf<PieceValues>, [engine, ofMachines]: PieceShape) {
  const facts = access
    .selectFrom('tickets')
    .where(sql<boolean>`${beganAt} >= ${slot('fromMs')} and ${beganAt} < ${slot('toMs')}`);
  return ofMachines ? facts.where(isOfMachines(engine, slot('machineIds'))) : facts;
}

/** SQLite would rather look up the machines, and pass over all that they ever had in each piece. */
export function isOfMachines(engine: Engine, machineIds: readonly string[]) {
  return isAnyOf(engine, engine === 'sqlite' ? sql`+machine_id` : sql`machine_id`, machineIds);
}

/** A question about a piece, asked for one piece of the range after the other. */
export async function* piecesOf<Fact>(
  access: Access,
  engine: Engine,
  { machineIds }: FactFilter,
  began: BeganIn,
  ask: (access: Access, values: PieceValues, ...shape: PieceShape) => Promise<Fact[]>,
  grouping?: ReportGrouping,
): AsyncGenerator<readonly Fact[]> {
  for await (const range of rangesFrom(access, engine, began)) {
    const values = { ...range, machineIds: machineIds ?? [] };
    const facts = await ask(access, values, engine, machineIds !== undefined, grouping ?? '');
    if (facts.length > 0) yield facts;
  }
}

interface PieceRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The ranges of the pieces, the earliest first; after each others get a turn. */
async function* rangesFrom(
  access: Access,
  engine: Engine,
  { fromMs, toMs = Number.MAX_SAFE_INTEGER }: BeganIn,
): AsyncGenerator<PieceRange> {
  let from: number | undefined = fromMs;
  while (from !== undefined && from < toMs) {
    const [next] = await beginAfter(access, { atMs: from }, engine);
    // thousands that began in one millisecond are one piece
    const to: number = Math.min(toMs, next === undefined ? toMs : Math.max(next.at, from + 1));
    yield { fromMs: from, toMs: to };
    from = next === undefined ? undefined : to;
    if (from !== undefined) await setImmediate();
  }
}

/** The same, the latest first. */
export async function* rangesBackFrom(
  access: Access,
  engine: Engine,
  { fromMs, toMs }: PieceRange,
): AsyncGenerator<PieceRange> {
  for (let to = toMs; to > fromMs; ) {
    const [first] = await beginBefore(access, { atMs: to }, engine);
    const from = first === undefined ? fromMs : Math.max(fromMs, first.at);
    yield { fromMs: from, toMs: to };
    to = from;
    if (to > fromMs) await setImmediate();
  }
}

interface BeginValues {
  readonly atMs: number;
}

/** When the ticket began that comes a piece after the first one of an instant. */
const beginAfter = compiledOnce((access: Access, slot: SlotOf<BeginValues>, _engine: Engine) =>
  access
    .selectFrom('tickets')
    .select(beganAt.as('at'))
    .where(sql<boolean>`${beganAt} >= ${slot('atMs')}`)
    .orderBy(beganAt)
    .limit(sql.lit(1))
    .offset(sql.lit(PIECE_TICKETS)),
);

/** When the ticket began that is the first of the piece before an instant. */
const beginBefore = compiledOnce((access: Access, slot: SlotOf<BeginValues>, _engine: Engine) =>
  access
    .selectFrom('tickets')
    .select(beganAt.as('at'))
    .where(sql<boolean>`${beganAt} < ${slot('atMs')}`)
    .orderBy(beganAt, 'desc')
    .limit(sql.lit(1))
    .offset(sql.lit(PIECE_TICKETS - 1)),
);

/** Not tickets of plans, nor cancelled ones. */
export function faultsOnly(tickets: ReturnType<typeof factsIn>) {
  return tickets.where('source', '<>', 'plan').where('status', '<>', 'Cancelled');
}

/**
 * The period that a ticket is about, where its stop has to be asked for: somebody who has said both times of when the
 * machine stood has said all.
 */
export const stopAskedFor = sql<string | null>`case when machine_down = 0 or restored_at is null then period_id end`;

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
export function columnsOf(grouping: ReportGrouping | '', always: readonly GroupColumn[] = []): readonly GroupColumn[] {
  return [...new Set([...always, ...(grouping === '' ? [] : groupColumns[grouping])])];
}
