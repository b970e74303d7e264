/** The ledger: never changed, and always the sum of what is there, whatever is booked in whatever order. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { onEachEngine } from '../../support/engines.ts';
import { tries } from '../../support/tries.ts';
import { type InventoryApp, startInventoryApp } from './inventory-app.ts';

onEachEngine('the ledger', (under) => {
  let app: InventoryApp;
  let places: number[];
  before(async () => {
    app = await startInventoryApp(under);
    places = [await app.location(), await app.location(), await app.location()];
  });

  test('is never changed: the database itself refuses', async () => {
    const id = await app.component(5, places[0]);
    const { database } = app.started.services;
    for (const statement of [
      sql`update stock_movements set quantity = 1`,
      sql`update stock_movements set reason = 'x' where component_id = ${id}`,
      sql`delete from stock_movements where component_id = ${id}`,
      ...(under.engine === 'postgres' ? [sql`truncate stock_movements`] : []),
    ]) {
      await assert.rejects(statement.execute(database.kysely), /stock movements are never changed/);
    }
    await app.balance();
  });

  test('cannot go below nothing, nor below what is reserved: the database itself refuses', async () => {
    const id = await app.component(5, places[0]);
    await app.book(id, 'reserve', { ticket_id: 1, quantity: 3 });
    const { database } = app.started.services;
    for (const change of [
      sql`on_hand = -1`,
      sql`on_hand = 2`,
      sql`reserved = -1`,
      sql`minimum = -1`,
      sql`minimum = 2, maximum = 1`,
    ]) {
      await assert.rejects(sql`update stock_levels set ${change} where component_id = ${id}`.execute(database.kysely), {
        kind: 'check',
      });
    }
    await assert.rejects(sql`update components set on_hand = -1 where id = ${id}`.execute(database.kysely), {
      kind: 'check',
    });
  });

  const place = fc.nat({ max: 2 });
  const quantity = fc.integer({ min: 1, max: 12 });
  const ticket = fc.integer({ min: 1, max: 3 });
  const step = fc.oneof(
    fc.record({ verb: fc.constant('receive'), place, quantity }),
    fc.record({ verb: fc.constant('issue'), place: fc.option(place), quantity, ticket: fc.option(ticket) }),
    fc.record({ verb: fc.constant('return'), place, quantity, ticket: fc.option(ticket) }),
    fc.record({ verb: fc.constant('adjust'), place, counted: fc.nat({ max: 20 }) }),
    fc.record({ verb: fc.constant('adjust'), place, difference: fc.integer({ min: -6, max: 6 }) }),
    fc.record({ verb: fc.constant('transfer'), place, to: place, quantity }),
    fc.record({ verb: fc.constant('reserve'), place: fc.option(place), quantity, ticket }),
    fc.record({ verb: fc.constant('release'), place: fc.option(place), quantity, ticket }),
    fc.record({
      verb: fc.constant('count'),
      place,
      counts: fc.array(fc.nat({ max: 20 }), { minLength: 2, maxLength: 2 }),
    }),
  );

  test('is the sum of what is there, and of what is on hand, after any sequence of steps', async () => {
    // a look at the books after each step costs more than the step
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat({ max: 1 }), step), { minLength: 1, maxLength: 15 }), async (steps) => {
        const ids = [await app.component(4, places[0]), await app.component()];
        for (const [which, one] of steps) {
          const { status, body } = await apply(ids, ids[which] as number, one);
          assert.ok(status === 200 || (status >= 400 && status < 500), JSON.stringify({ one, body }));
        }
        await app.balance();
      }),
      { numRuns: tries(25) },
    );
  });

  function apply(ids: readonly number[], id: number, one: any) {
    const at = (index: number | null | undefined) => (index == null ? undefined : places[index]);
    if (one.verb === 'count') {
      const counts = ids.map((component_id, index) => ({ component_id, counted: one.counts[index] }));
      return app.send('POST', '/api/v1/inventory/stocktakes', { location_id: at(one.place), counts });
    }
    const { verb, place: index, to, ticket: ticketId, ...rest } = one;
    return app.book(id, verb, {
      ...rest,
      ...(verb === 'transfer'
        ? { from_location_id: at(index), to_location_id: at(to) }
        : index == null
          ? {}
          : { location_id: at(index) }),
      ...(ticketId == null ? {} : { ticket_id: ticketId }),
      ...(verb === 'adjust' ? { reason: 'x' } : {}),
    });
  }
});
