/** `/api/v1/inventory/locations`: where stock lies. */
import type { Static } from 'typebox';
import { formatInstant, formatOptionalInstant } from '../../../kernel/instant.ts';
import { addRetirement, idempotencyKeyOf, type Routes, versionOf } from '../../../platform/http/index.ts';
import {
  LocationAnswer,
  LocationChangesBody,
  LocationListQuery,
  LocationPage,
  LocationParams,
  NewLocationBody,
} from './locations.schemas.ts';
import type { LocationService } from './locations.service.ts';
import type { Location } from './locations.types.ts';

const tags = ['Inventory'];
const read = 'inventory:read';
const manage = 'inventory:manage';
const freshness = { topics: ['location'] };

export function locationRoutes(locations: LocationService): Routes {
  return (app) => {
    app.get(
      '/api/v1/inventory/locations',
      {
        schema: {
          tags,
          summary: 'Locations of stock',
          description: 'By name. Those out of use are among them unless `retired` says otherwise.',
          querystring: LocationListQuery,
          response: { 200: LocationPage },
        },
        config: { permission: read, errors: ['cursor-invalid'], freshness },
      },
      async (request) => {
        const page = await locations.listLocations(request.query);
        return { items: page.items.map(toWire), next_cursor: page.nextCursor };
      },
    );

    app.post(
      '/api/v1/inventory/locations',
      {
        schema: {
          tags,
          summary: 'Create a location',
          body: NewLocationBody,
          response: { 201: LocationAnswer },
        },
        config: { location: true, idempotent: true, permission: manage, errors: ['name-taken'] },
      },
      async (request, reply) => {
        const location = await locations.createLocation(request.actor, request.body, idempotencyKeyOf(request));
        return reply.code(201).header('location', `/api/v1/inventory/locations/${location.id}`).send(toWire(location));
      },
    );

    app.get(
      '/api/v1/inventory/locations/:id',
      {
        schema: { tags, summary: 'One location', params: LocationParams, response: { 200: LocationAnswer } },
        config: { permission: read, errors: ['location-not-found'], freshness },
      },
      async (request) => toWire(await locations.getLocation(request.params.id)),
    );

    app.patch(
      '/api/v1/inventory/locations/:id',
      {
        schema: {
          tags,
          summary: 'Change a location',
          description: 'Writes the fields that the body names and leaves the others; null empties a field.',
          params: LocationParams,
          body: LocationChangesBody,
          response: { 200: LocationAnswer },
        },
        config: {
          versioned: true,
          permission: manage,
          errors: ['location-not-found', 'name-taken', 'version-conflict'],
        },
      },
      async (request) => {
        const { version, ...changes } = request.body;
        const { actor, params } = request;
        return toWire(await locations.changeLocation(actor, params.id, changes, versionOf(request, version)));
      },
    );

    addRetirement(app, {
      tags,
      path: '/api/v1/inventory/locations/:id',
      params: LocationParams,
      answer: LocationAnswer,
      permission: manage,
      errors: ['location-not-found'],
      noun: 'location',
      consequences: { retire: 'Nothing comes in from then on; what is left can be issued and moved.' },
      set: async ({ actor, params, retired, reason }) =>
        toWire(await locations.setLocationRetired(actor, params.id, retired, reason)),
    });
  };
}

function toWire(location: Location): Static<typeof LocationAnswer> {
  return {
    id: location.id,
    name: location.name,
    notes: location.notes,
    retired: location.retiredAt !== null,
    retired_at: formatOptionalInstant(location.retiredAt),
    version: location.version,
    created_at: formatInstant(location.createdAt),
    updated_at: formatInstant(location.updatedAt),
  };
}
