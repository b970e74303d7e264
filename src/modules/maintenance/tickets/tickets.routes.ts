/** `/api/v1/tickets`: opening, reading, searching and changing tickets, their notes and their history. */
import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { picked } from '../../../kernel/named-fields.ts';
import {
  bodyInstant,
  type Freshness,
  idempotencyKeyOf,
  type RouteApp,
  type Routes,
  versionOf,
} from '../../../platform/http/index.ts';
import { listingOf } from './ticket-listing.wire.ts';
import {
  NewNoteBody,
  NewTicketBody,
  PagingQuery,
  TicketChangesBody,
  TicketParams,
  TicketSearchQuery,
} from './tickets.requests.schemas.ts';
import { CategoriesAnswer, ChangePage, NoteAnswer, NotePage, TicketAnswer, TicketPage } from './tickets.schemas.ts';
import type { Tickets } from './tickets.ts';
import type { TicketDetails } from './tickets.types.ts';
import { changeToWire, noteToWire, ticketToWire } from './tickets.wire.ts';

const tags = ['Tickets'];
const read = 'tickets:read';
const report = 'tickets:report';
/** What an answer about a ticket shows: beside itself the names of machine and person, and what is left of its parts. */
const topics = ['ticket', 'machine', 'user', 'component', 'stock'];

export function ticketRoutes(tickets: Tickets): Routes {
  const freshness: Freshness = { topics, turnedAt: tickets.lastTurnAt };
  /** The same question of two people has two answers. */
  const ofWhoAsks = (request: FastifyRequest) => (request.query as { assignee_id?: string }).assignee_id === 'me';

  return (app: RouteApp) => {
    app.post(
      '/api/v1/tickets',
      {
        schema: {
          tags,
          summary: 'Open a ticket',
          description: 'The machine and what is wrong are enough.',
          body: NewTicketBody,
          response: { 201: TicketAnswer },
        },
        config: {
          permission: report,
          idempotent: true,
          location: true,
          errors: ['unknown-machine', 'unknown-category', 'period-not-found', 'ticket-not-found'],
        },
      },
      async (request, reply) => {
        const { machine_id: machineId, description, follows_ticket_id: followsTicketId, ...details } = request.body;
        const ticket = await tickets.openTicket(
          request.actor,
          {
            ...detailsFromWire(details),
            machineId,
            description,
            ...(followsTicketId === undefined ? {} : { followsTicketId }),
          },
          idempotencyKeyOf(request),
        );
        return reply.code(201).header('location', `/api/v1/tickets/${ticket.id}`).send(ticketToWire(ticket));
      },
    );

    app.get(
      '/api/v1/tickets/search',
      {
        schema: {
          tags,
          summary: 'Tickets, filtered and sorted',
          description: 'Filters narrow each other; the values of one filter are alternatives.',
          querystring: TicketSearchQuery,
          response: { 200: TicketPage },
        },
        config: {
          permission: read,
          errors: ['cursor-invalid', 'range-invalid', 'unknown-machine'],
          freshness: { ...freshness, live: ofWhoAsks },
        },
      },
      async (request) => {
        const page = await tickets.listTickets(listingOf(request.query, request.actor));
        return {
          items: page.items.map(ticketToWire),
          next_cursor: page.nextCursor,
          ...(page.total === undefined ? {} : { total: page.total }),
        };
      },
    );

    app.get(
      '/api/v1/tickets/categories',
      {
        schema: {
          tags,
          summary: 'What a ticket can be about',
          description: 'As the setting `tickets.categories` has it, for whoever reports a fault.',
          response: { 200: CategoriesAnswer },
        },
        config: { permission: read, freshness: { topics: ['setting'] } },
      },
      async () => {
        const { categories, defaultCategory } = await tickets.listCategories();
        return { items: categories.map((name) => ({ name })), default_category: defaultCategory };
      },
    );

    app.get(
      '/api/v1/tickets/:id',
      {
        schema: { tags, summary: 'One ticket', params: TicketParams, response: { 200: TicketAnswer } },
        config: { permission: read, errors: ['ticket-not-found'], freshness },
      },
      async (request) => ticketToWire(await tickets.viewOf(request.params.id)),
    );

    app.patch(
      '/api/v1/tickets/:id',
      {
        schema: {
          tags,
          summary: 'Change a ticket',
          description:
            'Writes the fields that the body names and leaves the others; null empties a field. Needs `tickets:work`, but for the description of an Open ticket, which whoever reported it can mend.',
          params: TicketParams,
          body: TicketChangesBody,
          response: { 200: TicketAnswer },
        },
        config: {
          permission: report,
          versioned: true,
          errors: ['ticket-not-found', 'unknown-category', 'period-not-found', 'version-conflict'],
        },
      },
      async (request) => {
        const { version, ...details } = request.body;
        const { actor, params } = request;
        const changes = detailsFromWire(details);
        return ticketToWire(await tickets.changeTicket(actor, params.id, changes, versionOf(request, version)));
      },
    );

    app.post(
      '/api/v1/tickets/:id/notes',
      {
        schema: {
          tags,
          summary: 'Add a note',
          description: 'In the name of whoever is signed in.',
          params: TicketParams,
          body: NewNoteBody,
          response: { 200: NoteAnswer },
        },
        config: { permission: report, idempotent: true, errors: ['ticket-not-found', 'limit-reached'] },
      },
      async (request) => {
        const { actor, params, body } = request;
        return noteToWire(await tickets.addNote(actor, params.id, body.note, idempotencyKeyOf(request)));
      },
    );

    app.get(
      '/api/v1/tickets/:id/notes',
      {
        schema: {
          tags,
          summary: 'Notes of a ticket',
          description: 'The newest first.',
          params: TicketParams,
          querystring: PagingQuery,
          response: { 200: NotePage },
        },
        config: { permission: read, errors: ['ticket-not-found', 'cursor-invalid'], freshness: { topics: ['ticket'] } },
      },
      async (request) => {
        const { cursor, limit } = request.query;
        const page = await tickets.listNotes(request.params.id, cursor, limit);
        return { items: page.items.map(noteToWire), next_cursor: page.nextCursor };
      },
    );

    app.get(
      '/api/v1/tickets/:id/history',
      {
        schema: {
          tags,
          summary: 'History of a ticket',
          description: 'Every step, the newest first: who did what, with the fields before and after.',
          params: TicketParams,
          querystring: PagingQuery,
          response: { 200: ChangePage },
        },
        config: { permission: read, errors: ['ticket-not-found', 'cursor-invalid'], freshness: { topics: ['ticket'] } },
      },
      async (request) => {
        const { cursor, limit } = request.query;
        const page = await tickets.listHistory(request.params.id, cursor, limit);
        return { items: page.items.map(changeToWire), next_cursor: page.nextCursor };
      },
    );
  };
}

type DetailsOnWire = Omit<Static<typeof TicketChangesBody>, 'version' | 'incident_category'> & {
  readonly incident_category?: string | null;
};

/** Only what the body names. A form that leaves a field empty says nothing with it. */
function detailsFromWire(body: DetailsOnWire): Partial<TicketDetails> {
  const { incident_category: category, fourjaw_downtime_id: periodId, ...rest } = body;
  const given = {
    category: category === null || category?.trim() === '' ? undefined : category,
    description: rest.description,
    priority: rest.priority,
    periodId,
    dueAt: instantOf('due_at', rest.due_at),
    team: rest.team,
    failureCode: rest.failure_code,
    failureCause: rest.failure_cause,
    remedy: rest.remedy,
    machineDown: rest.machine_down,
    downFrom: instantOf('down_from', rest.down_from),
    restoredAt: instantOf('restored_at', rest.restored_at),
  };
  return picked(given, Object.keys(given), (value) => value !== undefined);
}

function instantOf(name: string, text: string | null | undefined): number | null | undefined {
  return typeof text === 'string' ? bodyInstant(name, text) : text;
}
