/** What costs are reckoned from: in the order in which tickets began, or in that of their numbers. */
import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import { type Engine, isAnyOf } from '../../../platform/database/index.ts';
import type { ReportGrouping } from './report-groups.rules.ts';
import type { CostFact, TicketDescription } from './ticket-facts.types.ts';
import {
  type Access,
  type BeganIn,
  beganAt,
  columnsOf,
  type FactFilter,
  factsIn,
  isOfMachines,
  PIECE_TICKETS,
  piecesOf,
} from './ticket-pieces.queries.ts';

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
    .select(['id', 'machine_id as machineId'])
    .select(columnsOf(grouping))
    .select(['labour_minutes as labourMinutes', 'parts_cost as partsCost'])
    .select(['machine_down as machineDown', 'period_id as periodId', 'status', 'source'])
    .select(['restored_at as restoredAt', 'resolved_at as resolvedAt'])
    .select(beganAt.as('beganAt'));
}

/** What the tickets are about, by the id. */
export async function describeTickets(
  access: Access,
  engine: Engine,
  ids: readonly number[],
): Promise<ReadonlyMap<number, TicketDescription>> {
  const rows = await access
    .selectFrom('tickets')
    .select(['id', 'category', 'description'])
    .where(isAnyOf(engine, 'id', ids))
    .execute();
  return new Map(rows.map(({ id, ...rest }) => [id, rest]));
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
