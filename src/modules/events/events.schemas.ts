/** What questions and answers about the two logs look like. */
import { Type } from 'typebox';
import { PAGE_LIMIT_DEFAULT, PAGE_LIMIT_MAX } from '../../kernel/paging.ts';
import {
  cursorParameter,
  instantField,
  instantParameter,
  limitParameter,
  orNull,
  pageOf,
} from '../../platform/http/index.ts';

const position = (description: string) =>
  Type.String({ description, examples: ['3f0c9a52-8f0e-4b0a-9f57-0d7c1d2f9a11:4711'] });

export const EventsQuery = Type.Object({
  after: Type.Optional(
    Type.String({
      maxLength: 100,
      description: '`next_after` of the answer before; absent: from the oldest event that is still there.',
      examples: ['3f0c9a52-8f0e-4b0a-9f57-0d7c1d2f9a11:4711'],
    }),
  ),
  types: Type.Optional(
    Type.Array(Type.String({ maxLength: 121 }), {
      maxItems: 50,
      description: 'Only these types; a trailing `*` stands for any ending.',
      examples: [['com.milldash.machine.*', 'com.milldash.setting.changed']],
    }),
  ),
  subject: Type.Optional(
    Type.String({
      maxLength: 300,
      description: 'Only events about this.',
      examples: ['machines/6809f67ffc54c40ff1b489cf'],
    }),
  ),
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: PAGE_LIMIT_MAX,
      default: PAGE_LIMIT_DEFAULT,
      description: 'Events in one answer.',
    }),
  ),
});

export const EventAnswer = Type.Object(
  {
    specversion: Type.Literal('1.0'),
    id: Type.String({ description: 'Unique: an event that arrives twice has the same one.' }),
    source: Type.String({
      description: 'The log of the installation, the same from every process: `urn:milldash:` and its `epoch`.',
      examples: ['urn:milldash:0b9f2c1e-6a52-4f3c-9c0e-5d1f7f0b8a11'],
    }),
    type: Type.String({ description: 'What happened.', examples: ['com.milldash.machine.created'] }),
    subject: Type.String({ description: 'What it happened to.', examples: ['machines/6809f67ffc54c40ff1b489cf'] }),
    time: instantField('When it happened, by its source.'),
    datacontenttype: Type.Literal('application/json'),
    data: Type.Unknown({ description: 'Depends on the type.' }),
    sequence: Type.String({ description: 'Decimal number, in the order of commits.', examples: ['4711'] }),
    epoch: Type.String({ description: 'Changes when the log is replaced: sequences of two epochs do not compare.' }),
    recordedat: instantField('When it was stored here.'),
  },
  { description: 'A CloudEvent 1.0 in JSON.' },
);

export const EventsAnswer = Type.Object({
  items: Type.Array(EventAnswer),
  next_after: position('Give it as `after` for the next events; ask again with it when there are none yet.'),
  head: position('The last event of the log at the time of the answer.'),
});

export const AuditQuery = Type.Object({
  actor: Type.Optional(Type.String({ maxLength: 300, description: 'Id or name (e-mail address) of who acted.' })),
  entity: Type.Optional(Type.String({ maxLength: 100, description: 'Kind of thing.', examples: ['machine'] })),
  entity_id: Type.Optional(Type.String({ maxLength: 300, description: 'Which one.' })),
  action: Type.Optional(
    Type.String({
      maxLength: 100,
      pattern: '^[a-z0-9.-]+\\*?$',
      errorMessage: 'must be small letters, digits, dots and hyphens, and may end in *',
      description: 'What was done; a trailing `*` stands for any ending.',
      examples: ['machine.changed', 'setting.*'],
    }),
  ),
  from: Type.Optional(instantParameter('Not before this instant.')),
  to: Type.Optional(instantParameter('Before this instant.')),
  cursor: cursorParameter,
  limit: limitParameter,
});

export const AuditAnswer = pageOf(
  Type.Object({
    id: Type.Integer({ description: 'Number of the entry, in the order of commits.' }),
    recorded_at: instantField('When it was done.'),
    actor: Type.Object({
      kind: Type.String({ description: 'user, api-key or system.', examples: ['user'] }),
      id: Type.String(),
      name: Type.String({ description: 'E-mail address, name of the key, or name of the job.' }),
    }),
    address: orNull(Type.String({ description: 'Network address that it came from.' })),
    request_id: orNull(Type.String({ description: 'The request, as it is in the log.' })),
    action: Type.String({ description: 'What was done.', examples: ['machine.changed'] }),
    entity: Type.String({ description: 'Kind of thing.', examples: ['machine'] }),
    entity_id: Type.String({ description: 'Which one.' }),
    before: Type.Unknown({ description: 'What the change touched, as it was; null where there was nothing.' }),
    after: Type.Unknown({ description: 'What the change touched, as it is; null where there is nothing.' }),
    reason: orNull(Type.String({ description: 'Why, where the one who acted said so.' })),
  }),
);
