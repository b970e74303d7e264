/** `/api/v1/shift-exceptions`: dates whose shifts differ from the pattern. */
import {
  idempotencyKeyOf,
  idParams,
  noBody,
  type RouteApp,
  type Routes,
  versionOf,
} from '../../../platform/http/index.ts';
import {
  ExceptionAnswer,
  ExceptionBody,
  ExceptionListQuery,
  ExceptionsAnswer,
  NewExceptionBody,
} from './shift-calendars.schemas.ts';
import { exceptionFromWire, exceptionToWire, scopeFromWire } from './shift-calendars.wire.ts';
import type { ShiftExceptionService } from './shift-exceptions.service.ts';

const tags = ['Shifts'];
const manage = 'shifts:manage';
const ExceptionParams = idParams('exception');

export function shiftExceptionRoutes(shifts: ShiftExceptionService): Routes {
  return (app: RouteApp) => {
    app.get(
      '/api/v1/shift-exceptions',
      {
        schema: {
          tags,
          summary: 'Dates with other shifts',
          description:
            'All of the range on one page, by date and scope. Of several for one date the most specific scope holds.',
          querystring: ExceptionListQuery,
          response: { 200: ExceptionsAnswer },
        },
        config: { permission: 'timeline:read', freshness: { topics: ['shift-calendar'] } },
      },
      async (request) => {
        const exceptions = await shifts.listExceptions(request.query);
        return { items: exceptions.map(exceptionToWire), next_cursor: null };
      },
    );

    app.post(
      '/api/v1/shift-exceptions',
      {
        schema: {
          tags,
          summary: 'Add a date with other shifts, or none',
          description: 'For a place, a machine or, with neither, the factory.',
          body: NewExceptionBody,
          response: { 201: ExceptionAnswer },
        },
        config: {
          idempotent: true,
          permission: manage,
          errors: ['calendar-overlap', 'name-taken', 'place-not-found', 'machine-not-found'],
        },
      },
      async (request, reply) => {
        const { body, actor } = request;
        const key = idempotencyKeyOf(request);
        const exception = await shifts.createException(actor, scopeFromWire(body), exceptionFromWire(body), key);
        return reply.code(201).send(exceptionToWire(exception));
      },
    );

    app.put(
      '/api/v1/shift-exceptions/:id',
      {
        schema: {
          tags,
          summary: 'Replace a date with other shifts',
          params: ExceptionParams,
          body: ExceptionBody,
          response: { 200: ExceptionAnswer },
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
        return exceptionToWire(await shifts.changeException(actor, params.id, exceptionFromWire(body), version));
      },
    );

    app.delete(
      '/api/v1/shift-exceptions/:id',
      {
        schema: {
          tags,
          summary: 'Remove a date with other shifts',
          description: 'The pattern holds on it again.',
          params: ExceptionParams,
          response: { 204: noBody },
        },
        config: { permission: manage, errors: ['calendar-not-found'] },
      },
      async (request, reply) => {
        await shifts.removeException(request.actor, request.params.id);
        return reply.code(204).send(null);
      },
    );
  };
}
