/** What people said about stops, as rows. */
import { type Engine, isAnyOf, type TableAccess } from '../../../platform/database/index.ts';
import type { StatusPeriodsTable, StopExplanationsTable, TimelineTables } from '../tables.ts';

type Access = TableAccess<TimelineTables>;

/** What stands of each of the periods, by their ids; of those that nobody has explained nothing. */
export async function findStanding(
  access: Access,
  engine: Engine,
  periods: readonly Pick<StatusPeriodsTable, 'id' | 'explained_in'>[],
): Promise<ReadonlyMap<string, StopExplanationsTable>> {
  const standing = new Map(
    periods.flatMap(({ id, explained_in }) => (explained_in === null ? [] : [[id, explained_in] as const])),
  );
  if (standing.size === 0) return new Map();
  const rows = await findOfPeriods(access, engine, [...standing.keys()]);
  return new Map(rows.filter((row) => standing.get(row.period_id) === row.revision).map((row) => [row.period_id, row]));
}

/** All that was ever said of the periods, in no order. */
export async function findOfPeriods(
  access: Access,
  engine: Engine,
  periodIds: readonly string[],
): Promise<StopExplanationsTable[]> {
  return access
    .selectFrom('stop_explanations')
    .selectAll()
    .where(isAnyOf(engine, 'period_id', periodIds))
    .execute();
}

export async function insertExplanation(access: Access, row: StopExplanationsTable): Promise<void> {
  await access.insertInto('stop_explanations').values(row).execute();
}
