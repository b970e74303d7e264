/** `/api/v1/notifications/mails`: what became of e-mail, and trying it again. */
import { type Static, Type } from 'typebox';
import { formatInstant, formatOptionalInstant } from '../../../kernel/instant.ts';
import {
  cursorParameter,
  instantField,
  limitParameter,
  orNull,
  pageOf,
  type RouteApp,
  type Routes,
} from '../../../platform/http/index.ts';
import type { MailLog } from './mail-log.service.ts';
import type { LoggedMail } from './mail-log.types.ts';

const tags = ['Notifications'];
/** Who is told what, and where, is a matter of accounts: no program sees it. */
const permission = 'users:manage';

const status = Type.Enum(['waiting', 'sent', 'dead'], {
  description: 'Waiting to be tried (again), sent, or given up.',
});
const number = (description: string) => Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description });

const MailAnswer = Type.Object(
  {
    id: Type.Integer({ description: 'Number of the message.', examples: [812] }),
    user_id: orNull(Type.Integer({ description: 'Account that it is for; null for a test.', examples: [17] })),
    to: orNull(Type.String({ description: 'Address of a test; others go to the one that the account has then.' })),
    kind: Type.String({ description: 'What it tells of, or `test`.', examples: ['low_stock'] }),
    event_id: Type.String({ description: 'Id of the event that it tells of.' }),
    subject: Type.String({ description: 'Its subject.', examples: ['Ticket 17: Spindle is hot'] }),
    status,
    attempts: Type.Integer({ description: 'Attempts, since it was last asked for again.', examples: [1] }),
    created_at: instantField('When it was written down.'),
    first_attempt_at: orNull(instantField('When it was first tried; null before.')),
    next_attempt_at: orNull(instantField('When it is tried next; null where it is not.')),
    sent_at: orNull(instantField('When the mail server took it.')),
    message_id: orNull(Type.String({ description: '`Message-ID` of the message that it went with last.' })),
    problem: orNull(Type.String({ description: 'Why it could not be sent, in the words of the mail server.' })),
  },
  { title: 'LoggedMail' },
);
const MailPage = pageOf(MailAnswer);
const MailListQuery = Type.Object({
  status: Type.Optional(status),
  user_id: Type.Optional(number('Only for this account.')),
  cursor: cursorParameter,
  limit: limitParameter,
});

export function mailLogRoutes(mails: MailLog): Routes {
  return (app: RouteApp) => {
    app.get(
      '/api/v1/notifications/mails',
      {
        schema: {
          tags,
          summary: 'Log of e-mail',
          description: 'Newest first, for as long as `mail.log_days` says. What messages say is not in it.',
          querystring: MailListQuery,
          response: { 200: MailPage },
        },
        config: { permission, errors: ['cursor-invalid'] },
      },
      async ({ query: { user_id: userId, ...query } }) => {
        const page = await mails.listMails({ ...query, ...(userId === undefined ? {} : { userId }) });
        return { items: page.items.map(toWire), next_cursor: page.nextCursor };
      },
    );

    app.post(
      '/api/v1/notifications/mails/:mail_id/retry',
      {
        schema: {
          tags,
          summary: 'Send a message again',
          description:
            'One that waits or was given up is tried again soon, and for another day. One that was sent, and a test, stays as it is.',
          params: Type.Object({ mail_id: number('Number of the message.') }),
          response: { 200: MailAnswer },
        },
        config: { permission, errors: ['mail-not-found'] },
      },
      async ({ actor, params }) => toWire(await mails.retryMail(actor, params.mail_id)),
    );
  };
}

function toWire({ address, ...mail }: LoggedMail): Static<typeof MailAnswer> {
  return {
    ...mail,
    to: address,
    created_at: formatInstant(mail.created_at),
    first_attempt_at: formatOptionalInstant(mail.first_attempt_at),
    next_attempt_at: formatOptionalInstant(mail.next_attempt_at),
    sent_at: formatOptionalInstant(mail.sent_at),
  };
}
