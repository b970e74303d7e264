/** Which machines are down, as tickets say: floor screens ask it after every change of a ticket. */
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
