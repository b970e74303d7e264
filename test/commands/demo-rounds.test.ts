import assert from 'node:assert/strict';
import { test } from 'node:test';
import { personWith } from '../../src/commands/demo-people.ts';
import { doRounds } from '../../src/commands/demo-rounds.ts';
import { DAY_MS } from '../../src/kernel/clock.ts';
import { mill1, startMaintenanceApp } from '../modules/maintenance/maintenance-app.ts';
import { onEachEngine } from '../support/engines.ts';

onEachEngine('the rounds of the demo', (under) => {
  test('are done one after the other, though another day begins while one lasts', async () => {
    const { services, clock, as, tables } = await startMaintenanceApp(under);
    const fromMs = clock.now();
    // together they take longer than a day
    for (const title of ['Rollers', 'Chains', 'Filters', 'Belts', 'Bearings', 'Sensors']) {
      const due = { trigger: 'calendar', rule: 'FREQ=DAILY', begins_on: '2026-01-16', due_time: '14:00', lead_days: 1 };
      const plan = { machine_id: mill1, title, ...due, estimated_minutes: 300 };
      const { status, body } = await as.SUPERVISOR('POST', '/api/v1/plans', plan);
      assert.equal(status, 201, JSON.stringify(body));
    }
    const technician = await personWith(services.users, 'TECHNICIAN');
    await doRounds({ services, clock, technician, seed: 1, fromMs, toMs: fromMs + 5 * DAY_MS });
    const entries = await tables.selectFrom('audit_entries').select(['action', 'recorded_at']).orderBy('id').execute();
    assert.ok(entries.filter(({ action }) => action === 'ticket.resolved').length > 6, JSON.stringify(entries));
    const instants = entries.map((entry) => entry.recorded_at);
    assert.deepEqual(
      instants,
      instants.toSorted((a, b) => a - b),
    );
  });
});
