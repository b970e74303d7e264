/**
 * Everybody at once at a few tickets and one shelf, each at a step of their own: nobody meets a failure of ours, and
 * tickets, shelves and ledger agree afterwards.
 */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { onEachEngine } from '../../support/engines.ts';
import { type Answer, outcomeOf } from '../../support/http-client.ts';
import { sideBySide } from '../../support/side-by-side.ts';
import { type MaintenanceApp, startMaintenanceApp } from './maintenance-app.ts';

const STEPS = 250;
const SEED = 20_261_125;
const LABOUR_MINUTES = 3;

/** What somebody who is overtaken may be told. */
const refusals = new Set([
  '409 ticket-move-refused',
  '409 stock-insufficient',
  '409 reservation-insufficient',
  '409 return-exceeds-issued',
]);

onEachEngine('everybody at once', (under) => {
  let app: MaintenanceApp;
  let [shelf, van] = [0, 0];
  const components: number[] = [];
  const tickets: number[] = [];

  before(async () => {
    app = await startMaintenanceApp(under);
    const make = async (path: string, body: object): Promise<number> =>
      (await app.as.STOREKEEPER('POST', `/api/v1/inventory/${path}`, body)).body.id;
    shelf = await make('locations', { name: 'Shelf' });
    van = await make('locations', { name: 'Van' });
    for (const unit_cost of [0.5, 1.25, 8]) {
      const component_name = `Part of ${unit_cost}`;
      components.push(await make('components', { component_name, current_stock: 90, location_id: shelf, unit_cost }));
    }
    for (let at = 0; at < 3; at++) tickets.push((await app.open()).id);
  });

  function steps(ticket: number, component: number, amount: number): Record<string, () => Promise<Answer>> {
    const { TECHNICIAN: technician, SUPERVISOR: supervisor, STOREKEEPER: storekeeper } = app.as;
    const ofTicket = `/api/v1/tickets/${ticket}`;
    const ofComponent = `/api/v1/inventory/components/${component}`;
    const part = { component_id: component, quantity: amount };
    const reserved = { ticket_id: ticket, quantity: amount };
    const counts = components.map((id) => ({ component_id: id, counted: 60 + amount }));
    if (amount % 2 === 0) counts.reverse();
    return {
      take: () => technician('POST', `${ofTicket}/parts`, part),
      bringBack: () => technician('POST', `${ofTicket}/parts/return`, part),
      reserve: () => technician('POST', `${ofComponent}/reserve`, reserved),
      release: () => technician('POST', `${ofComponent}/release`, reserved),
      issue: () => storekeeper('POST', `${ofComponent}/issue`, reserved),
      receive: () => storekeeper('POST', `${ofComponent}/receive`, { location_id: van, quantity: amount }),
      transfer: () =>
        storekeeper('POST', `${ofComponent}/transfer`, {
          from_location_id: shelf,
          to_location_id: van,
          quantity: amount,
        }),
      count: () => storekeeper('POST', '/api/v1/inventory/stocktakes', { location_id: shelf, counts }),
      describe: () => storekeeper('PATCH', ofComponent, { notes: `note ${amount}` }),
      work: () => technician('POST', `${ofTicket}/labour`, { duration_minutes: LABOUR_MINUTES }),
      note: () => technician('POST', `${ofTicket}/notes`, { note: 'Seen' }),
      resolve: () => supervisor('POST', `${ofTicket}/resolve`, { remedy: 'Done' }),
      cancel: () => supervisor('POST', `${ofTicket}/cancel`, { reason: 'Not needed' }),
      reopen: () => supervisor('POST', `${ofTicket}/reopen`, { reason: 'Again' }),
      follow: () =>
        app.as.OPERATOR('POST', '/api/v1/tickets', {
          machine_id: 'mill-1',
          description: 'Comes of it',
          follows_ticket_id: ticket,
        }),
    };
  }

  test('at tickets and at the shelf, nobody meets a failure, and the books agree', async () => {
    const chosen = fc.sample(
      fc.tuple(
        fc.constantFrom(...Object.keys(steps(0, 0, 1))),
        fc.constantFrom(...tickets),
        fc.constantFrom(...components),
        fc.integer({ min: 1, max: 4 }),
      ),
      { numRuns: STEPS, seed: SEED },
    );
    const answers = await sideBySide(
      chosen.map(
        ([name, ticket, component, amount]) =>
          () =>
            steps(ticket, component, amount)[name]?.() as Promise<Answer>,
      ),
    );
    const outcomes = answers.map(outcomeOf);
    const others = outcomes.filter((outcome) => !/^20[01]$/.test(outcome) && !refusals.has(outcome));
    assert.deepEqual(others, [], `seed ${SEED}`);
    assert.ok(outcomes.filter((outcome) => outcome.startsWith('20')).length > STEPS / 3, 'most of them did something');

    const read = async (path: string) => (await app.as.VIEWER('GET', path)).body;
    for (const id of tickets) {
      const { parts_cost: cost, labour_minutes: minutes, components_used: used } = await read(`/api/v1/tickets/${id}`);
      const { items } = await read(`/api/v1/inventory/movements?ticket_id=${id}&limit=1000`);
      const sums = { cost: 0, quantity: 0 };
      for (const { quantity, unit_cost } of items) {
        sums.cost -= quantity * unit_cost;
        sums.quantity -= quantity;
      }
      assert.ok(Math.abs(cost - sums.cost) < 0.01, `ticket ${id} says ${cost}, the ledger ${sums.cost}`);
      const quantities = used.map((part: { quantity_used: number }) => part.quantity_used);
      assert.equal(
        quantities.reduce((sum: number, quantity: number) => sum + quantity, 0),
        sums.quantity,
      );
      const labour = (await read(`/api/v1/tickets/${id}/labour?limit=1000`)).items;
      assert.equal(minutes, labour.length * LABOUR_MINUTES);
    }
    for (const id of components) {
      const { items } = await read(`/api/v1/inventory/movements?component_id=${id}&limit=1000`);
      const ledger = items.reduce((sum: number, { quantity }: { quantity: number }) => sum + quantity, 0);
      const { current_stock: stock, reserved, levels } = await read(`/api/v1/inventory/components/${id}`);
      const held = (await read(`/api/v1/inventory/reservations?component_id=${id}&limit=1000`)).items;
      const total = (rows: Record<string, number>[], name: string) =>
        rows.reduce((sum, row) => sum + (row[name] ?? 0), 0);
      assert.deepEqual([stock, total(levels, 'on_hand')], [ledger, ledger], `component ${id}`);
      assert.deepEqual([reserved, total(levels, 'reserved')], [total(held, 'quantity'), total(held, 'quantity')]);
    }
  });
});
