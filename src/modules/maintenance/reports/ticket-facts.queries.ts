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
import type { CostFact, DueFact, FaultFact, StopTicketFact } from './ticket-facts.types.ts';

type Access = TableAccess<MaintenanceTables>;

/** Tickets of a piece: two milliseconds to read and add up. */
const PIECE_TICKETS = 1_000;

/** Word for word as the index has it. */
const beganAt = sql<number>`coalesce(down_from, logged_at)`;

export interface FactFilter {
  /** All where absent. */
  readonly machineIds?: readonly string[] | undefined;
}

export interface BeganIn {
  readonly fromMs: number;
  /** Itself excluded; absent: as long as the reader asks for more. */
  readonly toMs?: number;
}

/** In the order in which they began. */
export function faultsFrom(
  access: Access,
  engine: Engine,
  filter: FactFilter,
  began: BeganIn,
  grouping?: ReportGrouping,
): AsyncGenerator<readonly FaultFact[]> {
  return piecesOf(access, began, (from, to) =>
    faultsOnly(factsIn(access, engine, filter, from, to))
      .select(['id', 'machine_id as machineId', 'category', 'failure_code as failureCode', 'period_id as periodId'])
      .select(['reopened_count as reopenedCount', 'machine_down as machineDown'])
      .select(['restored_at as restoredAt', 'resolved_at as resolvedAt'])
      .select(columnsOf(grouping))
      .select(beganAt.as('beganAt'))
      .select(sql<number | null>`acknowledged_at - logged_at`.as('acknowledgedMs'))
      .orderBy(beganAt)
      .orderBy('id')
      .execute(),
  );
}

/** What a grouping needs beside what is read for all. */
function columnsOf(grouping: ReportGrouping | undefined): readonly ('priority_rank as priorityRank' | 'team')[] {
  if (grouping === 'priority') return ['priority_rank as priorityRank'];
  return grouping === 'team' ? ['team'] : [];
}

function factsIn(access: Access, engine: Engine, { machineIds }: FactFilter, fromMs: number, toMs: number) {
  const facts = access.selectFrom('tickets').where(sql<boolean>`${beganAt} >= ${fromMs} and ${beganAt} < ${toMs}`);
  return machineIds === undefined ? facts : facts.where(isOfMachines(engine, machineIds));
}

/** SQLite would rather look up the machines, and pass over all that they ever had in each piece. */
function isOfMachines(engine: Engine, machineIds: readonly string[]) {
  return isAnyOf(engine, engine === 'sqlite' ? sql`+machine_id` : sql`machine_id`, machineIds);
}

async function* piecesOf<Fact>(
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

/** In the order in which they began. */
export function costsIn(
  access: Access,
  engine: Engine,
  filter: FactFilter,
  began: BeganIn,
  grouping?: ReportGrouping,
): AsyncGenerator<readonly CostFact[]> {
  return piecesOf(access, began, (from, to) =>
    costs(factsIn(access, engine, filter, from, to), grouping)
      .orderBy(beganAt)
      .orderBy('id')
      .execute(),
  );
}

/** Faults in the order in which they began. */
export function duesIn(
  access: Access,
  engine: Engine,
  filter: FactFilter,
  began: BeganIn,
  grouping?: ReportGrouping,
): AsyncGenerator<readonly DueFact[]> {
  return piecesOf(access, began, (from, to) =>
    faultsOnly(factsIn(access, engine, filter, from, to))
      .select(['machine_id as machineId', 'category', 'failure_code as failureCode'])
      .select(columnsOf(grouping))
      .select(['due_at as dueAt', 'resolved_at as resolvedAt'])
      .orderBy(beganAt)
      .orderBy('id')
      .execute(),
  );
}

/**
 * In the order of their numbers, which stay: whatever others change between two pieces, no ticket comes twice, and none
 * is left out that began in the range all the time.
 */
export async function* costsByNumber(
  access: Access,
  engine: Engine,
  { machineIds }: FactFilter,
  { fromMs, toMs = Number.MAX_SAFE_INTEGER }: BeganIn,
): AsyncGenerator<readonly CostFact[]> {
  // not as the index has it: a piece is a range of numbers
  const began = sql<number>`+${beganAt}`;
  for (let after = 0, last: number | undefined; ; after = last) {
    last = await findNumberAfter(access, after, PIECE_TICKETS);
    if (last === undefined) return;
    const inPiece = access
      .selectFrom('tickets')
      .where('id', '>', after)
      .where('id', '<=', last)
      .where(sql<boolean>`${began} >= ${fromMs} and ${began} < ${toMs}`)
      .$if(machineIds !== undefined, (query) => query.where(isOfMachines(engine, machineIds ?? [])));
    const facts = await costs(inPiece).orderBy('id').execute();
    if (facts.length > 0) yield facts;
    await setImmediate();
  }
}

function costs(facts: ReturnType<typeof factsIn>, grouping?: ReportGrouping) {
  return facts
    .select(['id', 'machine_id as machineId', 'category', 'failure_code as failureCode'])
    .select(columnsOf(grouping))
    .select(['labour_minutes as labourMinutes', 'parts_cost as partsCost'])
    .select(['machine_down as machineDown', 'period_id as periodId', 'status', 'source'])
    .select(['restored_at as restoredAt', 'resolved_at as resolvedAt'])
    .select(beganAt.as('beganAt'));
}

/** What is wrong, in the order of the ids, which have to be of tickets. */
export async function listDescriptions(access: Access, engine: Engine, ids: readonly number[]): Promise<string[]> {
  const rows = await access
    .selectFrom('tickets')
    .select(['id', 'description'])
    .where(isAnyOf(engine, 'id', ids))
    .execute();
  const byId = new Map(rows.map(({ id, description }) => [id, description]));
  return ids.map((id) => byId.get(id) ?? '');
}

/** The largest of the next `tickets` numbers; undefined where there are no more. */
async function findNumberAfter(access: Access, after: number, tickets: number): Promise<number | undefined> {
  const next = access.selectFrom('tickets').select('id').where('id', '>', after).orderBy('id').limit(tickets);
  const row = await access
    .selectFrom(next.as('next'))
    .select((eb) => eb.fn.max('id').as('last'))
    .executeTakeFirst();
  return row?.last ?? undefined;
}

/** Before everything that ever began. */
const FIRST_MS = Number.MIN_SAFE_INTEGER;

/**
 * Faults that began before `toMs`, and because of which the machine stood at `fromMs` or that began since. In the order in
 * which they began.
 */
export function stopTicketsIn(
  access: Access,
  engine: Engine,
  filter: FactFilter,
  fromMs: number,
  toMs: number,
): AsyncGenerator<readonly StopTicketFact[]> {
  return piecesOf(access, { fromMs: FIRST_MS, toMs }, (from, to) =>
    faultsOnly(factsIn(access, engine, filter, from, to))
      .select(['machine_id as machineId', 'period_id as periodId', 'machine_down as machineDown'])
      .select([beganAt.as('beganAt'), sql<number | null>`coalesce(restored_at, resolved_at)`.as('downUntil')])
      .where(
        sql<boolean>`(${beganAt} >= ${fromMs}
          or (machine_down = 1 and coalesce(restored_at, resolved_at, ${fromMs}) >= ${fromMs}))`,
      )
      .orderBy(beganAt)
      .execute(),
  );
}

/** Period ids that are looked up at once. */
const PIECE_PERIODS = 500;

/** Those of the periods that faults are about, whenever they were reported. */
export async function* periodsOfTickets(
  access: Access,
  engine: Engine,
  periodIds: readonly string[],
): AsyncGenerator<readonly string[]> {
  for (let at = 0; at < periodIds.length; at += PIECE_PERIODS) {
    if (at > 0) await setImmediate();
    const some = periodIds.slice(at, at + PIECE_PERIODS);
    const rows = await faultsOnly(access.selectFrom('tickets'))
      .select('period_id as periodId')
      .where(isAnyOf(engine, 'period_id', some))
      .execute();
    yield rows.flatMap(({ periodId }) => periodId ?? []);
  }
}

/** Not tickets of plans, nor cancelled ones. */
function faultsOnly(tickets: ReturnType<typeof factsIn>) {
  return tickets.where('source', '<>', 'plan').where('status', '<>', 'Cancelled');
}
