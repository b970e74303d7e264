/** `/api/v1/shift-calendars` and `/api/v1/shift-instances`: which shifts hold, and when they are. */
import { DAY_MS } from '../../../kernel/clock.ts';
import { DomainError } from '../../../kernel/errors.ts';
import {
  idempotencyKeyOf,
  idParams,
  noBody,
  queryRange,
  type RouteApp,
  type Routes,
  versionOf,
} from '../../../platform/http/index.ts';
import { SHIFT_TOPICS } from './shift-calendars.reader.ts';
import {
  CalendarAnswer,
  CalendarBody,
  CalendarListQuery,
  CalendarsAnswer,
  InstancesAnswer,
  InstancesQuery,
  NewCalendarBody,
} from './shift-calendars.schemas.ts';
import type { ShiftCalendars } from './shift-calendars.ts';
import { calendarFromWire, calendarToWire, instanceToWire, scopeFromWire } from './shift-calendars.wire.ts';

const tags = ['Shifts'];
const read = 'timeline:read';
const manage = 'shifts:manage';
const freshness = { topics: [...SHIFT_TOPICS] };
const CalendarParams = idParams('calendar');
const scopeErrors = ['place-not-found', 'machine-not-found'] as const;
/** Ten shifts a day for a year stay a readable answer. */
const INSTANCE_DAYS_MAX = 366;

export function shiftCalendarRoutes(shifts: ShiftCalendars): Routes {
  return (app: RouteApp) => {
    app.get(
      '/api/v1/shift-calendars',
      {
        schema: {
          tags,
          summary: 'Shift calendars',
          description:
            'All on one page, by scope and date. On each date the most specific scope holds: machine, line, area, site, factory.',
          querystring: CalendarListQuery,
          response: { 200: CalendarsAnswer },
        },
        config: { permission: read, errors: ['unknown-machine'], freshness },
      },
      async (request) => {
        const { machine_id: machineId } = request.query;
        const calendars = await shifts.listCalendars(machineId);
        return { items: calendars.map(calendarToWire), next_cursor: null };
      },
    );

    app.get(
      '/api/v1/shift-calendars/:id',
      {
        schema: { tags, summary: 'One shift calendar', params: CalendarParams, response: { 200: CalendarAnswer } },
        config: { permission: read, errors: ['calendar-not-found'], freshness },
      },
      async (request) => calendarToWire(await shifts.getCalendar(request.params.id)),
    );

    app.post(
      '/api/v1/shift-calendars',
      {
        schema: {
          tags,
          summary: 'Add a shift calendar',
          description: 'For a place, a machine or, with neither, the factory. Past answers change with it.',
          body: NewCalendarBody,
          response: { 201: CalendarAnswer },
        },
        config: { idempotent: true, permission: manage, errors: ['calendar-overlap', 'name-taken', ...scopeErrors] },
      },
      async (request, reply) => {
        const { body, actor } = request;
        const key = idempotencyKeyOf(request);
        const calendar = await shifts.createCalendar(actor, scopeFromWire(body), calendarFromWire(body), key);
        return reply.code(201).send(calendarToWire(calendar));
      },
    );

    app.put(
      '/api/v1/shift-calendars/:id',
      {
        schema: {
          tags,
          summary: 'Replace a shift calendar',
          description: 'Date, pattern and note; the scope stays. Sums are worked out again in the background.',
          params: CalendarParams,
          body: CalendarBody,
          response: { 200: CalendarAnswer },
        },
        config: {
          versioned: true,
          permission: manage,
          errors: ['calendar-not-found', 'calendar-overlap', 'name-taken', 'version-conflict'],
        },
      },
      async (request) => {
        const { body, actor, params } = request;
        const version = versionOf(request, body.version);
        return calendarToWire(await shifts.changeCalendar(actor, params.id, calendarFromWire(body), version));
      },
    );

    app.delete(
      '/api/v1/shift-calendars/:id',
      {
        schema: {
          tags,
          summary: 'Remove a shift calendar',
          description: 'As if it had never been; to end one, add a calendar of its scope with `weekly` null.',
          params: CalendarParams,
          response: { 204: noBody },
        },
        config: { permission: manage, errors: ['calendar-not-found', 'in-use'] },
      },
      async (request, reply) => {
        await shifts.removeCalendar(request.actor, request.params.id);
        return reply.code(204).send(null);
      },
    );

    app.get(
      '/api/v1/shift-instances',
      {
        schema: {
          tags,
          summary: 'Shifts of a range',
          description: `The shifts that overlap the range, whole and ascending; at most ${INSTANCE_DAYS_MAX} days at once.`,
          querystring: InstancesQuery,
          response: { 200: InstancesAnswer },
        },
        config: { permission: read, errors: ['range-invalid', 'range-too-long', 'unknown-machine'], freshness },
      },
      async (request) => {
        const { machine_id: machineId, ...range } = request.query;
        const { fromMs, toMs } = rangeOf(range);
        const instances = await shifts.listShiftInstances(fromMs, toMs, machineId);
        return { items: instances.map(instanceToWire), next_cursor: null };
      },
    );
  };
}

function rangeOf(query: { readonly start_time: string; readonly end_time: string }): { fromMs: number; toMs: number } {
  const { fromMs, toMs } = queryRange(query);
  if (toMs - fromMs > INSTANCE_DAYS_MAX * DAY_MS) {
    throw new DomainError('range-too-long', `The range is longer than ${INSTANCE_DAYS_MAX} days.`);
  }
  return { fromMs, toMs };
}
