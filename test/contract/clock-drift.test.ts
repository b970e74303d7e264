/** Times that people tell: all are held to one rule of how far their clocks may be ahead. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { CLOCK_DRIFT_MS } from '../../src/kernel/clock.ts';
import { type MaintenanceApp, mill1, startMaintenanceApp } from '../modules/maintenance/maintenance-app.ts';
import { onEachEngine } from '../support/engines.ts';
import { outcomeOf } from '../support/http-client.ts';

onEachEngine('a clock that is ahead', (under) => {
  let app: MaintenanceApp;
  before(async () => {
    app = await startMaintenanceApp(under);
  });

  const at = (beyondMs: number) => new Date(app.clock.now() + CLOCK_DRIFT_MS + beyondMs).toISOString();

  test('by the drift is believed of tickets, stock and runs alike, and not by more', async () => {
    const made = async (path: string, body: object) =>
      (await app.as.ADMIN('POST', `/api/v1/${path}`, body)).body.id as number;
    const component = await made('inventory/components', { component_name: 'Blade' });
    const location = await made('inventory/locations', { name: 'Store' });
    const product = await made('products', { product_name: 'Strut' });
    const told: readonly [path: string, body: (instant: string) => object][] = [
      ['tickets', (down_from) => ({ machine_id: mill1, description: 'Oil', machine_down: true, down_from })],
      [
        `inventory/components/${component}/receive`,
        (occurred_at) => ({ location_id: location, quantity: 1, occurred_at }),
      ],
      [
        'runs/record',
        (end_time) => ({
          machine_id: mill1,
          product_id: product,
          start_time: new Date(app.clock.now()).toISOString(),
          end_time,
          reason: 'Forgotten',
        }),
      ],
    ];
    for (const [path, body] of told) {
      assert.equal(
        outcomeOf(await app.as.ADMIN('POST', `/api/v1/${path}`, body(at(1)))),
        '422 validation-failed',
        path,
      );
      const believed = await app.as.ADMIN('POST', `/api/v1/${path}`, body(at(0)));
      assert.ok(believed.status < 300, `${path}: ${JSON.stringify(believed.body)}`);
    }
  });

  test('filters take words in any case', async () => {
    const search = (query: string) => app.as.VIEWER('GET', `/api/v1/tickets/search?${query}`);
    const { body: open } = await search('status=open&priority=MEDIUM');
    assert.deepEqual(
      open.items.map(({ status }: { status: string }) => status),
      ['Open'],
    );
    assert.equal((await app.as.VIEWER('GET', '/api/v1/runs?status=completed')).body.items.length, 1);
    assert.equal((await app.as.VIEWER('GET', '/api/v1/analytics/oee?group_by=Machine')).status, 200);
  });
});
