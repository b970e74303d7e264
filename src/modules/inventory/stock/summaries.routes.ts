/** What stock is worth, and what a component's label says. */
import { Type } from 'typebox';
import { qrText } from '../../../kernel/labels.ts';
import { shownAmount } from '../../../kernel/money.ts';
import { orNull, type Routes } from '../../../platform/http/index.ts';
import { SETTING_TOPIC } from '../../../platform/settings/index.ts';
import { ComponentParams } from '../components/components.schemas.ts';
import type { ComponentService } from '../components/components.service.ts';
import { locationId } from '../inventory.fields.ts';
import type { StockValueReads } from './value.queries.ts';
import { VALUE_GROUPS_MAX } from './value.queries.ts';

const tags = ['Inventory'];
const permission = 'inventory:read';
/** Locations that fit a label. */
const LABEL_LOCATIONS_MAX = 10;

const value = Type.Number({ description: "In the factory's currency, to the cent.", examples: [1204.5] });
const components = Type.Integer({ description: 'Kinds of components that are there and have a cost.', examples: [31] });

const StockValueAnswer = Type.Object(
  {
    currency: Type.String({ description: 'Currency of all values, ISO 4217.', examples: ['GBP'] }),
    total: Type.Object({ value, components }),
    by_location: Type.Array(
      Type.Object({
        location_id: locationId,
        location_name: Type.String({ description: 'Name of the location.', examples: ['Main store'] }),
        value,
        components,
      }),
      { description: `The most valuable first, at most ${VALUE_GROUPS_MAX}.` },
    ),
    by_category: Type.Array(
      Type.Object({
        category: orNull(Type.String({ description: 'Null: without a category.', examples: ['Bearings'] })),
        value,
        components,
      }),
      { description: `The most valuable first, at most ${VALUE_GROUPS_MAX}.` },
    ),
    without_cost: Type.Object(
      { components: Type.Integer({ description: 'Kinds of components that are there and have no cost.' }) },
      { description: 'What counts for nothing above, because nobody has said what it costs.' },
    ),
  },
  { title: 'StockValue' },
);

const ComponentLabelAnswer = Type.Object(
  {
    qr_text: Type.String({ description: 'What the QR code says.', examples: ['milldash:component:17'] }),
    path: Type.String({
      description: 'Where a program finds it on this server.',
      examples: ['/api/v1/inventory/components/17'],
    }),
    component_id: Type.Integer({ description: 'Number of the component.', examples: [17] }),
    component_name: Type.String({ description: 'Its name.', examples: ['Bearing 6204'] }),
    stock_code: orNull(Type.String({ description: 'Number in the store.', examples: ['BRG-6204'] })),
    unit: Type.String({ description: 'What is counted.', examples: ['pcs'] }),
    supplier_code: orNull(Type.String({ description: 'What the supplier calls it.', examples: ['6204-2RS1'] })),
    locations: Type.Array(Type.String(), {
      description: `Where it lies, or has limits; the first ${LABEL_LOCATIONS_MAX}.`,
      examples: [['Main store']],
    }),
  },
  { title: 'ComponentLabel' },
);

export function summaryRoutes(inventory: StockValueReads & ComponentService, currency: () => Promise<string>): Routes {
  return (app) => {
    app.get(
      '/api/v1/inventory/value',
      {
        schema: {
          tags,
          summary: 'What the stock is worth',
          description:
            'What is on hand, reserved or not, at its unit cost. What is out of use and still there counts, too.',
          response: { 200: StockValueAnswer },
        },
        config: { permission, freshness: { topics: ['component', 'location', 'stock', SETTING_TOPIC] } },
      },
      async () => {
        const { total, byLocation, byCategory, withoutCost } = await inventory.stockValue();
        return {
          currency: await currency(),
          total: inCents(total),
          by_location: byLocation.map(({ locationId: id, locationName, ...worth }) => ({
            location_id: id,
            location_name: locationName,
            ...inCents(worth),
          })),
          by_category: byCategory.map(({ category, ...worth }) => ({ category, ...inCents(worth) })),
          without_cost: withoutCost,
        };
      },
    );

    app.get(
      '/api/v1/inventory/components/:id/label',
      {
        schema: {
          tags,
          summary: 'Label of a component',
          description:
            'What to print. The QR code holds `milldash:component:<number>`: no address, so a label outlives the server that it was printed at.',
          params: ComponentParams,
          response: { 200: ComponentLabelAnswer },
        },
        config: {
          permission,
          errors: ['component-not-found'],
          freshness: { topics: ['component', 'location', 'stock'] },
        },
      },
      async (request) => {
        const component = await inventory.getComponent(request.params.id);
        const places = component.levels.filter(
          ({ onHand, minimum, maximum }) => onHand > 0 || minimum !== null || maximum !== null,
        );
        return {
          qr_text: qrText('component', component.id),
          path: `/api/v1/inventory/components/${component.id}`,
          component_id: component.id,
          component_name: component.name,
          stock_code: component.stockCode,
          unit: component.unit,
          supplier_code: component.supplierCode,
          locations: places.slice(0, LABEL_LOCATIONS_MAX).map(({ locationName }) => locationName),
        };
      },
    );
  };
}

/** Amounts are rounded where they are shown. */
function inCents<Shown extends { readonly value: number }>(worth: Shown): Shown {
  return { ...worth, value: shownAmount(worth.value) };
}
