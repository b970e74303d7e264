/** What requests and answers about movements, reservations and low stock look like. */
import { Type } from 'typebox';
import {
  closed,
  cursorParameter,
  instantField,
  instantParameter,
  limitParameter,
  orNull,
  pageOf,
} from '../../../platform/http/index.ts';
import {
  actorField,
  componentId,
  locationId,
  movementNotes,
  quantity,
  ticketId,
  unitCost,
} from '../inventory.fields.ts';
import { STOCKTAKE_LINES_MAX } from './corrections.ts';
import { ON_HAND_MAX, QUANTITY_MAX } from './stock.rules.ts';
import { movementKinds } from './stock.types.ts';

const names = {
  component_id: componentId,
  component_name: Type.String({ description: 'Name of the component.', examples: ['Bearing 6204'] }),
  location_id: locationId,
  location_name: Type.String({ description: 'Name of the location.', examples: ['Main store'] }),
};

export const MovementAnswer = Type.Object(
  {
    id: Type.Integer({ description: 'Number of the movement.', examples: [1204] }),
    ...names,
    kind: Type.Enum([...movementKinds], { description: 'What kind of movement it was.' }),
    quantity: Type.Integer({ description: 'Whole units that came, or with a minus went.', examples: [-2] }),
    on_hand_after: Type.Integer({ description: 'At the location, after it.', examples: [6] }),
    unit_cost: unitCost,
    ticket_id: orNull(Type.Integer({ description: 'The ticket that it was for.', examples: [4711] })),
    group_id: orNull(
      Type.String({ description: 'Shared by the two movements of a transfer and by all of a stocktake.' }),
    ),
    reason: orNull(Type.String({ description: 'Why.' })),
    reference: orNull(Type.String({ description: 'A delivery note, an order, a count sheet.' })),
    actor: actorField,
    occurred_at: instantField('When it happened.'),
    recorded_at: instantField('When it was told.'),
  },
  { title: 'StockMovement' },
);
export const MovementPage = pageOf(MovementAnswer);
export const MovementsAnswer = Type.Object(
  {
    items: Type.Array(MovementAnswer, {
      description: 'What was booked, by location. Nothing where nothing had to be changed.',
    }),
  },
  { title: 'BookedMovements' },
);

export const MovementListQuery = Type.Object({
  component_id: Type.Optional(componentId),
  location_id: Type.Optional(locationId),
  ticket_id: Type.Optional(ticketId),
  kind: Type.Optional(Type.Enum([...movementKinds], { description: 'Movements of this kind.' })),
  actor: Type.Optional(
    Type.String({ minLength: 1, maxLength: 320, description: 'Id or name (e-mail address) of who booked it.' }),
  ),
  start_time: Type.Optional(instantParameter('Movements that happened then or later.')),
  end_time: Type.Optional(instantParameter('Movements that happened before.')),
  cursor: cursorParameter,
  limit: limitParameter,
});

export const ReceiveBody = Type.Object(
  {
    location_id: locationId,
    quantity,
    unit_cost: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1_000_000_000,
        description:
          "What one unit cost: the component's unit cost becomes the average of what is there and what comes.",
        examples: [12.4],
      }),
    ),
    ...movementNotes,
  },
  { ...closed, title: 'StockReceipt' },
);

export const IssueBody = Type.Object(
  {
    location_id: Type.Optional({
      ...locationId,
      description: 'Where it is taken. Absent: what is reserved for the ticket first, then where most is free.',
    }),
    quantity,
    ticket_id: Type.Optional(ticketId),
    ...movementNotes,
  },
  { ...closed, title: 'StockIssue' },
);

export const ReturnBody = Type.Object(
  {
    location_id: Type.Optional({
      ...locationId,
      description: 'Where it goes. Absent: where the ticket took from last; needed without a ticket.',
    }),
    quantity,
    ticket_id: Type.Optional({
      ...ticketId,
      description: 'The ticket that it comes back from: no more than it has taken.',
    }),
    ...movementNotes,
  },
  { ...closed, title: 'StockReturn' },
);

export const AdjustBody = Type.Object(
  {
    location_id: locationId,
    counted: Type.Optional(
      Type.Integer({ minimum: 0, maximum: ON_HAND_MAX, description: 'What is there.', examples: [7] }),
    ),
    difference: Type.Optional(
      Type.Integer({
        minimum: -QUANTITY_MAX,
        maximum: QUANTITY_MAX,
        description: 'Or by how much it differs, up or down; not 0.',
        examples: [-1],
      }),
    ),
    ...movementNotes,
    reason: Type.String({
      minLength: 1,
      maxLength: 500,
      description: 'Why; kept in the ledger and the audit.',
      examples: ['Damaged in the store'],
    }),
  },
  { ...closed, title: 'StockAdjustment' },
);

export const TransferBody = Type.Object(
  {
    from_location_id: { ...locationId, description: 'Where it is taken.' },
    to_location_id: { ...locationId, description: 'Where it goes.' },
    quantity,
    ...movementNotes,
  },
  { ...closed, title: 'StockTransfer' },
);

export const ReservationBody = Type.Object(
  {
    ticket_id: ticketId,
    location_id: Type.Optional({ ...locationId, description: 'Absent: where there is most.' }),
    quantity,
  },
  { ...closed, title: 'StockReservationRequest' },
);

export const ReservedAnswer = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        component_id: componentId,
        location_id: locationId,
        location_name: names.location_name,
        ticket_id: ticketId,
        quantity: Type.Integer({ description: 'Set aside, or let go, by this step.', examples: [2] }),
        open: Type.Integer({ description: 'What the ticket has set aside there now.', examples: [2] }),
      }),
      { description: 'One for each location that was chosen.' },
    ),
  },
  { title: 'ReservedParts' },
);

export const ReservationAnswer = Type.Object(
  {
    id: Type.Integer({ description: 'Number of the reservation.', examples: [12] }),
    ...names,
    ticket_id: ticketId,
    quantity: Type.Integer({ description: 'Set aside and not taken yet.', examples: [2] }),
    actor: { ...actorField, description: 'Who reserved last.' },
    created_at: instantField('When something was set aside there for the ticket first.'),
    updated_at: instantField('When it was last changed.'),
  },
  { title: 'StockReservation' },
);
export const ReservationPage = pageOf(ReservationAnswer);
export const ReservationListQuery = Type.Object({
  component_id: Type.Optional(componentId),
  location_id: Type.Optional(locationId),
  ticket_id: Type.Optional(ticketId),
  cursor: cursorParameter,
  limit: limitParameter,
});

export const StocktakeBody = Type.Object(
  {
    location_id: locationId,
    counts: Type.Array(
      Type.Object(
        {
          component_id: componentId,
          counted: Type.Integer({
            minimum: 0,
            maximum: ON_HAND_MAX,
            description: 'What was found, in whole units.',
            examples: [7],
          }),
        },
        closed,
      ),
      { minItems: 1, maxItems: STOCKTAKE_LINES_MAX, description: 'Each component once; others are left as they are.' },
    ),
    ...movementNotes,
  },
  { ...closed, title: 'NewStocktake' },
);

export const StocktakeAnswer = Type.Object(
  {
    group_id: Type.String({ description: 'Shared by its movements.' }),
    location_id: locationId,
    location_name: names.location_name,
    counted: Type.Integer({ description: 'Components that were counted.', examples: [40] }),
    differences: Type.Array(MovementAnswer, { description: 'A movement for each that differed.' }),
  },
  { title: 'Stocktake' },
);

export const LowStockAnswer = Type.Object(
  {
    ...names,
    stock_code: orNull(Type.String({ description: 'Number in the store.', examples: ['BRG-6204'] })),
    unit: Type.String({ description: 'What is counted.', examples: ['pcs'] }),
    on_hand: Type.Integer({ description: 'There, in whole units.', examples: [3] }),
    reserved: Type.Integer({ description: 'Of these, set aside for tickets.', examples: [1] }),
    available: Type.Integer({ description: 'There and not set aside.', examples: [2] }),
    minimum: Type.Integer({ description: 'What should be there at least.', examples: [4] }),
    maximum: orNull(Type.Integer({ description: 'What is enough.', examples: [10] })),
    shortage: Type.Integer({ description: 'What is missing to the minimum.', examples: [1] }),
    supplier: orNull(Type.String({ description: 'Who delivers it.', examples: ['Northern Bearings'] })),
    lead_time_days: orNull(Type.Integer({ description: 'Days from order to delivery.', examples: [14] })),
  },
  { title: 'LowStock' },
);
export const LowStockPage = pageOf(LowStockAnswer);
export const LowStockQuery = Type.Object({
  location_id: Type.Optional(locationId),
  cursor: cursorParameter,
  limit: limitParameter,
});
