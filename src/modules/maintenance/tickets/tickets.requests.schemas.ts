/** What requests about tickets look like. */
import { Type } from 'typebox';
import {
  closed,
  cursorParameter,
  idParams,
  instantField,
  instantParameter,
  limitParameter,
  optionalFields,
  orNull,
  versionGiven,
  withTotalParameter,
} from '../../../platform/http/index.ts';
import { holdReasons, moveNames, moves, priorities, ticketStatuses } from './tickets.rules.ts';
import { ticketSorts, ticketSources } from './tickets.types.ts';

export const TEXT_LENGTH_MAX = 4_000;

export const TicketParams = idParams('ticket');

const text = (description: string, maxLength: number, example: string) =>
  Type.String({ minLength: 1, maxLength, description, examples: [example] });

const machineId = text('The machine: an id of GET /api/v1/machines.', 200, '6809f67ffc54c40ff1b489cf');
const description = text('What is wrong.', TEXT_LENGTH_MAX, 'Oil under the coiler');
const category = Type.String({
  maxLength: 60,
  description: 'One of the setting `tickets.categories`; case makes no difference.',
  examples: ['Hydraulic'],
});
const priority = Type.Enum([...priorities], { description: 'How urgent it is.', examples: ['High'] });
const downtimeId = orNull(
  Type.String({ maxLength: 200, description: 'The status period of the machine that it is about.' }),
);
const dueAt = orNull(instantField('When it should be done; from the priority where nobody says. Null: no due date.'));
const team = orNull(Type.String({ maxLength: 80, description: 'Who looks after it.', examples: ['Hydraulics'] }));
const machineDown = Type.Boolean({ description: 'Whether the fault stopped the machine.' });
const downFrom = orNull(
  instantField(
    'When the machine stopped; by default when the stop began that the ticket is about, unless that was planned or for want of an operator, else when it was logged.',
  ),
);
const failure = {
  failure_code: Type.String({ maxLength: 40, description: "The factory's code of the failure.", examples: ['HYD-03'] }),
  failure_cause: Type.String({ maxLength: 500, description: 'Why it failed.', examples: ['Seal worn out'] }),
};
const restoredAt = instantField('When the machine ran again.');
const reason = text('Why; kept in the history.', 500, 'Leaks again');

export const NewTicketBody = Type.Object(
  {
    machine_id: machineId,
    description,
    ...optionalFields({
      incident_category: orNull(category),
      priority,
      fourjaw_downtime_id: downtimeId,
      due_at: dueAt,
      team,
      machine_down: machineDown,
      down_from: downFrom,
      follows_ticket_id: orNull(
        Type.Integer({
          minimum: 1,
          maximum: Number.MAX_SAFE_INTEGER,
          description: 'The ticket that it comes from.',
        }),
      ),
    }),
  },
  { ...closed, title: 'NewTicket' },
);

export const TicketChangesBody = Type.Object(
  {
    ...optionalFields({
      description,
      priority,
      incident_category: category,
      due_at: dueAt,
      team,
      failure_code: orNull(failure.failure_code),
      failure_cause: orNull(failure.failure_cause),
      remedy: orNull(Type.String({ maxLength: TEXT_LENGTH_MAX, description: 'What was done about it.' })),
      machine_down: machineDown,
      down_from: downFrom,
      restored_at: orNull(restoredAt),
      fourjaw_downtime_id: downtimeId,
    }),
    version: versionGiven,
  },
  { ...closed, title: 'TicketChanges' },
);

export const AssignBody = Type.Object(
  {
    assignee_id: orNull(
      Type.Integer({
        minimum: 1,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'Number of an account that can work on tickets; null: nobody.',
      }),
    ),
    team: Type.Optional(team),
    version: versionGiven,
  },
  { ...closed, title: 'TicketAssignment' },
);

/** Of a step that needs no word. */
export const StepBody = Type.Union([Type.Object({ version: versionGiven }, closed), Type.Null()]);

export const ReasonedStepBody = Type.Object({ reason, version: versionGiven }, { ...closed, title: 'TicketStep' });

export const ReopenBody = Type.Object(
  {
    reason,
    ...optionalFields({
      restored_at: instantField(
        'Since when the machine runs all the same; absent: a fault that stopped it does again.',
      ),
    }),
    version: versionGiven,
  },
  { ...closed, title: 'TicketReopening' },
);

export const HoldBody = Type.Object(
  {
    reason: Type.Enum([...holdReasons], { description: 'What it waits for.', examples: ['parts'] }),
    note: Type.Optional(
      Type.String({ maxLength: 500, description: 'What exactly.', examples: ['Seal kit, ordered for Thursday'] }),
    ),
    version: versionGiven,
  },
  { ...closed, title: 'TicketHold' },
);

export const ResolveBody = Type.Object(
  {
    remedy: text('What was done about it.', TEXT_LENGTH_MAX, 'Seal kit replaced'),
    ...optionalFields({ ...failure, restored_at: restoredAt }),
    version: versionGiven,
  },
  { ...closed, title: 'TicketResolution' },
);

export const NewNoteBody = Type.Object(
  {
    note: text('What to remember.', TEXT_LENGTH_MAX, 'Bearing on the left side runs hot.'),
    author: Type.Optional(
      Type.Union([Type.String({ maxLength: 200 }), Type.Null()], {
        description: 'Taken from older front ends and ignored: the author is whoever is signed in.',
      }),
    ),
  },
  { ...closed, title: 'NewTicketNote' },
);

export const PagingQuery = Type.Object({ cursor: cursorParameter, limit: limitParameter });

const severalOf = <const Words extends string[]>(words: readonly [...Words], what: string) =>
  Type.Optional(
    Type.Array(Type.Enum([...words]), { maxItems: words.length, description: `${what}; several are alternatives.` }),
  );

export const TicketSearchQuery = Type.Object({
  status: severalOf(ticketStatuses, 'How they stand'),
  priority: severalOf(priorities, 'How urgent they are'),
  machine_ids: Type.Optional(
    Type.Array(Type.String({ maxLength: 200 }), { maxItems: 1_000, description: 'Of these machines.' }),
  ),
  assignee_id: Type.Optional(
    Type.String({
      pattern: '^(me|none|[1-9][0-9]{0,14})$',
      errorMessage: "must be the number of an account, 'me' or 'none'",
      maxLength: 15,
      description: 'Number of an account, `me`, or `none` for those that nobody has.',
      examples: ['me'],
    }),
  ),
  category: Type.Optional(category),
  team: Type.Optional(Type.String({ maxLength: 80, description: 'Of this team.' })),
  overdue: Type.Optional(Type.Boolean({ description: 'Only those that are overdue, or only those that are not.' })),
  machine_down: Type.Optional(Type.Boolean({ description: 'Whether the fault stopped the machine.' })),
  source: Type.Optional(Type.Enum([...ticketSources], { description: 'Who or what opened them.' })),
  text: Type.Optional(
    Type.String({
      maxLength: 200,
      description:
        'Words that the ticket has: its number, description, failure, remedy, external id, the newest 100 notes, and the name of its machine. The last one may be the beginning of a word; case and accents make no difference.',
      examples: ['oil coil'],
    }),
  ),
  start_time: Type.Optional(instantParameter('Logged at or after.')),
  end_time: Type.Optional(instantParameter('Logged before.')),
  due_from: Type.Optional(instantParameter('Due at or after.')),
  due_to: Type.Optional(instantParameter('Due before.')),
  sort: Type.Optional(
    Type.Enum([...ticketSorts], {
      default: 'logged_time',
      description: 'What they are sorted by. Tickets without a due date are as if due after all others.',
    }),
  ),
  order: Type.Optional(
    Type.Enum(['asc', 'desc'], {
      description: 'The least or the most first. Default: `asc` by `due_at`, else `desc`.',
    }),
  ),
  with_total: withTotalParameter,
  cursor: cursorParameter,
  limit: limitParameter,
});

/** For the reference: from where each move can be made, out of the one table. */
export const movesTable = moveNames.map((name) => `\`${name}\` from ${moves[name].from.join(', ')}`).join('; ');
