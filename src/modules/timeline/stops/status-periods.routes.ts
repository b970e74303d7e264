/** `/api/v1/status-periods`: what machines did, piece by piece, and why they stood as people say. */
import type { FastifyRequest } from 'fastify';
import { parseQueryInstant } from '../../../kernel/instant.ts';
import { type Freshness, queryRange, type RouteApp, type Routes, versionOf } from '../../../platform/http/index.ts';
import {
  PeriodAnswer,
  PeriodListQuery,
  PeriodPage,
  PeriodParams,
  RevisionListQuery,
  RevisionPage,
  StopReasonBody,
  SuggestionQuery,
  SuggestionsAnswer,
} from './status-periods.schemas.ts';
import type { StatusPeriodService } from './status-periods.service.ts';
import type { StatusPeriod } from './status-periods.types.ts';
import {
  categoriesFromWire,
  periodToWire,
  revisionToWire,
  speakersOf,
  suggestionToWire,
  wordFromWire,
} from './status-periods.wire.ts';

/** What other rooms know of periods and people. */
export interface PeriodNeighbours {
  /** The latest ticket about each of the periods; those without one are not in it. */
  readonly ticketsOfPeriods: (ids: readonly string[]) => Promise<ReadonlyMap<string, { readonly ticketId: number }>>;
  /** What people are called, by the numbers of their accounts. */
  readonly namesOf: (userIds: readonly number[]) => Promise<ReadonlyMap<number, string>>;
}

const tags = ['Status periods'];
const read = 'timeline:read';
const topics = ['timeline', 'machine', 'reason', 'ticket'];
/** What lasts grows with the clock. */
const freshness: Freshness = {
  topics,
  live(request: FastifyRequest, nowMs: number) {
    const { end_time: end } = request.query as { readonly end_time?: string };
    const parsed = end === undefined ? undefined : parseQueryInstant(end);
    return parsed === undefined || parsed.ms > nowMs;
  },
};

export function statusPeriodRoutes(
  periods: StatusPeriodService,
  { ticketsOfPeriods, namesOf }: PeriodNeighbours,
): Routes {
  async function answersOf(found: readonly StatusPeriod[]) {
    const tickets = await ticketsOfPeriods(found.map(({ id }) => id));
    const names = await namesOf(speakersOf(found.map(({ explained }) => explained?.by)));
    return found.map((period) => periodToWire(period, names, tickets.get(period.id)?.ticketId));
  }
  const answerOf = async (period: StatusPeriod) =>
    (await answersOf([period]))[0] as Awaited<ReturnType<typeof answersOf>>[number];

  return (app: RouteApp) => {
    app.get(
      '/api/v1/status-periods',
      {
        schema: {
          tags,
          summary: 'Status periods',
          description:
            'What overlaps the range, the latest beginning first. A stop that a source tells of in several periods is several here.',
          querystring: PeriodListQuery,
          response: { 200: PeriodPage },
        },
        config: {
          permission: read,
          errors: ['cursor-invalid', 'range-invalid', 'range-too-long', 'unknown-machine'],
          freshness,
        },
      },
      async (request) => {
        const { query } = request;
        const page = await periods.listStatusPeriods({
          machineIds: query.machine_ids,
          ...queryRange(query),
          categories: categoriesFromWire(query.category),
          unanswered: query.unanswered,
          minSeconds: query.min_seconds,
          reasonId: query.reason_id,
          cursor: query.cursor,
          limit: query.limit,
        });
        return { items: await answersOf(page.items), next_cursor: page.nextCursor };
      },
    );

    app.get(
      '/api/v1/status-periods/:id',
      {
        schema: { tags, summary: 'One status period', params: PeriodParams, response: { 200: PeriodAnswer } },
        config: { permission: read, errors: ['period-not-found'] },
      },
      async (request) => answerOf(await periods.getStatusPeriod(request.params.id)),
    );

    app.patch(
      '/api/v1/status-periods/:id',
      {
        schema: {
          tags,
          summary: 'Say why a machine stood',
          description:
            'Gives the stop a reason, or another one. It counts in every answer at once, and stays when the source tells of the stop again: until the source itself gives a reason, and another one than it gave when this was said. An operator comes too late when the stop has ended longer ago than the setting `stops.operator_hours` allows.',
          params: PeriodParams,
          body: StopReasonBody,
          response: { 200: PeriodAnswer },
        },
        config: {
          versioned: true,
          permission: 'stops:explain',
          errors: ['period-not-found', 'not-a-stop', 'unknown-reason', 'limit-reached', 'version-conflict'],
        },
      },
      async (request) => {
        const { version, ...word } = request.body;
        const { actor, params } = request;
        return answerOf(await periods.explainStop(actor, params.id, wordFromWire(word), versionOf(request, version)));
      },
    );

    app.get(
      '/api/v1/status-periods/:id/revisions',
      {
        schema: {
          tags,
          summary: 'What a status period said before',
          description: 'Every version, the present one first, with who changed the reason where it was not the source.',
          params: PeriodParams,
          querystring: RevisionListQuery,
          response: { 200: RevisionPage },
        },
        config: { permission: read, errors: ['period-not-found', 'cursor-invalid'] },
      },
      async (request) => {
        const page = await periods.listPeriodRevisions(request.params.id, request.query);
        const names = await namesOf(speakersOf(page.items.map(({ changedBy }) => changedBy)));
        return { items: page.items.map((revision) => revisionToWire(revision, names)), next_cursor: page.nextCursor };
      },
    );

    app.get(
      '/api/v1/reasons/suggestions',
      {
        schema: {
          tags: ['Downtime reasons'],
          summary: 'Reasons that are likely at a machine',
          description:
            'For buttons: the reasons most used at the machine lately, then those most used in the factory. What gives no reason is not among them; stops that last are not counted yet.',
          querystring: SuggestionQuery,
          response: { 200: SuggestionsAnswer },
        },
        config: { permission: read, errors: ['unknown-machine'] },
      },
      async (request) => ({ items: (await periods.suggestReasons(request.query.machine_id)).map(suggestionToWire) }),
    );
  };
}
