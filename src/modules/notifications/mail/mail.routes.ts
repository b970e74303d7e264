/** What people choose to be sent, and the test of e-mail. */
import { Type } from 'typebox';
import { closed, type RouteApp, type Routes } from '../../../platform/http/index.ts';
import type { MailService, MailWishes, OwnNotifications } from './mail.service.ts';
import { type MailKind, mailKindHelp, mailKinds } from './mail-kinds.rules.ts';

const tags = ['Notifications'];

/** One field for each kind. */
function forEachKind<Field>(field: (kind: MailKind) => Field): Record<MailKind, Field> {
  return Object.fromEntries(mailKinds.map((kind) => [kind, field(kind)])) as Record<MailKind, Field>;
}

const OwnNotificationsAnswer = Type.Object(
  {
    mail: Type.Boolean({ description: 'Whether MillDash sends e-mail at all.' }),
    email: Type.String({ description: 'Where yours goes.', examples: ['tess@northmills.example'] }),
    choices: Type.Object(
      forEachKind((kind) => Type.Boolean({ description: mailKindHelp[kind] })),
      { description: 'What you are sent.' },
    ),
  },
  { title: 'OwnNotifications' },
);
const ChoicesBody = Type.Object(
  {
    choices: Type.Object(
      forEachKind((kind) =>
        Type.Optional(Type.Union([Type.Boolean(), Type.Null()], { description: mailKindHelp[kind] })),
      ),
      { ...closed, description: 'Those that it names; null: as your role has it.' },
    ),
  },
  { ...closed, title: 'NotificationChoices' },
);
const TestBody = Type.Union([
  Type.Object(
    {
      to: Type.Optional(
        Type.String({
          minLength: 3,
          maxLength: 254,
          description: 'Where it goes; your own address where absent.',
          examples: ['tess@northmills.example'],
        }),
      ),
    },
    closed,
  ),
  Type.Null(),
]);
const TestAnswer = Type.Object(
  {
    to: Type.String({ description: 'Where it went.' }),
    taken: Type.Boolean({ description: 'Whether the mail server has taken it.' }),
    problem: Type.Union([Type.String({ description: 'What went wrong.' }), Type.Null()]),
  },
  { title: 'MailTest' },
);
/** Connecting, the greeting and what a server takes to think. */
const TEST_TIME_LIMIT_MS = 60_000;

export function mailRoutes(mail: MailService): Routes {
  return (app: RouteApp) => {
    app.get(
      '/api/v1/users/me/notifications',
      {
        schema: { tags, summary: 'What you are sent by e-mail', response: { 200: OwnNotificationsAnswer } },
        config: { permission: 'account:own', errors: ['user-not-found'] },
      },
      async (request) => toWire(await mail.getOwnNotifications(request.actor)),
    );

    app.patch(
      '/api/v1/users/me/notifications',
      {
        schema: {
          tags,
          summary: 'Choose what you are sent by e-mail',
          description: 'Changes the kinds that the body names and leaves the others.',
          body: ChoicesBody,
          response: { 200: OwnNotificationsAnswer },
        },
        config: { permission: 'account:own', errors: ['user-not-found'] },
      },
      async (request) => toWire(await mail.changeOwnNotifications(request.actor, request.body.choices as MailWishes)),
    );

    app.post(
      '/api/v1/notifications/mail/test',
      {
        schema: {
          tags,
          summary: 'Send a test message',
          description: 'At once, and answers what the mail server said.',
          body: TestBody,
          response: { 200: TestAnswer },
        },
        config: {
          permission: 'settings:manage',
          errors: ['mail-off', 'server-busy', 'user-not-found'],
          timeLimitMs: TEST_TIME_LIMIT_MS,
        },
      },
      async (request) => {
        const { to, isTaken, problem } = await mail.testMail(request.actor, request.body?.to);
        return { to, taken: isTaken, problem };
      },
    );
  };
}

function toWire({ isOn, email, choices }: OwnNotifications) {
  return { mail: isOn, email, choices: { ...choices } };
}
