/** Components and where they lie: stock per location, the ledger of its movements, what is set aside for tickets. */
import { sql } from 'kysely';
import type { MigrationStep } from '../platform/database/index.ts';
import { countingKey, createTable, realNumber, sortedText, wholeNumber } from './columns.ts';

export const inventory: MigrationStep = async (db, engine) => {
  const whole = wholeNumber(engine);
  const real = realNumber(engine);
  const sorted = sortedText(engine);

  await createTable(db, engine, 'locations')
    .addColumn('id', countingKey(engine))
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('name_key', sorted, (c) => c.notNull())
    .addColumn('notes', 'text')
    .addColumn('version', whole, (c) => c.notNull())
    .addColumn('created_at', whole, (c) => c.notNull())
    .addColumn('updated_at', whole, (c) => c.notNull())
    .addColumn('retired_at', whole)
    .addUniqueConstraint('locations_name_key_unique', ['name_key'])
    .execute();

  await createTable(db, engine, 'components')
    .addColumn('id', countingKey(engine))
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('name_key', sorted, (c) => c.notNull())
    .addColumn('stock_code', 'text')
    .addColumn('stock_code_key', sorted)
    .addColumn('search_text', 'text', (c) => c.notNull())
    .addColumn('unit', 'text', (c) => c.notNull())
    .addColumn('unit_cost', real, (c) => c.check(sql`unit_cost >= 0`))
    .addColumn('supplier', 'text')
    .addColumn('supplier_code', 'text')
    .addColumn('lead_time_days', whole, (c) => c.check(sql`lead_time_days >= 0`))
    .addColumn('category', sorted)
    .addColumn('category_key', sorted)
    .addColumn('notes', 'text')
    .addColumn('on_hand', whole, (c) => c.notNull().check(sql`on_hand >= 0`))
    .addColumn('version', whole, (c) => c.notNull())
    .addColumn('created_at', whole, (c) => c.notNull())
    .addColumn('updated_at', whole, (c) => c.notNull())
    .addColumn('retired_at', whole)
    .addUniqueConstraint('components_name_key_unique', ['name_key'])
    .addUniqueConstraint('components_stock_code_key_unique', ['stock_code_key'])
    .execute();
  await db.schema.createIndex('components_name').on('components').columns(['name_key', 'id']).execute();
  await sql`create index components_stock_code on components (coalesce(stock_code_key, ''), id)`.execute(db);
  await db.schema.createIndex('components_on_hand').on('components').columns(['on_hand', 'id']).execute();
  await db.schema
    .createIndex('components_category')
    .on('components')
    .columns(['category_key', 'name_key', 'id'])
    .execute();

  await createTable(db, engine, 'stock_levels')
    .addColumn('component_id', whole, (c) => c.notNull().references('components.id'))
    .addColumn('location_id', whole, (c) => c.notNull().references('locations.id'))
    .addColumn('on_hand', whole, (c) => c.notNull())
    .addColumn('reserved', whole, (c) => c.notNull())
    .addColumn('minimum', whole)
    .addColumn('maximum', whole)
    .addPrimaryKeyConstraint('stock_levels_pkey', ['component_id', 'location_id'])
    .addCheckConstraint('stock_levels_on_hand_check', sql`on_hand >= 0`)
    .addCheckConstraint('stock_levels_reserved_check', sql`reserved between 0 and on_hand`)
    .addCheckConstraint('stock_levels_limits_check', sql`minimum >= 0 and maximum >= coalesce(minimum, 0)`)
    .execute();
  await db.schema
    .createIndex('stock_levels_location')
    .on('stock_levels')
    .columns(['location_id', 'component_id'])
    .execute();
  // the predicate is repeated word for word by the queries that rely on it
  await sql`
    create index stock_levels_low on stock_levels (component_id, location_id)
    where minimum is not null and on_hand < minimum`.execute(db);

  await createTable(db, engine, 'stock_movements')
    .addColumn('id', countingKey(engine))
    .addColumn('component_id', whole, (c) => c.notNull().references('components.id'))
    .addColumn('location_id', whole, (c) => c.notNull().references('locations.id'))
    .addColumn('kind', 'text', (c) =>
      c.notNull().check(sql`kind in ('opening', 'receive', 'issue', 'return', 'adjust', 'transfer', 'stocktake')`),
    )
    .addColumn('quantity', whole, (c) => c.notNull().check(sql`quantity <> 0`))
    .addColumn('on_hand_after', whole, (c) => c.notNull().check(sql`on_hand_after >= 0`))
    .addColumn('unit_cost', real, (c) => c.check(sql`unit_cost >= 0`))
    .addColumn('ticket_id', whole)
    .addColumn('group_id', 'text')
    .addColumn('reason', 'text')
    .addColumn('reference', 'text')
    .addColumn('actor_kind', 'text', (c) => c.notNull())
    .addColumn('actor_id', 'text', (c) => c.notNull())
    .addColumn('actor_name', 'text', (c) => c.notNull())
    .addColumn('occurred_at', whole, (c) => c.notNull())
    .addColumn('recorded_at', whole, (c) => c.notNull())
    .addCheckConstraint(
      'stock_movements_sign_check',
      sql`(kind in ('adjust', 'transfer', 'stocktake'))
        or (kind = 'issue' and quantity < 0)
        or (kind in ('opening', 'receive', 'return') and quantity > 0)`,
    )
    .execute();
  const byTime = ['occurred_at', 'id'];
  await db.schema.createIndex('stock_movements_time').on('stock_movements').columns(byTime).execute();
  for (const column of ['component_id', 'location_id', 'ticket_id', 'kind']) {
    await db.schema
      .createIndex(`stock_movements_${column.replace('_id', '')}`)
      .on('stock_movements')
      .columns([column, ...byTime])
      .execute();
  }

  await createTable(db, engine, 'stock_reservations')
    .addColumn('id', countingKey(engine))
    .addColumn('component_id', whole, (c) => c.notNull().references('components.id'))
    .addColumn('location_id', whole, (c) => c.notNull().references('locations.id'))
    .addColumn('ticket_id', whole, (c) => c.notNull())
    .addColumn('quantity', whole, (c) => c.notNull().check(sql`quantity > 0`))
    .addColumn('actor_kind', 'text', (c) => c.notNull())
    .addColumn('actor_id', 'text', (c) => c.notNull())
    .addColumn('actor_name', 'text', (c) => c.notNull())
    .addColumn('created_at', whole, (c) => c.notNull())
    .addColumn('updated_at', whole, (c) => c.notNull())
    .addUniqueConstraint('stock_reservations_component_id_location_id_ticket_id_unique', [
      'component_id',
      'location_id',
      'ticket_id',
    ])
    .execute();
  await db.schema
    .createIndex('stock_reservations_ticket')
    .on('stock_reservations')
    .columns(['ticket_id', 'id'])
    .execute();
  await db.schema
    .createIndex('stock_reservations_location')
    .on('stock_reservations')
    .columns(['location_id', 'id'])
    .execute();

  await createTable(db, engine, 'machine_components')
    .addColumn('machine_id', 'text', (c) => c.notNull().references('machines.id'))
    .addColumn('component_id', whole, (c) => c.notNull().references('components.id'))
    .addColumn('recommended_quantity', whole, (c) => c.check(sql`recommended_quantity > 0`))
    .addColumn('note', 'text')
    .addColumn('created_at', whole, (c) => c.notNull())
    .addColumn('updated_at', whole, (c) => c.notNull())
    .addPrimaryKeyConstraint('machine_components_pkey', ['machine_id', 'component_id'])
    .execute();
  await db.schema
    .createIndex('machine_components_component')
    .on('machine_components')
    .columns(['component_id', 'machine_id'])
    .execute();

  await (engine === 'sqlite' ? protectOnSqlite(db) : protectOnPostgres(db));
};

/** A wrong movement is corrected by a movement. */
async function protectOnSqlite(db: Parameters<MigrationStep>[0]): Promise<void> {
  for (const change of ['update', 'delete']) {
    await sql`
      create trigger ${sql.id(`stock_movements_no_${change}`)} before ${sql.raw(change)} on stock_movements
      begin select raise(abort, 'stock movements are never changed'); end`.execute(db);
  }
}

async function protectOnPostgres(db: Parameters<MigrationStep>[0]): Promise<void> {
  await sql`
    create function refuse_stock_movement_change() returns trigger language plpgsql as $$
    begin
      raise exception 'stock movements are never changed';
    end $$`.execute(db);
  await sql`
    create trigger stock_movements_no_change before update or delete on stock_movements
    for each row execute function refuse_stock_movement_change()`.execute(db);
  await sql`
    create trigger stock_movements_no_truncate before truncate on stock_movements
    for each statement execute function refuse_stock_movement_change()`.execute(db);
}
