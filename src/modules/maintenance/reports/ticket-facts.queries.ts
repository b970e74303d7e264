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
import type { CostFact, FaultFact, StopTicketFact } from './ticket-facts.types.ts';

type Access = TableAccess<MaintenanceTables>;

/** Tickets of a piece: two milliseconds to read and add up. */
const PIECE_TICKETS = 1_000;

/** Word for word as the index has it. */
const beganAt = sql<number>`coalesce(down_from, logged_at)`;

export interface FactFilter {
  /** All where absent. */
  readonly machineIds?: readonly string[] | undefined;
}

/** From `fromMs` on, as long as the reader asks for more. */
export function faultsFrom(
  access: Access,
  engine: Engine,
  filter: FactFilter,
  fromMs: number,
  grouping?: ReportGrouping,
): AsyncGenerator<readonly FaultFact[]> {
  return piecesOf(access, fromMs, (from, to) =>
    factsIn(access, engine, filter, from, to)
      .select(['machine_id as machineId', 'category', 'failure_code as failureCode'])
      .select(['reopened_count as reopenedCount', 'resolved_at as resolvedAt'])
      // the index has no more: each of these is a look at the ticket
      .$if(grouping === 'priority', (query) => query.select('priority_rank as priorityRank'))
      .$if(grouping === 'team', (query) => query.select('team'))
      .select(beganAt.as('beganAt'))
      .select(sql<number | null>`acknowledged_at - logged_at`.as('acknowledgedMs'))
      .select(sql<number | null>`coalesce(restored_at, resolved_at)`.as('restoredAt'))
      .select(sql<number>`case when machine_down = 1 or period_id is not null then 1 else 0 end`.as('stopped'))
      .where('source', '<>', 'plan')
      .where('status', '<>', 'Cancelled')
      .orderBy(beganAt)
      .orderBy('id')
      .execute(),
  );
}

function factsIn(access: Access, engine: Engine, { machineIds }: FactFilter, fromMs: number, toMs: number) {
  const facts = access.selectFrom('tickets').where(sql<boolean>`${beganAt} >= ${fromMs} and ${beganAt} < ${toMs}`);
  if (machineIds === undefined) return facts;
  // SQLite would rather look up the machines, and pass over all that they ever had in each piece
  const machineId = engine === 'sqlite' ? sql`+machine_id` : sql`machine_id`;
  return facts.where(isAnyOf(engine, machineId, machineIds));
}

async function* piecesOf<Fact>(
  access: Access,
  fromMs: number,
  read: (fromMs: number, toMs: number) => Promise<Fact[]>,
): AsyncGenerator<readonly Fact[]> {
  let from: number | undefined = fromMs;
  while (from !== undefined) {
    const next = await findBeginAfter(access, from, PIECE_TICKETS);
    // thousands that began in one millisecond are one piece
    const to: number | undefined = next === undefined ? undefined : Math.max(next, from + 1);
    const facts = await read(from, to ?? Number.MAX_SAFE_INTEGER);
    if (facts.length > 0) yield facts;
    from = to;
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

export function costsFrom(
  access: Access,
  engine: Engine,
  filter: FactFilter,
  fromMs: number,
): AsyncGenerator<readonly CostFact[]> {
  return piecesOf(access, fromMs, (from, to) =>
    factsIn(access, engine, filter, from, to)
      .select(['id', 'machine_id as machineId', 'category', 'failure_code as failureCode', 'team', 'description'])
      .select(['priority_rank as priorityRank', 'labour_minutes as labourMinutes', 'parts_cost as partsCost'])
      .select(beganAt.as('beganAt'))
      .select(sql<number | null>`case when status <> 'Cancelled' then down_from end`.as('downFrom'))
      .select(sql<number | null>`coalesce(restored_at, resolved_at)`.as('downUntil'))
      .orderBy(beganAt)
      .orderBy('id')
      .execute(),
  );
}

/** Before everything that ever began. */
const FIRST_MS = Number.MIN_SAFE_INTEGER;

/**
 * Faults that can be what stops of the window are about: that were not over before `fromMs`. All that began before `toMs`
 * are among them, and some that began later.
 */
export async function* stopTicketsUntil(
  access: Access,
  engine: Engine,
  filter: FactFilter,
  fromMs: number,
  toMs: number,
): AsyncGenerator<readonly StopTicketFact[]> {
  const pieces = piecesOf(access, FIRST_MS, (from, to) =>
    factsIn(access, engine, filter, from, to)
      .select(['id', 'machine_id as machineId', 'period_id as periodId', 'machine_down as machineDown'])
      .select([beganAt.as('beganAt'), sql<number | null>`coalesce(restored_at, resolved_at)`.as('downUntil')])
      .where('source', '<>', 'plan')
      .where('status', '<>', 'Cancelled')
      .where(
        sql<boolean>`(${beganAt} >= ${fromMs} or period_id is not null
          or (machine_down = 1 and coalesce(restored_at, resolved_at, ${fromMs}) >= ${fromMs}))`,
      )
      .orderBy(beganAt)
      .execute(),
  );
  for await (const tickets of pieces) {
    yield tickets;
    if ((tickets.at(-1)?.beganAt ?? 0) >= toMs) return;
  }
}
