/** The events of tickets and maintenance plans, as others may rely on them. */
import { type TProperties, Type } from 'typebox';
import { instantField, orNull, versionField } from '../../platform/http/index.ts';
import { defineEventTypes, type EventTypeDefinition } from '../../platform/outbox/index.ts';
import { reasonGroups } from '../timeline/index.ts';
import { helpCallStatuses, helpKinds } from './help-calls/help-calls.types.ts';
import { checkKinds, planStatuses, planTriggers } from './plans/plans.types.ts';
import { stopActions } from './stop-rules/stop-rules.types.ts';
import { priorities, ticketStatuses } from './tickets/tickets.rules.ts';
import { ticketSources } from './tickets/tickets.types.ts';

const machineId = Type.String({ description: 'Id of the machine.' });
const status = Type.Enum([...ticketStatuses]);
const stopAction = Type.Enum([...stopActions], { description: 'What the rule does.' });
const ticketId = Type.Integer({ description: 'Number of the ticket.' });

/** What all events of a ticket hold: enough to follow a board without reading the ticket. */
const standing: TProperties = {
  ticket_id: ticketId,
  machine_id: machineId,
  incident_category: Type.String(),
  priority: Type.Enum([...priorities]),
  status,
  old_status: orNull(Type.Enum([...ticketStatuses], { description: 'Before; null of a new one.' })),
  assignee_id: orNull(Type.Integer()),
  team: orNull(Type.String()),
  due_at: orNull(instantField('When it is to be resolved.')),
  machine_down: Type.Boolean({ description: 'The machine stands still.' }),
  reopened_count: Type.Integer(),
  version: versionField,
};
const labour = {
  labour_id: Type.Integer(),
  user_id: orNull(Type.Integer({ description: 'Who worked.' })),
  started_at: orNull(instantField('When it began, where somebody said so.')),
  duration_minutes: Type.Number(),
};
const image = {
  image_id: Type.Integer(),
  media_type: Type.String({ examples: ['image/webp'] }),
  width: Type.Integer({ description: 'Pixels.' }),
  height: Type.Integer({ description: 'Pixels.' }),
  size_bytes: Type.Integer(),
  caption: orNull(Type.String()),
};
const part = {
  component_id: Type.Integer(),
  component_name: Type.String(),
  quantity: Type.Number(),
  quantity_used: Type.Number({ description: 'What the ticket has of it afterwards.' }),
};
const check = Type.Integer({ description: 'Number of the item of the checklist.' });

const due = {
  due_at: instantField('The due that it is about.'),
  ticket_id: orNull(ticketId),
};
const followed = { ...due, ticket_status: Type.Optional(status) };

export const maintenanceEventTypes: readonly EventTypeDefinition[] = [
  ...defineEventTypes('ticket', standing, {
    opened: [
      'A ticket was opened.',
      {
        description: Type.String({ description: 'The first 500 characters.' }),
        fourjaw_downtime_id: orNull(Type.String({ description: 'The stop that it is about.' })),
        logged_time: instantField('When it was reported.'),
        reported_by: Type.String(),
        source: Type.Enum([...ticketSources]),
      },
    ],
    assigned: [
      'A ticket was given to somebody, or taken from them.',
      {
        old_assignee_id: Type.Optional(orNull(Type.Integer())),
        assigned_by_id: Type.Optional(orNull(Type.Integer({ description: 'The account that gave or took it.' }))),
        description: Type.Optional(Type.String({ description: 'The first 500 characters.' })),
      },
    ],
    started: 'Work on a ticket began.',
    held: 'A ticket waits for something.',
    resolved: 'A fault is mended.',
    closed: 'A ticket is closed.',
    reopened: 'A finished ticket is open again.',
    cancelled: 'A ticket was cancelled.',
    changed: 'Details of a ticket were changed.',
    'note-added': ['A note was added.', { note_id: Type.Integer(), author: Type.String() }],
    'labour-added': ['Time that somebody worked was written down.', labour],
    'labour-removed': ['Time that somebody worked was taken back.', labour],
    'image-added': ['A picture was added.', image],
    'image-captioned': ['It was said anew what a picture shows.', image],
    'image-removed': ['A picture was removed.', image],
    'part-used': ['Components were taken for a ticket.', part],
    'part-returned': ['Components were brought back.', part],
    'checklist-answered': [
      'An item of the checklist was answered, or its answer taken back.',
      {
        check_id: check,
        instruction: Type.String(),
        kind: Type.Enum([...checkKinds]),
        value: Type.Unknown({ description: 'The answer, by the kind; null where it was taken back.' }),
        result: orNull(Type.String({ description: 'Whether it is as it should be.' })),
      },
    ],
    'restore-proposed': [
      'The machine of a ticket has run again: when, for whoever resolves it.',
      { proposed_restored_at: instantField('Since when it runs.') },
    ],
    'restore-withdrawn': ['It stands again: it had not been restored.', { proposed_restored_at: Type.Null() }],
    'follow-up-opened': [
      'A ticket was opened for an item that failed.',
      { check_id: check, follow_up_ticket_id: Type.Integer() },
    ],
  }),
  ...defineEventTypes(
    'ticket',
    { machine_id: machineId },
    {
      imported: [
        'Tickets of another system were brought in; one a batch and machine.',
        { tickets: Type.Integer(), first_ticket_id: ticketId, last_ticket_id: ticketId },
      ],
      'notes-imported': [
        'Notes of another system were brought in; one a batch and machine.',
        { ticket_ids: Type.Array(ticketId), notes: Type.Integer() },
      ],
    },
  ),
  ...defineEventTypes(
    'stop-rule',
    {
      stop_rule_id: Type.Integer(),
      name: Type.String(),
      active: Type.Boolean(),
      action: stopAction,
      minimum_minutes: Type.Integer(),
      version: versionField,
    },
    {
      created: 'A rule on stops was made.',
      changed: ['A rule on stops was changed.', { changed: Type.Array(Type.String()) }],
      deleted: 'A rule on stops was deleted.',
    },
  ),
  ...defineEventTypes(
    'stop',
    {
      machine_id: machineId,
      machine_name: Type.String(),
      stop_rule_id: Type.Integer(),
      rule: Type.String({ description: 'Name of the rule.' }),
      action: stopAction,
      fourjaw_downtime_id: Type.String({ description: 'Id of the status period.' }),
      reason: Type.String({ description: '`no reason given yet` while nobody has said it.' }),
      reason_group: Type.Enum(reasonGroups),
      stopped_at: instantField('Since when it stands.'),
      minutes: Type.Integer({ description: 'How long it has stood.' }),
      ticket_id: orNull(ticketId),
    },
    { alerted: 'A machine stands for longer than a rule allows, now.' },
  ),
  ...defineEventTypes(
    'help-call',
    {
      help_call_id: Type.Integer({ description: 'Number of the call.' }),
      machine_id: machineId,
      kind: Type.Enum([...helpKinds], { description: 'Who is needed.' }),
      text: orNull(Type.String({ description: 'What for.' })),
      status: Type.Enum([...helpCallStatuses]),
      called_at: instantField('When somebody called.'),
      called_by: Type.String(),
      answered_at: orNull(instantField('Since when somebody is coming.')),
      answered_by: orNull(Type.String({ description: 'Who is coming.' })),
      ended_at: orNull(instantField('When it was over.')),
      ended_by: orNull(Type.String()),
      version: versionField,
    },
    {
      raised: 'Somebody at a machine calls for help.',
      answered: 'Somebody is coming.',
      closed: 'The help was given.',
      cancelled: 'It is not needed after all.',
    },
  ),
  ...defineEventTypes(
    'plan',
    {
      plan_id: Type.Integer(),
      machine_id: machineId,
      title: Type.String(),
      trigger: Type.Enum([...planTriggers]),
      status: Type.Enum([...planStatuses]),
      next_due_at: orNull(instantField('Its next due; null where that is not foreseen.')),
      version: versionField,
    },
    {
      created: 'A maintenance plan was made.',
      changed: ['A plan was changed.', { changed: Type.Array(Type.String()) }],
      paused: 'A plan opens no tickets for now.',
      resumed: 'A plan opens tickets again.',
      retired: 'A plan went out of use.',
      rescheduled: 'The next due of a plan moved, because shifts or settings did.',
      'ticket-opened': [
        'A due ticket was opened.',
        {
          ...due,
          missed: Type.Integer({ description: 'Dues before it that nobody did.' }),
          missing_parts: Type.Array(
            Type.Object({
              component_id: Type.Integer(),
              component_name: Type.String(),
              needed: Type.Number(),
              reserved: Type.Number(),
            }),
            { description: 'Parts of which not all could be set aside.' },
          ),
        },
      ],
      'due-missed': ['Dues passed that nobody did.', { ...followed, missed: Type.Optional(Type.Integer()) }],
      'due-skipped': ['A due was skipped by somebody.', followed],
      'due-done': ['A due was done.', followed],
      'due-reopened': ['A due that was done is to be done again.', followed],
    },
  ),
];
