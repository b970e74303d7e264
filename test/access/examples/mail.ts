/** Example requests of e-mail. The mail server of these tests refuses, which an answer says. */
import type { NotificationTables } from '../../../src/modules/notifications/tables.ts';
import type { UsersTables } from '../../../src/modules/users/tables.ts';
import type { Given } from '../given.ts';
import type { Examples } from './example.ts';

let events = 0;

/** A message that was tried for a day. */
async function givenUp({ app }: Given): Promise<number> {
  const access = app.services.store.access<NotificationTables>();
  const { id: user_id } = await app.services.store
    .access<UsersTables>()
    .selectFrom('users')
    .select('id')
    .limit(1)
    .executeTakeFirstOrThrow();
  const row = { user_id, kind: 'low_stock', event_id: `given-${++events}`, subject: 'Low', body: 'Low', attempts: 9 };
  const { id } = await access
    .insertInto('mails')
    .values({ ...row, status: 'dead', created_at: app.clock.now() })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export const mailExamples: Examples = {
  'GET /api/v1/users/me/notifications': {},
  'PATCH /api/v1/users/me/notifications': async (given) => {
    const { choices } = (await given.asCaller('GET', '/api/v1/users/me/notifications')).body ?? {};
    return { body: { choices: { low_stock: choices?.low_stock !== true } } };
  },
  'GET /api/v1/notifications/mails': {},
  'POST /api/v1/notifications/mails/:mail_id/retry': async (given) => ({ params: { mail_id: await givenUp(given) } }),
  'POST /api/v1/notifications/mail/test': { body: { to: 'somebody@factory.example' } },
};
