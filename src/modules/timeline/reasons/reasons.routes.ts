/** `/api/v1/reasons` and `/api/v1/reason-aliases`: what stops are called, and which texts mean the same. */
import { type Static, Type } from 'typebox';
import { formatInstant } from '../../../kernel/instant.ts';
import {
  addCsvExport,
  idempotencyKeyOf,
  idParams,
  type RouteApp,
  type Routes,
  versionOf,
} from '../../../platform/http/index.ts';
import {
  MergeBody,
  MoveBody,
  ReasonAnswer,
  ReasonChangesBody,
  ReasonListQuery,
  ReasonPage,
  SplitBody,
} from './reasons.schemas.ts';
import type { ReasonService } from './reasons.service.ts';
import type { ReasonWithAliases } from './reasons.types.ts';

const tags = ['Downtime reasons'];
const read = 'timeline:read';
const manage = 'reasons:manage';
const freshness = { topics: ['reason'] } as const;
const ReasonParams = idParams('reason');
const AliasParams = idParams('text');

export function reasonRoutes(reasons: ReasonService): Routes {
  return (app: RouteApp) => {
    app.get(
      '/api/v1/reasons',
      {
        schema: {
          tags,
          summary: 'Downtime reasons',
          description: 'By name, with the texts of the sources that mean each of them.',
          querystring: ReasonListQuery,
          response: { 200: ReasonPage },
        },
        config: { permission: read, errors: ['cursor-invalid'], freshness },
      },
      async (request) => {
        const page = await reasons.listReasons(request.query);
        return { items: page.items.map(toWire), next_cursor: page.nextCursor };
      },
    );

    addCsvExport(app, {
      tags,
      path: '/api/v1/reasons.csv',
      noun: 'Downtime reasons',
      order: 'in the order in which they came',
      query: Type.Omit(ReasonListQuery, ['cursor', 'limit']),
      permission: read,
      lines: reasons.exportReasons,
    });

    app.get(
      '/api/v1/reasons/:id',
      {
        schema: { tags, summary: 'One downtime reason', params: ReasonParams, response: { 200: ReasonAnswer } },
        config: { permission: read, errors: ['reason-not-found'], freshness },
      },
      async (request) => toWire(await reasons.getReason(request.params.id)),
    );

    app.patch(
      '/api/v1/reasons/:id',
      {
        schema: {
          tags,
          summary: 'Name a reason or put it into a group',
          description: 'Shows in every answer at once, in those about the past too.',
          params: ReasonParams,
          body: ReasonChangesBody,
          response: { 200: ReasonAnswer },
        },
        config: { versioned: true, permission: manage, errors: ['reason-not-found', 'name-taken', 'version-conflict'] },
      },
      async (request) => {
        const { version, ...changes } = request.body;
        const { actor, params } = request;
        return toWire(await reasons.changeReason(actor, params.id, changes, versionOf(request, version)));
      },
    );

    app.post(
      '/api/v1/reasons/:id/merge',
      {
        schema: {
          tags,
          summary: 'Merge a reason into another one',
          description: 'Its texts mean the other one from now on, in the past too; it goes itself.',
          params: ReasonParams,
          body: MergeBody,
          response: { 200: ReasonAnswer },
        },
        config: { permission: manage, errors: ['reason-not-found'] },
      },
      async (request) => toWire(await reasons.mergeReason(request.actor, request.params.id, request.body.into)),
    );

    app.post(
      '/api/v1/reason-aliases/:id/move',
      {
        schema: {
          tags,
          summary: 'Let a text mean another reason',
          params: AliasParams,
          body: MoveBody,
          response: { 200: ReasonAnswer },
        },
        config: { permission: manage, errors: ['reason-not-found', 'version-conflict'] },
      },
      async (request) => toWire(await reasons.moveAlias(request.actor, request.params.id, request.body.reason_id)),
    );

    app.post(
      '/api/v1/reason-aliases/:id/split',
      {
        schema: {
          tags,
          summary: 'Make a reason of its own from a text',
          params: AliasParams,
          body: SplitBody,
          response: { 201: ReasonAnswer },
        },
        config: {
          idempotent: true,
          permission: manage,
          errors: ['reason-not-found', 'name-taken', 'version-conflict'],
        },
      },
      async (request, reply) => {
        const { actor, params, body } = request;
        const reason = await reasons.splitAlias(actor, params.id, body?.name, idempotencyKeyOf(request));
        return reply.code(201).send(toWire(reason));
      },
    );
  };
}

function toWire(reason: ReasonWithAliases): Static<typeof ReasonAnswer> {
  return {
    id: reason.id,
    name: reason.name,
    group: reason.group,
    named_by_person: reason.namedByPerson,
    aliases: reason.aliases.map(({ id, text }) => ({ id, text })),
    version: reason.version,
    created_at: formatInstant(reason.createdAt),
    updated_at: formatInstant(reason.updatedAt),
  };
}
