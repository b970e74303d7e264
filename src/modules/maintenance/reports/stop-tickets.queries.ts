/** Which tickets a stop may have: what was written while a machine stood, and what is about a period. */
import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import { type Engine, isAnyOf } from '../../../platform/database/index.ts';
import type { StopTicketFact } from './ticket-facts.types.ts';
import { type Access, beganAt, type FactFilter, factsIn, faultsOnly, piecesOf } from './ticket-pieces.queries.ts';

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
