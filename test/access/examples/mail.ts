/** Example requests of e-mail. The mail server of these tests refuses, which an answer says. */
import type { Examples } from './example.ts';

export const mailExamples: Examples = {
  'GET /api/v1/users/me/notifications': {},
  'PATCH /api/v1/users/me/notifications': async (given) => {
    const { choices } = (await given.asCaller('GET', '/api/v1/users/me/notifications')).body ?? {};
    return { body: { choices: { low_stock: choices?.low_stock !== true } } };
  },
  'POST /api/v1/notifications/mail/test': { body: { to: 'somebody@factory.example' } },
};
