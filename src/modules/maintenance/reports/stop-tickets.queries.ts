/** Which tickets a stop may have: what was written while a machine stood, and what is about a period. */
import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import { compiledOnce, type Engine, isAnyOf, type SlotOf } from '../../../platform/database/index.ts';
import type { StopTicketFact } from './ticket-facts.types.ts';
import {
  type Access,
  beganAt,
  type FactFilter,
  factsIn,
  faultsOnly,
  type PieceShape,
  type PieceValues,
  piecesOf,
} from './ticket-pieces.queries.ts';

/** Before everything that ever began. */
const FIRST_MS = Number.MIN_SAFE_INTEGER;

/**
 * When machines stood because of faults that began before `toMs`: of those that stand at `fromMs` or began since. Of a fault
 * that is about no period and stopped nothing the moment of its report; of one that is only about a period nothing. In the
 * order in which they began.
 */
export function stopTicketsIn(
  access: Access,
  engine: Engine,
  filter: FactFilter,
  fromMs: number,
  toMs: number,
): AsyncGenerator<readonly StopTicketFact[]> {
  const range = { fromMs: FIRST_MS, toMs };
  return piecesOf(access, engine, filter, range, (on, values, ...shape) =>
    stopTickets(on, { ...values, sinceMs: fromMs }, ...shape),
  );
}

interface StopTicketValues extends PieceValues {
  readonly sinceMs: number;
}

const stopTickets = compiledOnce((access: Access, slot: SlotOf<StopTicketValues>, ...shape: PieceShape) =>
  faultsOnly(factsIn(access, slot, shape))
    .select(['machine_id as machineId', 'machine_down as machineDown', beganAt.as('beganAt')])
    .select(sql<number | null>`coalesce(restored_at, resolved_at)`.as('downUntil'))
    .where(
      sql<boolean>`case when machine_down = 1
        then ${beganAt} >= ${slot('sinceMs')} or coalesce(restored_at, resolved_at, ${slot('sinceMs')}) >= ${slot('sinceMs')}
        else period_id is null and ${beganAt} >= ${slot('sinceMs')} end`,
    )
    .orderBy(beganAt),
);

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
