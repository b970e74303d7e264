/** Rules on stops, the stops that they have acted on, and when a ticket's machine is known to have run again. */
import { sql } from 'kysely';
import type { AnyTables, MigrationStep, TableAccess } from '../platform/database/index.ts';
import { countingKey, createTable, wholeNumber } from './columns.ts';

export const stopRules: MigrationStep = async (db, engine) => {
  const whole = wholeNumber(engine);

  await createTable(db, engine, 'stop_rules')
    .addColumn('id', countingKey(engine))
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('name_key', 'text', (c) => c.notNull())
    .addColumn('active', whole, (c) => c.notNull().check(sql`active in (0, 1)`))
    // JSON texts of lists; of machines and criticalities an empty one is no filter
    .addColumn('reason_groups', 'text', (c) => c.notNull())
    .addColumn('reasons', 'text', (c) => c.notNull())
    .addColumn('machine_ids', 'text', (c) => c.notNull())
    .addColumn('criticalities', 'text', (c) => c.notNull())
    .addColumn('unanswered', whole, (c) => c.notNull().check(sql`unanswered in (0, 1)`))
    .addColumn('minimum_minutes', whole, (c) => c.notNull().check(sql`minimum_minutes > 0`))
    .addColumn('shift', 'text')
    .addColumn('action', 'text', (c) => c.notNull().check(sql`action in ('ticket', 'notify')`))
    .addColumn('priority', 'text', (c) => c.notNull().check(sql`priority in ('Low', 'Medium', 'High', 'Critical')`))
    .addColumn('category', 'text')
    .addColumn('title', 'text', (c) => c.notNull())
    .addColumn('cool_down_minutes', whole, (c) => c.notNull().check(sql`cool_down_minutes >= 0`))
    .addColumn('rank', whole, (c) => c.notNull())
    .addColumn('version', whole, (c) => c.notNull())
    .addColumn('created_at', whole, (c) => c.notNull())
    .addColumn('updated_at', whole, (c) => c.notNull())
    .addUniqueConstraint('stop_rules_name_key_unique', ['name_key'])
    .execute();

  await createTable(db, engine, 'stop_cases')
    .addColumn('id', countingKey(engine))
    .addColumn('machine_id', 'text', (c) => c.notNull())
    // the period that the fault began with: a stop is acted on once, however many processes look
    .addColumn('period_id', 'text', (c) => c.notNull())
    .addColumn('started_at', whole, (c) => c.notNull())
    .addColumn('ended_at', whole)
    .addColumn('restored_at', whole)
    .addColumn('check_at', whole)
    .addColumn('reason_key', 'text', (c) => c.notNull())
    // no foreign key: what a rule did stays when it goes
    .addColumn('rule_id', whole)
    .addColumn('ticket_id', whole)
    .addColumn('is_joined', whole, (c) => c.notNull().check(sql`is_joined in (0, 1)`))
    .addColumn('category', 'text')
    .addColumn('priority', 'text')
    .addColumn('withdrawn_at', whole)
    .addUniqueConstraint('stop_cases_period_unique', ['period_id'])
    .addForeignKeyConstraint('stop_cases_machine_fkey', ['machine_id'], 'machines', ['id'])
    .addForeignKeyConstraint('stop_cases_ticket_fkey', ['ticket_id'], 'tickets', ['id'])
    .addCheckConstraint('stop_cases_ticket_check', sql`(ticket_id is null) = (rule_id is null)`)
    .execute();
  await sql`create unique index stop_cases_standing on stop_cases (machine_id) where ended_at is null`.execute(db);
  await db.schema.createIndex('stop_cases_machine').on('stop_cases').columns(['machine_id', 'started_at']).execute();
  // repeated word for word by the query that relies on it
  await sql`create index stop_cases_check on stop_cases (check_at) where check_at is not null`.execute(db);

  await createTable(db, engine, 'stop_rule_actions')
    .addColumn('case_id', whole, (c) => c.notNull())
    .addColumn('rule_id', whole, (c) => c.notNull())
    .addColumn('machine_id', 'text', (c) => c.notNull())
    .addColumn('acted_at', whole, (c) => c.notNull())
    .addPrimaryKeyConstraint('stop_rule_actions_pkey', ['case_id', 'rule_id'])
    .addForeignKeyConstraint('stop_rule_actions_case_fkey', ['case_id'], 'stop_cases', ['id'])
    .execute();
  await db.schema
    .createIndex('stop_rule_actions_rule')
    .on('stop_rule_actions')
    .columns(['rule_id', 'machine_id', 'acted_at'])
    .execute();

  await db.schema.alterTable('tickets').addColumn('proposed_restored_at', whole).execute();

  await addFirstRules(db);
};

/** A step knows no clock: when it was written. */
const MADE_AT = Date.UTC(2026, 10, 26);

/** Calibrated on a real factory: some three tickets a day for three mills, and four stops that nobody has explained. */
async function addFirstRules(access: TableAccess<AnyTables>): Promise<void> {
  const rule = {
    active: 1,
    reasons: '[]',
    machine_ids: '[]',
    criticalities: '[]',
    shift: null,
    priority: 'High',
    category: null,
    title: '{machine} stands: {reason}',
    cool_down_minutes: 0,
    rank: 100,
    version: 1,
    created_at: MADE_AT,
    updated_at: MADE_AT,
  };
  const faults = { name: 'Faults', action: 'ticket', reason_groups: '["maintenance"]', unanswered: 0 };
  const unknown = { name: 'Stops without a known reason', action: 'notify', reason_groups: '["other"]', unanswered: 1 };
  await access
    .insertInto('stop_rules')
    .values([
      { ...rule, ...faults, name_key: 'faults', minimum_minutes: 10 },
      { ...rule, ...unknown, name_key: 'stops without a known reason', minimum_minutes: 30 },
    ])
    .execute();
}
