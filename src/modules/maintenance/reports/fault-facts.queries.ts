/** What reliability, recurring faults and due dates are reckoned from. */
import { sql } from 'kysely';
import { compiledOnce, type Engine, type SlotOf } from '../../../platform/database/index.ts';
import type { ReportGrouping } from './report-groups.rules.ts';
import type { DueFact, FaultFact, NumberedFault } from './ticket-facts.types.ts';
import {
  type Access,
  type BeganIn,
  beganAt,
  columnsOf,
  type FactFilter,
  factsIn,
  faultsOnly,
  type PieceShape,
  type PieceValues,
  piecesOf,
  stopAskedFor,
} from './ticket-pieces.queries.ts';

/** In the order in which they began. */
export function faultsFrom(
  access: Access,
  engine: Engine,
  filter: FactFilter,
  began: BeganIn,
  grouping?: ReportGrouping,
): AsyncGenerator<readonly FaultFact[]> {
  return piecesOf(access, engine, filter, began, faults, grouping);
}

/** What tells which faults are the same failure, in the order in which they began. */
export function numberedFaultsFrom(
  access: Access,
  engine: Engine,
  filter: FactFilter,
  began: BeganIn,
): AsyncGenerator<readonly NumberedFault[]> {
  return piecesOf(access, engine, filter, began, numberedFaults);
}

/** Faults in the order in which they began. */
export function duesIn(
  access: Access,
  engine: Engine,
  filter: FactFilter,
  began: BeganIn,
  grouping?: ReportGrouping,
): AsyncGenerator<readonly DueFact[]> {
  return piecesOf(access, engine, filter, began, dues, grouping);
}

/** A text that is read of each ticket is a twentieth of what a report costs, so the category comes where it counts. */
const codelessCategory = sql<string | null>`case when failure_code is null then category end`.as('codelessCategory');

const faults = compiledOnce((access: Access, slot: SlotOf<PieceValues>, ...shape: PieceShape) =>
  causedFaults(access, slot, shape)
    .select(columnsOf(shape[2], ['failure_code as failureCode']))
    .select(['reopened_count as reopenedCount', 'resolved_at as resolvedAt'])
    .select(sql<number | null>`acknowledged_at - logged_at`.as('acknowledgedMs')),
);

const numberedFaults = compiledOnce((access: Access, slot: SlotOf<PieceValues>, ...shape: PieceShape) =>
  causedFaults(access, slot, shape).select(['failure_code as failureCode', 'id']),
);

function causedFaults(access: Access, slot: SlotOf<PieceValues>, shape: PieceShape) {
  return faultsOnly(factsIn(access, slot, shape))
    .select(['machine_id as machineId', stopAskedFor.as('periodId'), codelessCategory])
    .select(['machine_down as machineDown', 'restored_at as restoredAt', beganAt.as('beganAt')])
    .orderBy(beganAt)
    .orderBy('id');
}

const dues = compiledOnce((access: Access, slot: SlotOf<PieceValues>, ...shape: PieceShape) =>
  faultsOnly(factsIn(access, slot, shape))
    .select('machine_id as machineId')
    .select(columnsOf(shape[2]))
    .select(['due_at as dueAt', 'resolved_at as resolvedAt'])
    .orderBy(beganAt)
    .orderBy('id'),
);
