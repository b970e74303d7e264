/** `/api/v1/machines/{id}/components`: the spare parts of a machine. */
import { type Static, Type } from 'typebox';
import {
  closed,
  cursorParameter,
  limitParameter,
  noBody,
  orNull,
  pageOf,
  type Routes,
} from '../../../platform/http/index.ts';
import type { ListedComponent } from '../components/components.types.ts';
import { componentId } from '../inventory.fields.ts';
import { freeOn, QUANTITY_MAX } from '../stock/stock.rules.ts';
import type { SparePart, SparePartService } from './spare-parts.service.ts';

/** What this page needs of machines: refuses those that nobody knows. */
export interface MachineDirectory {
  /** @throws machine-not-found */
  getMachine(id: string): Promise<unknown>;
}

const tags = ['Inventory'];

const machineId = Type.String({
  minLength: 1,
  maxLength: 200,
  description: "The machine's id.",
  examples: ['6809f67ffc54c40ff1b489cf'],
});
const MachineParams = Type.Object({ id: machineId });
const SparePartParams = Type.Object({ id: machineId, component_id: componentId });

const said = {
  recommended_quantity: orNull(
    Type.Integer({
      minimum: 1,
      maximum: QUANTITY_MAX,
      description: 'How many should be at hand; null: nobody has said.',
      examples: [2],
    }),
  ),
  note: orNull(Type.String({ maxLength: 500, description: 'Where it sits, how often it goes.' })),
};

const SparePartAnswer = Type.Object(
  {
    machine_id: machineId,
    component_id: componentId,
    component_name: Type.String({ description: 'Name of the component.', examples: ['Bearing 6204'] }),
    stock_code: orNull(Type.String({ description: 'Number in the store.', examples: ['BRG-6204'] })),
    unit: Type.String({ description: 'What is counted.', examples: ['pcs'] }),
    ...said,
    current_stock: Type.Integer({ description: 'On hand at all locations together.', examples: [24] }),
    reserved: Type.Integer({ description: 'Of these, set aside for tickets.', examples: [2] }),
    available: Type.Integer({ description: 'On hand and not set aside.', examples: [22] }),
    low: Type.Boolean({ description: 'Whether it is below its minimum at any location.' }),
    retired: Type.Boolean({ description: 'Whether the component is out of use.' }),
  },
  { title: 'SparePart' },
);
const SparePartBody = Type.Object(
  {
    recommended_quantity: Type.Optional(said.recommended_quantity),
    note: Type.Optional(said.note),
  },
  { ...closed, title: 'SparePartDetails' },
);

export function sparePartRoutes(parts: SparePartService, machines: MachineDirectory): Routes {
  return (app) => {
    app.get(
      '/api/v1/machines/:id/components',
      {
        schema: {
          tags,
          summary: 'Spare parts of a machine',
          description: 'By name, with what is on hand.',
          params: MachineParams,
          querystring: Type.Object({ cursor: cursorParameter, limit: limitParameter }),
          response: { 200: pageOf(SparePartAnswer) },
        },
        config: {
          permission: 'inventory:read',
          errors: ['machine-not-found', 'cursor-invalid'],
          freshness: { topics: ['spare-part', 'component', 'location', 'stock'] },
        },
      },
      async (request) => {
        await machines.getMachine(request.params.id);
        const page = await parts.listSpareParts(request.params.id, request.query);
        return { items: page.items.map(toWire), next_cursor: page.nextCursor };
      },
    );

    app.put(
      '/api/v1/machines/:id/components/:component_id',
      {
        schema: {
          tags,
          summary: 'Put a component among the spare parts of a machine',
          description: 'Or say something else of it: replaces both fields, absent is null.',
          params: SparePartParams,
          body: SparePartBody,
          response: { 200: SparePartAnswer },
        },
        config: {
          permission: 'inventory:manage',
          errors: ['machine-not-found', 'component-not-found', 'component-retired'],
        },
      },
      async (request) => {
        const { id, component_id: component } = request.params;
        const { recommended_quantity: recommendedQuantity = null, note = null } = request.body;
        return toWire(await parts.setSparePart(request.actor, id, component, { recommendedQuantity, note }));
      },
    );

    app.delete(
      '/api/v1/machines/:id/components/:component_id',
      {
        schema: {
          tags,
          summary: 'Take a component off the spare parts of a machine',
          params: SparePartParams,
          response: { 204: noBody },
        },
        config: { permission: 'inventory:manage', errors: ['component-not-found'] },
      },
      async (request, reply) => {
        await parts.removeSparePart(request.actor, request.params.id, request.params.component_id);
        return reply.code(204).send(null);
      },
    );
  };
}

function toWire({
  machineId: id,
  component,
  recommendedQuantity,
  note,
}: SparePart<ListedComponent>): Static<typeof SparePartAnswer> {
  return {
    machine_id: id,
    component_id: component.id,
    component_name: component.name,
    stock_code: component.stockCode,
    unit: component.unit,
    recommended_quantity: recommendedQuantity,
    note,
    current_stock: component.onHand,
    reserved: component.reserved,
    available: freeOn(component),
    low: component.low,
    retired: component.retiredAt !== null,
  };
}
