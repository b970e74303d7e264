/** What floor screens ask of tickets again and again: which machines are down, and how many tickets are overdue. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { machinesDown } from '../../../src/modules/maintenance/tickets/ticket-figures.ts';
import { onEachEngine } from '../../support/engines.ts';
import { storeInventedTickets } from './invented-tickets.ts';
import { startMaintenanceApp } from './maintenance-app.ts';

onEachEngine('machines that are down', (under) => {
  test('are found by the index of just these tickets, however many others there are', async () => {
    const app = await startMaintenanceApp(under);
    const tickets = await storeInventedTickets(app, 2_500, 31);
    const query = machinesDown(app.tables).compile();
    const explain = under.engine === 'sqlite' ? 'explain query plan' : 'explain';
    const { rows } = await app.tables.executeQuery({ ...query, sql: `${explain} ${query.sql}` });
    assert.match(
      JSON.stringify(rows),
      under.engine === 'sqlite' ? /COVERING INDEX tickets_down/ : /using tickets_down/,
    );

    const done = ['Resolved', 'Closed', 'Cancelled'];
    const expected = new Map<string, number>();
    for (const { machineId, machineDown, restoredAt, status, downFrom } of tickets) {
      if (!machineDown || restoredAt !== null || done.includes(status) || downFrom === null) continue;
      expected.set(machineId, Math.min(expected.get(machineId) ?? downFrom, downFrom));
    }
    assert.ok(expected.size > 0);
    assert.deepEqual(new Map(await app.services.maintenance.tickets.downSince()), expected);
  });
});

onEachEngine('tickets that are overdue', (under) => {
  test('are as many as the clock makes them, and as changes of tickets do', async () => {
    const app = await startMaintenanceApp(under);
    const { tickets } = app.services.maintenance;
    const count = (minutes: number) => tickets.countOverdue(app.clock.now() + minutes * 60_000);
    const dueIn = (minutes: number) => new Date(app.clock.now() + minutes * 60_000).toISOString();
    const first = await app.open({ due_at: dueIn(10) });
    await app.open({ due_at: dueIn(20) });
    assert.deepEqual([await count(0), await count(5), await count(10)], [0, 0, 0], 'due now is not overdue');
    assert.deepEqual([await count(10.001), await count(20), await count(21)], [1, 1, 2]);
    assert.equal(await count(5), 0, 'asked of a time before');
    assert.equal(await count(30), 2);
    await app.open({ due_at: dueIn(25) });
    assert.equal(await count(30), 3);
    const { status } = await app.as.SUPERVISOR('PATCH', `/api/v1/tickets/${first.id}`, { due_at: dueIn(60) });
    assert.equal(status, 200);
    assert.deepEqual([await count(30), await count(61)], [2, 3]);
  });
});
