/** What reliability, recurring faults and due dates are reckoned from. */
import { sql } from 'kysely';
import type { Engine } from '../../../platform/database/index.ts';
import type { ReportGrouping } from './report-groups.rules.ts';
import type { DueFact, FaultFact } from './ticket-facts.types.ts';
import {
  type Access,
  type BeganIn,
  beganAt,
  columnsOf,
  type FactFilter,
  factsIn,
  faultsOnly,
  piecesOf,
} from './ticket-pieces.queries.ts';

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
      .select(['id', 'machine_id as machineId', 'period_id as periodId'])
      .select(columnsOf(grouping, ['category', 'failure_code as failureCode']))
      .select(['reopened_count as reopenedCount', 'machine_down as machineDown'])
      .select(['restored_at as restoredAt', 'resolved_at as resolvedAt'])
      .select(beganAt.as('beganAt'))
      .select(sql<number | null>`acknowledged_at - logged_at`.as('acknowledgedMs'))
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
      .select('machine_id as machineId')
      .select(columnsOf(grouping))
      .select(['due_at as dueAt', 'resolved_at as resolvedAt'])
      .orderBy(beganAt)
      .orderBy('id')
      .execute(),
  );
}
