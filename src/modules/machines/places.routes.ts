/** `/api/v1/places`: sites, their areas, and the lines of these. */
import {
  idempotencyKeyOf,
  idParams,
  noBody,
  type RouteApp,
  type Routes,
  versionOf,
} from '../../platform/http/index.ts';
import { NewPlaceBody, PlaceAnswer, PlaceChangesBody, PlacesAnswer } from './machines.schemas.ts';
import { placeToWire } from './machines.wire.ts';
import type { PlaceService } from './places.service.ts';

const tags = ['Machines'];
const manage = 'machines:manage';
const PlaceParams = idParams('place');

export function placeRoutes(machines: PlaceService): Routes {
  return (app: RouteApp) => {
    app.get(
      '/api/v1/places',
      {
        schema: {
          tags,
          summary: 'Sites, areas and lines',
          description: 'All of them on one page: sites, then areas, then lines, each by name.',
          response: { 200: PlacesAnswer },
        },
        config: { permission: 'machines:read', freshness: { topics: ['place'] } },
      },
      async () => ({ items: (await machines.listPlaces()).map(placeToWire), next_cursor: null }),
    );

    app.post(
      '/api/v1/places',
      {
        schema: {
          tags,
          summary: 'Create a site, area or line',
          description: 'Without a parent it is a site; inside a site an area; inside an area a line.',
          body: NewPlaceBody,
          response: { 201: PlaceAnswer },
        },
        config: { idempotent: true, permission: manage, errors: ['place-not-found', 'name-taken'] },
      },
      async (request, reply) => {
        const { name, parent_id: parentId = null } = request.body;
        const place = await machines.createPlace(request.actor, { name, parentId }, idempotencyKeyOf(request));
        return reply.code(201).send(placeToWire(place));
      },
    );

    app.patch(
      '/api/v1/places/:id',
      {
        schema: {
          tags,
          summary: 'Rename a site, area or line',
          params: PlaceParams,
          body: PlaceChangesBody,
          response: { 200: PlaceAnswer },
        },
        config: { versioned: true, permission: manage, errors: ['place-not-found', 'name-taken', 'version-conflict'] },
      },
      async (request) => {
        const { name, version } = request.body;
        const place = await machines.renamePlace(request.actor, request.params.id, name, versionOf(request, version));
        return placeToWire(place);
      },
    );

    app.delete(
      '/api/v1/places/:id',
      {
        schema: {
          tags,
          summary: 'Remove a site, area or line',
          description: 'Only while no machine, other place or shift calendar belongs to it.',
          params: PlaceParams,
          response: { 204: noBody },
        },
        config: { permission: manage, errors: ['place-not-found', 'in-use'] },
      },
      async (request, reply) => {
        await machines.removePlace(request.actor, request.params.id);
        return reply.code(204).send(null);
      },
    );
  };
}
