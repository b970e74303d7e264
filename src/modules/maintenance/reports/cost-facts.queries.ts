/** What costs are reckoned from: in the order in which tickets began, in that of their numbers, or the dearest alone. */
import { setImmediate } from 'node:timers/promises';
import { type SqlBool, sql } from 'kysely';
import { HOUR_MS } from '../../../kernel/clock.ts';
import { compiledOnce, type Engine, isAnyOf, type SlotOf } from '../../../platform/database/index.ts';
import type { CostRates } from './costs.rules.ts';
import type { ReportGrouping } from './report-groups.rules.ts';
import type { CostFact, NumberedCost, TicketDescription } from './ticket-facts.types.ts';
import {
  type Access,
  type BeganIn,
  beganAt,
  columnsOf,
  type FactFilter,
  factsIn,
  isOfMachines,
  PIECE_TICKETS,
  type PieceShape,
  type PieceValues,
  piecesOf,
  rangesBackFrom,
  stopAskedFor,
} from './ticket-pieces.queries.ts';

/** In the order in which they began. */
export function costsIn(
  access: Access,
  engine: Engine,
  filter: FactFilter,
  began: BeganIn,
  grouping?: ReportGrouping,
): AsyncGenerator<readonly CostFact[]> {
  return piecesOf(access, engine, filter, began, costsOfPiece, grouping);
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
): AsyncGenerator<readonly NumberedCost[]> {
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
    const facts = await costs(inPiece).select('id').orderBy('id').execute();
    if (facts.length > 0) yield facts;
    await setImmediate();
  }
}

/** A ticket's place among the dearest: of those that cost the same the one with the greater number comes first. */
export interface DearPlace {
  readonly total: number;
  readonly id: number;
}

/** The tickets of a piece that may cost more than others, and how many there are in all. */
export interface DearPiece {
  readonly count: number;
  readonly tickets: readonly NumberedCost[];
}

/**
 * Those that began last come first: of tickets that cost the same, those before them need not come then.
 *
 * @param rates the highest that any machine has
 * @param last asked before each piece: of those that come behind this place none is wanted
 */
export async function* dearestIn(
  access: Access,
  engine: Engine,
  {
    machineIds,
    nowMs,
    ...window
  }: FactFilter & { readonly fromMs: number; readonly toMs: number; readonly nowMs: number },
  { labourPerHour, stopPerHour }: CostRates,
  last: () => DearPlace,
): AsyncGenerator<DearPiece> {
  const rates = { nowMs, labourPerHour: labourPerHour ?? 0, stopPerHour: stopPerHour ?? 0 };
  const shape = [engine, machineIds !== undefined, ''] as const;
  for await (const range of rangesBackFrom(access, engine, window)) {
    const values = { fromMs: range.fromMs, toMs: range.toMs, machineIds: machineIds ?? [], ...rates, ...last() };
    const [counted] = await ticketsOfPiece(access, values, ...shape);
    yield { count: counted?.count ?? 0, tickets: await dearOfPiece(access, values, ...shape) };
  }
}

interface DearValues extends PieceValues, DearPlace {
  readonly nowMs: number;
  readonly labourPerHour: number;
  readonly stopPerHour: number;
}

const ticketsOfPiece = compiledOnce((access: Access, slot: SlotOf<PieceValues>, ...shape: PieceShape) =>
  factsIn(access, slot, shape).select((eb) => eb.fn.countAll<number>().as('count')),
);

/**
 * What a ticket costs at most is reckoned as `costs.rules.ts` does, term by term, so that it is never less by a rounding:
 * the machine stood from beginning to end, all of it in shifts. How long a stop lasted that is to be asked for nobody
 * knows here.
 */
const dearOfPiece = compiledOnce((access: Access, slot: SlotOf<DearValues>, ...shape: PieceShape) => {
  const stoodMs = sql`case when machine_down = 1 and not ${isCancelled}
    then abs(coalesce(restored_at, resolved_at, ${slot('nowMs')}) - ${beganAt}) else 0 end`;
  const most = sql`${double(sql`labour_minutes`)} / 60 * ${double(slot('labourPerHour'))} + parts_cost
    + ${double(stoodMs)} / ${sql.lit(HOUR_MS)} * ${double(slot('stopPerHour'))}`;
  return costs(factsIn(access, slot, shape))
    .select('id')
    .where(
      sql<SqlBool>`((${most}, id) > (${double(slot('total'))}, ${slot('id')})
        or (${double(slot('stopPerHour'))} > 0 and ${stopAskedFor} is not null))`,
    );
});

function double(value: unknown) {
  return sql`cast(${value} as double precision)`;
}

const isCancelled = sql<SqlBool>`status = 'Cancelled'`;

const costsOfPiece = compiledOnce((access: Access, slot: SlotOf<PieceValues>, ...shape: PieceShape) =>
  costs(factsIn(access, slot, shape))
    .select(columnsOf(shape[2]))
    .orderBy(beganAt)
    .orderBy('id'),
);

function costs(tickets: ReturnType<typeof factsIn>) {
  return (
    tickets
      .select(['machine_id as machineId', 'labour_minutes as labourMinutes', 'parts_cost as partsCost'])
      .select(sql<number>`case when source = 'plan' then 1 else 0 end`.as('isPlanned'))
      // a cancelled ticket stopped nothing
      .select(sql<number>`case when ${isCancelled} then 0 else machine_down end`.as('machineDown'))
      .select(sql<string | null>`case when not ${isCancelled} then ${stopAskedFor} end`.as('periodId'))
      .select(['restored_at as restoredAt', 'resolved_at as resolvedAt', beganAt.as('beganAt')])
  );
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
