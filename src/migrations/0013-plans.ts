/** Preventive maintenance: plans with their checks and parts, what became of each due, and the checks of tickets. */
import { sql } from 'kysely';
import type { MigrationStep } from '../platform/database/index.ts';
import { countingKey, createTable, realNumber, sortedText, wholeNumber } from './columns.ts';

export const plans: MigrationStep = async (db, engine) => {
  const whole = wholeNumber(engine);
  const real = realNumber(engine);

  await createTable(db, engine, 'maintenance_plans')
    .addColumn('id', countingKey(engine))
    .addColumn('machine_id', 'text', (c) => c.notNull())
    .addColumn('title', 'text', (c) => c.notNull())
    .addColumn('title_key', sortedText(engine), (c) => c.notNull())
    .addColumn('instructions', 'text')
    .addColumn('trigger_kind', 'text', (c) => c.notNull())
    .addColumn('basis', 'text', (c) => c.notNull())
    .addColumn('rule', 'text')
    .addColumn('begins_on', 'text')
    .addColumn('due_minute', whole)
    .addColumn('off_days', 'text')
    // JSON text of ISO weekdays; null: the days on which the machine has shifts
    .addColumn('working_days', 'text')
    // milliseconds of productive uptime, or cuts
    .addColumn('meter_every', whole)
    // null: the factory's setting
    .addColumn('lead_days', whole)
    .addColumn('category', 'text')
    .addColumn('priority', 'text', (c) => c.notNull())
    .addColumn('assignee_id', whole)
    .addColumn('team', 'text')
    .addColumn('estimated_minutes', whole)
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('paused_because', 'text')
    .addColumn('next_due_at', whole)
    // when there is something to decide; null while only something else can bring it about
    .addColumn('check_at', whole)
    .addColumn('last_due_at', whole)
    // where the next due is counted from: the last completion, or where the meter stood at its last step
    .addColumn('base_at', whole)
    .addColumn('meter_carry', whole, (c) => c.notNull())
    .addColumn('dues_count', whole, (c) => c.notNull())
    .addColumn('version', whole, (c) => c.notNull())
    .addColumn('created_at', whole, (c) => c.notNull())
    .addColumn('updated_at', whole, (c) => c.notNull())
    .addForeignKeyConstraint('maintenance_plans_machine_fkey', ['machine_id'], 'machines', ['id'])
    .addForeignKeyConstraint('maintenance_plans_assignee_fkey', ['assignee_id'], 'users', ['id'])
    .addCheckConstraint(
      'maintenance_plans_trigger_check',
      sql`(trigger_kind = 'calendar' and rule is not null and begins_on is not null and due_minute between 0 and 1439
          and off_days is not null and meter_every is null)
        or (trigger_kind in ('run_hours', 'cuts') and rule is null and meter_every > 0 and base_at is not null)`,
    )
    .addCheckConstraint('maintenance_plans_basis_check', sql`basis in ('schedule', 'completion')`)
    .addCheckConstraint('maintenance_plans_off_days_check', sql`off_days in ('keep', 'next', 'previous', 'skip')`)
    .addCheckConstraint('maintenance_plans_priority_check', sql`priority in ('Low', 'Medium', 'High', 'Critical')`)
    .addCheckConstraint(
      'maintenance_plans_status_check',
      sql`status in ('active', 'paused', 'retired') and (status = 'paused') = (paused_because is not null)
        and (status = 'active' or check_at is null)`,
    )
    .execute();
  await db.schema.createIndex('maintenance_plans_title').on('maintenance_plans').columns(['title_key', 'id']).execute();
  await db.schema.createIndex('maintenance_plans_machine').on('maintenance_plans').columns(['machine_id']).execute();
  // repeated word for word by the query that relies on it
  await sql`create index maintenance_plans_check on maintenance_plans (check_at, id) where check_at is not null`.execute(
    db,
  );

  /** Of a plan, and as a ticket takes them over when it opens. */
  const checks = (table: string, owner: string, ownerTable: string) =>
    createTable(db, engine, table)
      .addColumn('id', countingKey(engine))
      .addColumn(owner, whole, (c) => c.notNull())
      .addColumn('position', whole, (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('instruction', 'text', (c) => c.notNull())
      .addColumn('required', whole, (c) => c.notNull().check(sql`required in (0, 1)`))
      .addColumn('minimum', real)
      .addColumn('maximum', real)
      .addColumn('unit', 'text')
      .addUniqueConstraint(`${table}_position_unique`, [owner, 'position'])
      .addForeignKeyConstraint(`${table}_owner_fkey`, [owner], ownerTable, ['id'])
      .addCheckConstraint(
        `${table}_kind_check`,
        sql`kind in ('check', 'number', 'text', 'photo')
          and (kind = 'number' or (minimum is null and maximum is null and unit is null))
          and (minimum is null or maximum is null or minimum <= maximum)`,
      );
  await checks('plan_checks', 'plan_id', 'maintenance_plans').execute();
  await checks('ticket_checks', 'ticket_id', 'tickets')
    // JSON text: a boolean, a number, a text, or the number of a picture
    .addColumn('answer', 'text')
    .addColumn('result', 'text')
    .addColumn('note', 'text')
    .addColumn('answered_by_id', whole)
    .addColumn('answered_by', 'text')
    .addColumn('answered_at', whole)
    .addColumn('follow_up_ticket_id', whole)
    .addForeignKeyConstraint('ticket_checks_answerer_fkey', ['answered_by_id'], 'users', ['id'])
    .addForeignKeyConstraint('ticket_checks_follow_up_fkey', ['follow_up_ticket_id'], 'tickets', ['id'])
    .addCheckConstraint(
      'ticket_checks_answer_check',
      sql`(answer is null) = (result is null) and (answer is null) = (answered_at is null)
        and (result is null or result in ('passed', 'failed'))`,
    )
    .execute();

  await createTable(db, engine, 'plan_parts')
    .addColumn('plan_id', whole, (c) => c.notNull())
    .addColumn('component_id', whole, (c) => c.notNull())
    .addColumn('quantity', whole, (c) => c.notNull().check(sql`quantity > 0`))
    .addPrimaryKeyConstraint('plan_parts_pkey', ['plan_id', 'component_id'])
    .addForeignKeyConstraint('plan_parts_plan_fkey', ['plan_id'], 'maintenance_plans', ['id'])
    .addForeignKeyConstraint('plan_parts_component_fkey', ['component_id'], 'components', ['id'])
    .execute();

  await createTable(db, engine, 'plan_dues')
    .addColumn('id', countingKey(engine))
    .addColumn('plan_id', whole, (c) => c.notNull())
    // counts the plan's dues: each is decided once, however many processes look
    .addColumn('number', whole, (c) => c.notNull())
    .addColumn('machine_id', 'text', (c) => c.notNull())
    .addColumn('cause', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('due_at', whole, (c) => c.notNull())
    // until when it counts as in time
    .addColumn('latest_at', whole, (c) => c.notNull())
    // dues of a meter that passed at once are one row
    .addColumn('times', whole, (c) => c.notNull().check(sql`times > 0`))
    // the ticket that it opened, or that it is served with where it was missed
    .addColumn('ticket_id', whole)
    .addColumn('reason', 'text')
    .addColumn('decided_at', whole, (c) => c.notNull())
    .addColumn('done_at', whole)
    .addColumn('meter_base_at', whole)
    .addColumn('meter_carry', whole)
    .addColumn('due_meter', whole)
    .addColumn('latest_meter', whole)
    .addColumn('done_meter', whole)
    .addUniqueConstraint('plan_dues_number_unique', ['plan_id', 'number'])
    .addForeignKeyConstraint('plan_dues_plan_fkey', ['plan_id'], 'maintenance_plans', ['id'])
    .addForeignKeyConstraint('plan_dues_ticket_fkey', ['ticket_id'], 'tickets', ['id'])
    .addForeignKeyConstraint('plan_dues_machine_fkey', ['machine_id'], 'machines', ['id'])
    .addCheckConstraint('plan_dues_cause_check', sql`cause in ('due', 'asked')`)
    .addCheckConstraint(
      'plan_dues_state_check',
      sql`state in ('open', 'done', 'skipped', 'missed') and (state = 'done') = (done_at is not null)
        and (state not in ('open', 'done') or ticket_id is not null)`,
    )
    .execute();
  const index = (name: string, columns: string[]) =>
    db.schema.createIndex(`plan_dues_${name}`).on('plan_dues').columns(columns).execute();
  await index('due', ['due_at', 'id']);
  await index('plan', ['plan_id', 'state']);
  await index('ticket', ['ticket_id']);
};
