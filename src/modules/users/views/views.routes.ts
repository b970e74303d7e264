/** `/api/v1/users/me/views`: filters of a page that people have given a name. */
import { type Static, Type } from 'typebox';
import type { Actor } from '../../../kernel/access.ts';
import { formatInstant } from '../../../kernel/instant.ts';
import {
  closed,
  cursorParameter,
  idempotencyKeyOf,
  idParams,
  instantField,
  limitParameter,
  noBody,
  pageOf,
  type RouteApp,
  versionField,
  versionGiven,
  versionOf,
} from '../../../platform/http/index.ts';
import { VIEWS_MAX } from './views.service.ts';
import type { SavedView, SavedViews } from './views.types.ts';

const tags = ['Own account'];
const permission = 'account:own';
const ViewParams = idParams('view');

const page = Type.String({
  minLength: 1,
  maxLength: 60,
  pattern: '^[a-z0-9][a-z0-9/._-]*$',
  description: 'Which page it is of: a word of the interface.',
  examples: ['tickets'],
});
const name = Type.String({
  minLength: 1,
  maxLength: 80,
  description: 'What the person calls it; once among their own of the page.',
  examples: ['Hydraulics, overdue'],
});
const query = Type.String({
  maxLength: 2_000,
  description: 'The filter, as the page writes it; MillDash keeps it and does not look into it.',
  examples: ['category=Hydraulic&overdue=true'],
});
const shared = Type.Boolean({
  description: 'Whether others see it; changing it stays with its owner and administrators.',
});

const ViewAnswer = Type.Object(
  {
    id: Type.Integer({ description: 'Number of the view.', examples: [3] }),
    page,
    name,
    query,
    shared,
    own: Type.Boolean({ description: 'Whether it is yours.' }),
    owner: Type.Object({ id: Type.Integer(), name: Type.String({ examples: ['Tess Gray'] }) }),
    version: versionField,
    created_at: instantField('When it was saved.'),
    updated_at: instantField('When it was last changed.'),
  },
  { title: 'SavedView' },
);
const ViewListQuery = Type.Object({ page: Type.Optional(page), cursor: cursorParameter, limit: limitParameter });
const NewViewBody = Type.Object(
  { page, name, query, shared: Type.Optional(shared) },
  { ...closed, title: 'NewSavedView' },
);
const ViewChangesBody = Type.Object(
  { name: Type.Optional(name), query: Type.Optional(query), shared: Type.Optional(shared), version: versionGiven },
  { ...closed, title: 'SavedViewChanges' },
);

export function viewRoutes(views: SavedViews): (app: RouteApp) => void {
  return (app) => {
    app.get(
      '/api/v1/users/me/views',
      {
        schema: {
          tags,
          summary: 'Saved views',
          description: 'Your own and those that others share, in the order in which they were saved.',
          querystring: ViewListQuery,
          response: { 200: pageOf(ViewAnswer) },
        },
        config: { permission, errors: ['cursor-invalid'] },
      },
      async (request) => {
        const found = await views.listViews(request.actor, request.query);
        return { items: found.items.map((view) => toWire(view, request.actor)), next_cursor: found.nextCursor };
      },
    );

    app.post(
      '/api/v1/users/me/views',
      {
        schema: {
          tags,
          summary: 'Save a view',
          description: `Somebody has ${VIEWS_MAX} at most.`,
          body: NewViewBody,
          response: { 201: ViewAnswer },
        },
        config: { idempotent: true, permission, errors: ['name-taken', 'limit-reached', 'view-not-found'] },
      },
      async (request, reply) => {
        const wanted = { ...request.body, shared: request.body.shared ?? false };
        const view = await views.createView(request.actor, wanted, idempotencyKeyOf(request));
        return reply.code(201).send(toWire(view, request.actor));
      },
    );

    app.patch(
      '/api/v1/users/me/views/:id',
      {
        schema: {
          tags,
          summary: 'Change a saved view',
          description: 'Yours; an administrator also those that others share.',
          params: ViewParams,
          body: ViewChangesBody,
          response: { 200: ViewAnswer },
        },
        config: { versioned: true, permission, errors: ['view-not-found', 'name-taken', 'version-conflict'] },
      },
      async (request) => {
        const { version, ...changes } = request.body;
        const { actor, params } = request;
        return toWire(await views.changeView(actor, params.id, changes, versionOf(request, version)), actor);
      },
    );

    app.delete(
      '/api/v1/users/me/views/:id',
      {
        schema: {
          tags,
          summary: 'Delete a saved view',
          description: 'Yours; an administrator also those that others share.',
          params: ViewParams,
          response: { 204: noBody },
        },
        config: { versioned: true, permission, errors: ['view-not-found', 'version-conflict'] },
      },
      async (request, reply) => {
        await views.deleteView(request.actor, request.params.id, versionOf(request, undefined));
        return reply.code(204).send(null);
      },
    );
  };
}

function toWire(view: SavedView, actor: Actor): Static<typeof ViewAnswer> {
  return {
    id: view.id,
    page: view.page,
    name: view.name,
    query: view.query,
    shared: view.shared,
    own: actor.id === String(view.ownerId),
    owner: { id: view.ownerId, name: view.ownerName },
    version: view.version,
    created_at: formatInstant(view.createdAt),
    updated_at: formatInstant(view.updatedAt),
  };
}
