/** Many components at once, for files: found, made and changed by one statement each. */
import { type Engine, isAnyOf, jsonRows, rowsAs, type TableAccess } from '../../../platform/database/index.ts';
import type { InventoryTables } from '../tables.ts';
import { detailColumns, toComponent } from './components.repository.ts';
import type { Component, ComponentDetails } from './components.types.ts';

type Access = TableAccess<InventoryTables>;

/** Those whose names or stock codes compare as one of these. */
export async function findComponentsByKeys(
  access: Access,
  engine: Engine,
  nameKeys: readonly string[],
  codeKeys: readonly string[],
): Promise<{ byName: Map<string, Component>; byCode: Map<string, Component> }> {
  const rows = await access
    .selectFrom('components')
    .selectAll()
    .where((eb) => eb.or([isAnyOf(engine, 'name_key', nameKeys), isAnyOf(engine, 'stock_code_key', codeKeys)]))
    .execute();
  return {
    byName: new Map(rows.map((row) => [row.name_key, toComponent(row)])),
    byCode: new Map(
      rows.flatMap((row) => (row.stock_code_key === null ? [] : [[row.stock_code_key, toComponent(row)]])),
    ),
  };
}

const detailTypes = {
  name: 'text',
  name_key: 'text',
  stock_code: 'text',
  stock_code_key: 'text',
  search_text: 'text',
  unit: 'text',
  unit_cost: 'real',
  supplier: 'text',
  supplier_code: 'text',
  lead_time_days: 'integer',
  category: 'text',
  category_key: 'text',
  notes: 'text',
  updated_at: 'integer',
} as const;
const newTypes = { ...detailTypes, on_hand: 'integer', version: 'integer', created_at: 'integer' } as const;
const numberedTypes = { ...newTypes, id: 'integer' } as const;
const changeTypes = { ...detailTypes, id: 'integer', version: 'integer' } as const;

/**
 * @param numbers of their own, which are free
 * @returns in the order of what was given
 * @throws ConstraintViolation components_name_key_unique, components_stock_code_key_unique
 */
export async function insertComponents(
  access: Access,
  engine: Engine,
  details: readonly ComponentDetails[],
  nowMs: number,
  numbers?: readonly number[],
): Promise<Component[]> {
  const rows = details.map((one, at) => ({
    ...(numbers === undefined ? {} : { id: numbers[at] as number }),
    ...detailColumns(one),
    updated_at: nowMs,
    on_hand: 0,
    version: 1,
    created_at: nowMs,
  }));
  const types = numbers === undefined ? newTypes : numberedTypes;
  const inserted = await access
    .insertInto('components')
    .columns(Object.keys(types) as (keyof typeof numberedTypes)[])
    .expression(jsonRows(engine, rows, types as typeof numberedTypes))
    .returningAll()
    .execute();
  const made = new Map(inserted.map((row) => [row.name_key, toComponent(row)]));
  return rows.map((row) => made.get(row.name_key) as Component);
}

/**
 * Writes what people say of them, where nobody has changed them since.
 *
 * @returns those that were written, by number
 * @throws ConstraintViolation components_name_key_unique, components_stock_code_key_unique
 */
export async function updateComponents(
  access: Access,
  engine: Engine,
  changes: readonly { readonly before: Component; readonly details: ComponentDetails }[],
  nowMs: number,
): Promise<Map<number, Component>> {
  const rows = changes.map(({ before, details }) => ({
    ...detailColumns(details),
    updated_at: nowMs,
    id: before.id,
    version: before.version + 1,
  }));
  const names = Object.keys(detailTypes) as (keyof typeof detailTypes)[];
  const written = await access
    .updateTable('components')
    .from(rowsAs(engine, rows, changeTypes, 'change'))
    .set((eb) => Object.fromEntries([...names, 'version' as const].map((name) => [name, eb.ref(`change.${name}`)])))
    .whereRef('components.id', '=', 'change.id')
    .where((eb) => eb('components.version', '=', eb('change.version', '-', 1)))
    .returning(['components.id as id', 'components.on_hand as onHand'])
    .execute();
  const onHand = new Map(written.map((row) => [row.id, row.onHand]));
  return new Map(
    changes.flatMap(({ before, details }) => {
      const now = onHand.get(before.id);
      const version = before.version + 1;
      return now === undefined ? [] : [[before.id, { ...before, ...details, onHand: now, version, updatedAt: nowMs }]];
    }),
  );
}
