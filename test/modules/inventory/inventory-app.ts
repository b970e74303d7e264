/** The app with a store to book in: requests as a storekeeper, and the books read behind its back. */
import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { systemActor } from '../../../src/kernel/access.ts';
import type { InventoryTables } from '../../../src/modules/inventory/tables.ts';
import type { MaintenanceTables } from '../../../src/modules/maintenance/tables.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import type { EngineUnderTest } from '../../support/engines.ts';
import { type FollowedAudit, type FollowedEvent, followLogs } from '../../support/followed-logs.ts';
import { type Answer, clientOf, type Send } from '../../support/http-client.ts';

export interface InventoryApp {
  readonly started: TestApp;
  readonly send: Send;
  /** A location with a name of its own. Returns its number. */
  location(name?: string): Promise<number>;
  /** A component with a name of its own and opening stock, if any, at a location. Returns its number. */
  component(stock?: number, locationId?: number, more?: object): Promise<number>;
  /** `POST /api/v1/inventory/components/{id}/{verb}` */
  book(id: number, verb: string, body: object, key?: string): Promise<Answer>;
  /** What the component's answer says. */
  // tests look into answers of every shape
  read(id: number): Promise<any>;
  /** The events of stock since the last call. */
  news(): Promise<FollowedEvent[]>;
  /** The audit entries of stock since the last call. */
  audits(): Promise<FollowedAudit[]>;
  /** Every figure of stock agrees with every other one; returns the total of a component. */
  balance(): Promise<void>;
}

/** Tickets 1 to this one are there, and open. */
const TICKETS = 210;

async function makeTickets({ services, clock }: TestApp): Promise<void> {
  await services.machines.createMachine(systemActor('test'), { id: 'mill', name: 'Mill' });
  const row = {
    machine_id: 'mill',
    category: 'Other',
    description: 'Needs parts',
    priority: 'Medium',
    priority_rank: 2,
    status: 'Open',
    logged_at: clock.now(),
    due_chosen: 0,
    machine_down: 0,
    reopened_count: 0,
    reported_by: 'test',
    source: 'person',
    notes_count: 0,
    labour_minutes: 0,
    parts_cost: 0,
    version: 1,
    updated_at: clock.now(),
  } as const;
  const access = services.store.access<MaintenanceTables>();
  await access
    .insertInto('tickets')
    .values(Array.from({ length: TICKETS }, () => row))
    .execute();
}

export async function startInventoryApp(under: EngineUnderTest): Promise<InventoryApp> {
  const started = await startTestApp(under);
  const send = clientOf(started.app, await started.signIn('STOREKEEPER'));
  const { store } = started.services;
  let names = 0;
  const logs = await followLogs(store);

  async function created(url: string, body: object): Promise<number> {
    const { status, body: answer } = await send('POST', url, body);
    assert.equal(status, 201, JSON.stringify(answer));
    return answer.id;
  }

  const app: InventoryApp = {
    started,
    send,
    location: (name = `Location ${++names}`) => created('/api/v1/inventory/locations', { name }),
    component: (stock = 0, locationId, more = {}) =>
      created('/api/v1/inventory/components', {
        component_name: `Component ${++names}`,
        ...(stock === 0 ? {} : { current_stock: stock }),
        ...(locationId === undefined ? {} : { location_id: locationId }),
        ...more,
      }),
    book: (id, verb, body, key) =>
      send(
        'POST',
        `/api/v1/inventory/components/${id}/${verb}`,
        body,
        key === undefined ? {} : { 'idempotency-key': key },
      ),
    async read(id) {
      const { status, body } = await send('GET', `/api/v1/inventory/components/${id}`);
      assert.equal(status, 200, JSON.stringify(body));
      return body;
    },
    async news() {
      return (await logs.newEvents()).filter(({ type }) => !/^(user|session|ticket)\./.test(type));
    },
    async audits() {
      return (await logs.newAudit()).filter(({ entity }) => !/^(user|session|ticket) /.test(entity));
    },
    async balance() {
      const access = store.access<InventoryTables>();
      const sums = (table: 'stock_levels' | 'stock_movements', column: string) =>
        sql<{ id: number; location: number; sum: number }>`
          select component_id as id, location_id as location, sum(${sql.ref(column)}) as sum
          from ${sql.table(table)} group by component_id, location_id having sum(${sql.ref(column)}) <> 0
          order by component_id, location_id`;
      const levels = await read(sums('stock_levels', 'on_hand'));
      assert.deepEqual(await read(sums('stock_movements', 'quantity')), levels, 'the ledger is what is there');
      const totals = new Map<number, number>();
      for (const { id, sum } of levels) totals.set(id, (totals.get(id) ?? 0) + sum);
      const components = await access.selectFrom('components').select(['id', 'on_hand']).orderBy('id').execute();
      for (const { id, on_hand: onHand } of components) assert.equal(onHand, totals.get(id) ?? 0, `total of ${id}`);
      const reserved = await read(sums('stock_levels', 'reserved'));
      const held = await read(sql<{ id: number; location: number; sum: number }>`
        select component_id as id, location_id as location, sum(quantity) as sum from stock_reservations
        group by component_id, location_id order by component_id, location_id`);
      assert.deepEqual(held, reserved, 'reservations are what is set aside');
    },
  };
  await makeTickets(started);
  await app.news();
  await app.audits();
  return app;

  async function read<Row>(query: { compile: (executor: never) => unknown } & ReturnType<typeof sql<Row>>) {
    const { rows } = await query.execute(started.services.database.kysely);
    return rows.map((row) => ({ ...row }));
  }
}
