/** Status periods with what they are shown with: the reason that counts, and who gave it. */
import type { Engine, TableAccess } from '../../../platform/database/index.ts';
import type { Category, Classification, Productivity } from '../periods/categories.rules.ts';
import { isDowntime } from '../periods/categories.rules.ts';
import { toldReasonOf } from '../periods/explained-reasons.rules.ts';
import { findStanding } from '../periods/explanations.repository.ts';
import { isAskedFor } from '../reasons/answers.rules.ts';
import { findReasonsOfAliases } from '../reasons/reasons.repository.ts';
import { normaliseReason } from '../reasons/reasons.rules.ts';
import type { StatusPeriodsTable, TimelineTables } from '../tables.ts';
import type { StatusPeriod } from './status-periods.types.ts';

/** In the order of the rows. */
export async function viewsOf(
  access: TableAccess<TimelineTables>,
  engine: Engine,
  rows: readonly StatusPeriodsTable[],
  nowMs: number,
): Promise<StatusPeriod[]> {
  if (rows.length === 0) return [];
  const explanations = await findStanding(access, engine, rows);
  const reasons = await findReasonsOfAliases(access, engine, [...new Set(rows.map((row) => row.alias_id))]);
  return rows.map((row) => {
    const category = row.category as Category;
    const meant = reasons.get(row.alias_id);
    if (meant === undefined) throw new Error(`The catalogue has no reason for the alias ${row.alias_id}.`);
    const said = explanations.get(row.id);
    return {
      id: row.id,
      machineId: row.machine_id,
      startMs: row.started_at,
      endMs: row.ended_at,
      durationMs: Math.max(0, (row.ended_at ?? nowMs) - row.started_at),
      classification: row.classification as Classification,
      productivity: row.productivity as Productivity | null,
      category,
      toldReason: toldReasonOf(row),
      reason: meant.isGiven ? meant : null,
      unanswered: isDowntime(category) && isAskedFor(normaliseReason(row.reason_text ?? ''), meant.group, category),
      source: row.source,
      explained:
        said === undefined
          ? null
          : { by: { userId: said.user_id, name: said.person }, atMs: said.recorded_at, note: said.note },
      version: row.revision,
    };
  });
}
