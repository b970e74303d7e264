/** Which shifts the factory works: weekly patterns from a date on, dates that differ, and the zone they were made for. */
import { sql } from 'kysely';
import type { MigrationStep } from '../platform/database/index.ts';
import { countingKey, createTable, wholeNumber } from './columns.ts';

export const shiftCalendars: MigrationStep = async (db, engine) => {
  const whole = wholeNumber(engine);
  const oneScope = sql`scope_key = case
    when machine_id is not null then 'machine:' || machine_id
    when place_id is not null then 'place:' || place_id
    else 'factory' end and (machine_id is null or place_id is null)`;

  await createTable(db, engine, 'shift_calendars')
    .addColumn('id', countingKey(engine))
    .addColumn('scope_key', 'text', (c) => c.notNull())
    .addColumn('place_id', whole, (c) => c.references('places.id'))
    .addColumn('machine_id', 'text', (c) => c.references('machines.id'))
    .addColumn('valid_from', 'text', (c) => c.notNull())
    .addColumn('weekly', 'text')
    .addColumn('note', 'text')
    .addColumn('seeded', whole, (c) => c.notNull())
    .addColumn('version', whole, (c) => c.notNull())
    .addColumn('created_at', whole, (c) => c.notNull())
    .addColumn('updated_at', whole, (c) => c.notNull())
    .addUniqueConstraint('shift_calendars_scope_key_valid_from_unique', ['scope_key', 'valid_from'])
    .addCheckConstraint('shift_calendars_scope_check', oneScope)
    .execute();

  await createTable(db, engine, 'shift_exceptions')
    .addColumn('id', countingKey(engine))
    .addColumn('scope_key', 'text', (c) => c.notNull())
    .addColumn('place_id', whole, (c) => c.references('places.id'))
    .addColumn('machine_id', 'text', (c) => c.references('machines.id'))
    .addColumn('date', 'text', (c) => c.notNull())
    .addColumn('shifts', 'text', (c) => c.notNull())
    .addColumn('note', 'text')
    .addColumn('version', whole, (c) => c.notNull())
    .addColumn('created_at', whole, (c) => c.notNull())
    .addColumn('updated_at', whole, (c) => c.notNull())
    .addUniqueConstraint('shift_exceptions_scope_key_date_unique', ['scope_key', 'date'])
    .addCheckConstraint('shift_exceptions_scope_check', oneScope)
    .execute();

  await createTable(db, engine, 'factory_zone')
    .addColumn('id', whole, (c) => c.primaryKey().check(sql`id = 1`))
    .addColumn('zone', 'text', (c) => c.notNull())
    .execute();
};
