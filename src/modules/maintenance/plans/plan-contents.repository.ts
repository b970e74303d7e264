/** Reads and writes of `plan_checks` and `plan_parts`: what a plan asks for, replaced as a whole. */
import type { Insertable, Selectable } from 'kysely';
import {
  type AnyTables,
  type Engine,
  insertRows,
  isAnyOf,
  type TableAccess,
} from '../../../platform/database/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import type { ChecksTable } from './plans.tables.ts';
import type { Check, PlanContents, PlanPart } from './plans.types.ts';

type Access = TableAccess<MaintenanceTables>;

/** Of each plan, in their order; plans without any are not in it. */
export async function findChecks(access: Access, engine: Engine, planIds: readonly number[]) {
  const rows = await access
    .selectFrom('plan_checks')
    .selectAll()
    .where(isAnyOf(engine, 'plan_id', planIds))
    .orderBy('plan_id')
    .orderBy('position')
    .execute();
  return grouped(rows, toCheck);
}

/** Of each plan, by component; plans without any are not in it. */
export async function findParts(access: Access, engine: Engine, planIds: readonly number[]) {
  const rows = await access
    .selectFrom('plan_parts')
    .selectAll()
    .where(isAnyOf(engine, 'plan_id', planIds))
    .orderBy('plan_id')
    .orderBy('component_id')
    .execute();
  return grouped(rows, (row): PlanPart => ({ componentId: row.component_id, quantity: row.quantity }));
}

/** @throws ConstraintViolation a foreign key, for a component that is not there */
export async function replaceContents(
  access: Access,
  engine: Engine,
  planId: number,
  { checks, parts }: Partial<PlanContents>,
): Promise<void> {
  const any = access as TableAccess<AnyTables>;
  if (checks !== undefined) {
    await access.deleteFrom('plan_checks').where('plan_id', '=', planId).execute();
    const rows = checks.map((check, position) => ({ plan_id: planId, ...fromCheck(check, position) }));
    await insertRows(any, engine, { table: 'plan_checks', columns: { plan_id: 'integer', ...checkColumns } }, rows);
  }
  if (parts !== undefined) {
    await access.deleteFrom('plan_parts').where('plan_id', '=', planId).execute();
    const rows = parts.map((part) => ({ plan_id: planId, component_id: part.componentId, quantity: part.quantity }));
    const columns = { plan_id: 'integer', component_id: 'integer', quantity: 'integer' } as const;
    await insertRows(any, engine, { table: 'plan_parts', columns }, rows);
  }
}

export const checkColumns = {
  position: 'integer',
  kind: 'text',
  instruction: 'text',
  required: 'integer',
  minimum: 'real',
  maximum: 'real',
  unit: 'text',
} as const;

export function fromCheck(check: Check, position: number): Omit<Insertable<ChecksTable>, 'id'> {
  const { kind, instruction, minimum, maximum, unit } = check;
  return { position, kind, instruction, required: check.required ? 1 : 0, minimum, maximum, unit };
}

export function toCheck(row: Omit<Selectable<ChecksTable>, 'id'>): Check {
  return {
    kind: row.kind,
    instruction: row.instruction,
    required: row.required === 1,
    minimum: row.minimum,
    maximum: row.maximum,
    unit: row.unit,
  };
}

function grouped<Row extends { readonly plan_id: number }, Item>(rows: readonly Row[], toItem: (row: Row) => Item) {
  return new Map(
    Array.from(
      Map.groupBy(rows, (row) => row.plan_id),
      ([planId, of]) => [planId, of.map(toItem)],
    ),
  );
}
