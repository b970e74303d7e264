/** What answers about tickets look like. */
import { Type } from 'typebox';
import { countedPageOf, instantField, pageOf, textOrNull, versionField } from '../../../platform/http/index.ts';
import { holdReasons, moveNames, priorities, ticketStatuses } from './tickets.rules.ts';
import { ticketSources } from './tickets.types.ts';

/** One type of two words, for long lists: see `textOrNull`. */
const wholeOrNull = (description: string) => Type.Unsafe<number | null>({ type: ['integer', 'null'], description });
const optionalInstant = (description: string) => textOrNull(instantField(description));
/** Closed lists of words, told as texts: what a serializer writes quickly. */
const word = <Word extends string>(words: readonly Word[], description: string) =>
  Type.Unsafe<Word>({ type: 'string', enum: [...words], description, examples: [words[0]] });

export const NoteAnswer = Type.Object(
  {
    id: Type.Integer({ description: 'Number of the note.' }),
    note: Type.String({ examples: ['Bearing on the left side runs hot.'] }),
    author: Type.String({ description: 'Who wrote it, as they were called then.', examples: ['Tess Carter'] }),
    created_at: instantField('When it was written.'),
  },
  { title: 'TicketNote' },
);
export const NotePage = pageOf(NoteAnswer);

export const person = {
  id: wholeOrNull('Number of the account; null for a program, or somebody without one.'),
  name: Type.String({ examples: ['Tess Carter'] }),
};

/** Of a picture, wherever it is shown. */
export const imageLinks = {
  id: Type.Integer({ description: 'Number of the picture.' }),
  image_url: Type.String({
    description:
      'Relative to the root of this server, without a leading slash. Opens the picture without a session for half a day at least; read the ticket again for a fresh one.',
    examples: ['uploads/ticket_images/1204_Jx0vQmT5b1nYz8fKcR2dWq7sLpEaUgHi.jpg?expires=1772668800&signature=8Qx0'],
  }),
  thumbnail_url: Type.String({ description: 'The same, small: 320 pixels on its longer side, WebP.' }),
  caption: textOrNull(Type.String({ description: 'What it shows.', examples: ['Oil under the coiler'] })),
};

export const ChangeAnswer = Type.Object(
  {
    id: Type.Integer({ description: 'Number of the step.' }),
    verb: Type.String({ description: 'What happened, as the event is called.', examples: ['resolved'] }),
    changes: Type.Record(Type.String(), Type.Object({ before: Type.Unknown(), after: Type.Unknown() }), {
      description: 'What it changed, by the names of the ticket.',
      examples: [{ status: { before: 'In Progress', after: 'Resolved' } }],
    }),
    reason: textOrNull(Type.String({ description: 'Why, where a reason was given.' })),
    author: Type.Object(person, { description: 'Who did it.' }),
    changed_at: instantField('When it happened.'),
  },
  { title: 'TicketChange' },
);
export const ChangePage = pageOf(ChangeAnswer);

export const TicketAnswer = Type.Object(
  {
    id: Type.Integer({ description: 'Number of the ticket.', examples: [1204] }),
    machine_id: Type.String({ examples: ['6809f67ffc54c40ff1b489cf'] }),
    machine_name: Type.String({ examples: ['Mill 1'] }),
    incident_category: Type.String({ examples: ['Hydraulic'] }),
    description: Type.String({ examples: ['Oil under the coiler'] }),
    priority: word(priorities, 'How urgent it is.'),
    fourjaw_downtime_id: textOrNull(Type.String({ description: 'The status period that it is about.' })),
    logged_time: instantField('When it was reported.'),
    resolved_time: optionalInstant('When it was resolved; null unless it is resolved or closed.'),
    status: word(ticketStatuses, 'How it stands.'),
    work_notes: Type.Array(NoteAnswer, { description: 'In the order in which they were written.' }),
    images: Type.Array(Type.Object(imageLinks), { description: 'In the order in which they came.' }),
    components_used: Type.Array(
      Type.Object({
        quantity_used: Type.Integer({ description: 'Taken and not returned.', examples: [2] }),
        component: Type.Object({
          id: Type.Integer(),
          component_name: Type.String({ examples: ['Bearing 6204'] }),
          stock_code: textOrNull(Type.String({ examples: ['B-6204'] })),
          current_stock: Type.Integer({ description: 'On hand now, at all locations together.', examples: [14] }),
        }),
      }),
    ),
    due_at: optionalInstant('When it should be done; null where somebody said that it has no due date.'),
    overdue: Type.Boolean({ description: 'True when it is not done and the due date has passed.' }),
    assignee: Type.Unsafe<{ id: number | null; name: string } | null>({
      type: ['object', 'null'],
      properties: person,
      required: ['id', 'name'],
      description: 'Who works on it.',
    }),
    team: textOrNull(Type.String({ description: 'Who looks after it, where that is not one person.' })),
    hold_reason: textOrNull(
      Type.String({ enum: [...holdReasons, null], description: 'Why it waits; null unless it is on hold.' }),
    ),
    hold_note: textOrNull(Type.String({ description: 'What exactly it waits for.' })),
    failure_code: textOrNull(Type.String({ description: "The factory's code of the failure." })),
    failure_cause: textOrNull(Type.String({ description: 'Why it failed.' })),
    remedy: textOrNull(Type.String({ description: 'What was done about it.' })),
    machine_down: Type.Boolean({ description: 'Whether the fault stopped the machine.' }),
    down_from: optionalInstant('When the machine stopped; null where it did not.'),
    restored_at: optionalInstant('When the machine ran again.'),
    proposed_restored_at: optionalInstant(
      'When the machine ran again as its periods show: what resolving takes where it says nothing else.',
    ),
    acknowledged_at: optionalInstant('When somebody was first assigned or began.'),
    started_at: optionalInstant('When work first began.'),
    closed_at: optionalInstant('When it was closed.'),
    cancelled_at: optionalInstant('When it was cancelled.'),
    reopened_count: Type.Integer({ description: 'How often it went back.' }),
    reported_by: Type.Object(person, { description: 'Who reported it.' }),
    source: word(ticketSources, 'Who or what opened it.'),
    plan_id: wholeOrNull('The plan that opened it.'),
    follows_ticket_id: wholeOrNull('The ticket that it comes from.'),
    external_id: textOrNull(Type.String({ description: 'Its number in the system that it was taken from.' })),
    allowed_moves: Type.Array(word(moveNames, 'A step that can be taken now.'), {
      description: 'The steps that can be taken now: `POST /api/v1/tickets/{id}/<move>`.',
    }),
    labour_minutes: Type.Integer({ description: 'Time worked on it, in minutes.' }),
    parts_cost: Type.Number({
      description: "Cost of the parts taken and not returned, in the factory's currency (setting `factory.currency`).",
    }),
    version: versionField,
    updated_at: instantField('When it, or anything that hangs on it, was last changed.'),
  },
  { title: 'Ticket' },
);
export const TicketPage = countedPageOf(TicketAnswer);

export const CategoriesAnswer = Type.Object({
  items: Type.Array(Type.Object({ name: Type.String({ examples: ['Hydraulic'] }) })),
  default_category: Type.String({ description: 'Of a ticket that names none.', examples: ['Other'] }),
});

export const AssigneesAnswer = Type.Object({
  items: Type.Array(
    Type.Object({ id: Type.Integer({ examples: [7] }), name: Type.String({ examples: ['Tess Carter'] }) }),
  ),
});
