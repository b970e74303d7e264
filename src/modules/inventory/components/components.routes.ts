/** `/api/v1/inventory/components`: what is kept in stock. The bare list at this address is the old front end's. */

import { addRetirement, idempotencyKeyOf, type Routes, versionOf } from '../../../platform/http/index.ts';
import { SETTING_TOPIC } from '../../../platform/settings/index.ts';
import {
  ComponentAnswer,
  ComponentChangesBody,
  ComponentListQuery,
  ComponentPage,
  ComponentParams,
  LevelParams,
  LimitsBody,
  NewComponentBody,
  StockLevelAnswer,
} from './components.schemas.ts';
import type { ComponentService } from './components.service.ts';
import { componentToWire, detailsFromWire, levelToWire, listedToWire } from './components.wire.ts';
import type { LimitService } from './limits.service.ts';

const tags = ['Inventory'];
const read = 'inventory:read';
const manage = 'inventory:manage';
const freshness = { topics: ['component', 'location', 'stock', SETTING_TOPIC] };

/** @param currency of costs, as it is set now */
export function componentRoutes(inventory: ComponentService & LimitService, currency: () => Promise<string>): Routes {
  return (app) => {
    app.get(
      '/api/v1/inventory/components/search',
      {
        schema: {
          tags,
          summary: 'Components',
          description: 'Filtered and sorted. Those out of use are among them unless `retired` says otherwise.',
          querystring: ComponentListQuery,
          response: { 200: ComponentPage },
        },
        config: { permission: read, errors: ['cursor-invalid'], freshness },
      },
      async (request) => {
        const { location_id: locationId, with_total: withTotal, ...listing } = request.query;
        const page = await inventory.listComponents({ ...listing, locationId, withTotal });
        const money = await currency();
        return {
          items: page.items.map((component) => listedToWire(component, money)),
          next_cursor: page.nextCursor,
          ...(page.total === undefined ? {} : { total: page.total }),
        };
      },
    );

    app.post(
      '/api/v1/inventory/components',
      {
        schema: {
          tags,
          summary: 'Create a component',
          description: 'Stock that is there already is booked as its opening movement.',
          body: NewComponentBody,
          response: { 201: ComponentAnswer },
        },
        config: {
          location: true,
          idempotent: true,
          permission: manage,
          errors: ['name-taken', 'stock-code-taken', 'location-not-found', 'location-retired'],
        },
      },
      async (request, reply) => {
        const {
          component_name: name,
          current_stock: openingStock,
          location_id: locationId,
          id: _ignored,
          ...details
        } = request.body;
        const component = await inventory.createComponent(
          request.actor,
          { ...detailsFromWire(details), name, openingStock, locationId },
          idempotencyKeyOf(request),
        );
        return reply
          .code(201)
          .header('location', `/api/v1/inventory/components/${component.id}`)
          .send(componentToWire(component, await currency()));
      },
    );

    app.get(
      '/api/v1/inventory/components/:id',
      {
        schema: {
          tags,
          summary: 'One component',
          description: 'With what is where.',
          params: ComponentParams,
          response: { 200: ComponentAnswer },
        },
        config: { permission: read, errors: ['component-not-found'], freshness },
      },
      async (request) => componentToWire(await inventory.getComponent(request.params.id), await currency()),
    );

    app.patch(
      '/api/v1/inventory/components/:id',
      {
        schema: {
          tags,
          summary: 'Change a component',
          description:
            'Writes the fields that the body names and leaves the others; null empties a field. Stock is changed by movements.',
          params: ComponentParams,
          body: ComponentChangesBody,
          response: { 200: ComponentAnswer },
        },
        config: {
          versioned: true,
          permission: manage,
          errors: ['component-not-found', 'name-taken', 'stock-code-taken', 'version-conflict'],
        },
      },
      async (request) => {
        const { version, ...details } = request.body;
        const { actor, params } = request;
        const changes = detailsFromWire(details);
        const component = await inventory.changeComponent(actor, params.id, changes, versionOf(request, version));
        return componentToWire(component, await currency());
      },
    );

    addRetirement(app, {
      tags,
      path: '/api/v1/inventory/components/:id',
      params: ComponentParams,
      answer: ComponentAnswer,
      permission: manage,
      errors: ['component-not-found'],
      noun: 'component',
      consequences: {
        retire: 'Nothing comes in and nothing is reserved from then on; what is left can be issued, moved and counted.',
        reinstate: 'What is below its minimum is told again.',
      },
      set: async ({ actor, params, retired, reason }) =>
        componentToWire(await inventory.setComponentRetired(actor, params.id, retired, reason), await currency()),
    });

    app.put(
      '/api/v1/inventory/components/:id/levels/:location_id',
      {
        schema: {
          tags,
          summary: 'Set minimum and maximum at a location',
          description: 'Replaces both. What falls below a raised minimum is told as `com.milldash.stock.low`.',
          params: LevelParams,
          body: LimitsBody,
          response: { 200: StockLevelAnswer },
        },
        config: {
          permission: manage,
          errors: ['component-not-found', 'component-retired', 'location-not-found', 'location-retired'],
        },
      },
      async (request) => {
        const { id, location_id: locationId } = request.params;
        return levelToWire(await inventory.setStockLimits(request.actor, id, locationId, request.body));
      },
    );
  };
}
