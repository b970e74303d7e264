/** What machines said lately of their status, point by point: so far the open period and when it was said last. */
import { sql } from 'kysely';
import type { MigrationStep } from '../platform/database/index.ts';

export const reportedPoints: MigrationStep = async (db, engine) => {
  // JSON: time, status, reason, name of the period that begins with it, names given, when it was heard
  await sql`alter table reported_statuses add column seen text not null default '[]'`.execute(db);
  const array = engine === 'sqlite' ? sql`json_array` : sql`json_build_array`;
  await sql`
    update reported_statuses set seen = cast(case when last_at = started_at
      then ${array}(${array}(started_at, status, reason, cast(started_at as text), 1, 0))
      else ${array}(
        ${array}(started_at, status, reason, cast(started_at as text), 1, 0),
        ${array}(last_at, status, reason, null, 0, 0)) end as text)`.execute(db);
  for (const column of ['status', 'reason', 'started_at']) {
    await db.schema.alterTable('reported_statuses').dropColumn(column).execute();
  }
};
