/** People, their sessions and one-time links, API keys, and the back-off of sign-ins. */
import { sql } from 'kysely';
import type { MigrationStep } from '../platform/database/index.ts';
import { countingKey, createTable, wholeNumber } from './columns.ts';

export const users: MigrationStep = async (db, engine) => {
  const whole = wholeNumber(engine);
  await createTable(db, engine, 'users')
    .addColumn('id', countingKey(engine))
    .addColumn('email', 'text', (c) => c.notNull())
    .addColumn('first_name', 'text', (c) => c.notNull())
    .addColumn('last_name', 'text', (c) => c.notNull())
    .addColumn('password_hash', 'text')
    .addColumn('access_role', 'text', (c) => c.notNull())
    .addColumn('disabled', whole, (c) => c.notNull().check(sql`disabled in (0, 1)`))
    .addColumn('must_change_password', whole, (c) => c.notNull().check(sql`must_change_password in (0, 1)`))
    .addColumn('activated_at', whole)
    .addColumn('version', whole, (c) => c.notNull())
    .addColumn('created_at', whole, (c) => c.notNull())
    .addColumn('updated_at', whole, (c) => c.notNull())
    .addColumn('last_sign_in_at', whole)
    .addUniqueConstraint('users_email_unique', ['email'])
    .execute();

  await createTable(db, engine, 'sessions')
    .addColumn('id', 'text', (c) => c.primaryKey().notNull())
    .addColumn('user_id', whole, (c) => c.notNull().references('users.id'))
    .addColumn('created_at', whole, (c) => c.notNull())
    .addColumn('last_seen_at', whole, (c) => c.notNull())
    .addColumn('expires_at', whole, (c) => c.notNull())
    .addColumn('idle_expires_at', whole, (c) => c.notNull())
    .addColumn('address', 'text')
    .addColumn('user_agent', 'text')
    .addColumn('ended_at', whole)
    .addColumn('end_reason', 'text')
    .execute();
  await db.schema.createIndex('sessions_user_id').on('sessions').columns(['user_id', 'created_at']).execute();
  await db.schema.createIndex('sessions_expires_at').on('sessions').column('expires_at').execute();

  await createTable(db, engine, 'refresh_tokens')
    .addColumn('token_hash', 'text', (c) => c.primaryKey().notNull())
    .addColumn('session_id', 'text', (c) => c.notNull().references('sessions.id').onDelete('cascade'))
    .addColumn('created_at', whole, (c) => c.notNull())
    .addColumn('rotated_at', whole)
    .execute();
  await db.schema.createIndex('refresh_tokens_session_id').on('refresh_tokens').column('session_id').execute();

  await createTable(db, engine, 'one_time_links')
    .addColumn('token_hash', 'text', (c) => c.primaryKey().notNull())
    .addColumn('user_id', whole, (c) => c.notNull().references('users.id'))
    .addColumn('purpose', 'text', (c) => c.notNull())
    .addColumn('created_at', whole, (c) => c.notNull())
    .addColumn('expires_at', whole, (c) => c.notNull())
    .addColumn('used_at', whole)
    .execute();
  await db.schema.createIndex('one_time_links_user_id').on('one_time_links').column('user_id').execute();

  await createTable(db, engine, 'api_keys')
    .addColumn('id', 'text', (c) => c.primaryKey().notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('scopes', 'text', (c) => c.notNull())
    .addColumn('secret_hash', 'text', (c) => c.notNull())
    .addColumn('prefix', 'text', (c) => c.notNull())
    .addColumn('created_by', whole, (c) => c.references('users.id'))
    .addColumn('created_at', whole, (c) => c.notNull())
    .addColumn('expires_at', whole)
    .addColumn('last_used_at', whole)
    .addColumn('revoked_at', whole)
    .execute();
  // a name may be used again once its key is revoked
  await db.schema
    .createIndex('api_keys_name_unique')
    .on('api_keys')
    .column('name')
    .unique()
    .where(sql.ref('revoked_at'), 'is', null)
    .execute();

  await createTable(db, engine, 'sign_in_throttles')
    .addColumn('key', 'text', (c) => c.primaryKey().notNull())
    .addColumn('failures', whole, (c) => c.notNull())
    .addColumn('last_failure_at', whole, (c) => c.notNull())
    .addColumn('blocked_until', whole, (c) => c.notNull())
    .execute();
  await db.schema
    .createIndex('sign_in_throttles_last_failure_at')
    .on('sign_in_throttles')
    .column('last_failure_at')
    .execute();
};
