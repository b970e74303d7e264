import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { onEachEngine } from '../../support/engines.ts';
import { outcomeOf } from '../../support/http-client.ts';
import { type MaintenanceApp, startMaintenanceApp } from './maintenance-app.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const address = '/api/v1/reports/maintenance';

onEachEngine('reports on due dates and on faults that keep coming back', (under) => {
  let app: MaintenanceApp;
  let machine: string;
  let from = 0;
  let count = 0;

  before(async () => {
    app = await startMaintenanceApp(under);
  });
  beforeEach(async () => {
    machine = `mill-again-${++count}`;
    await app.services.machines.createMachine(systemActor('test'), { id: machine, name: `Mill again ${count}` });
    app.clock.advance(1_000);
    from = app.clock.now();
  });

  const at = (ms: number) => new Date(ms).toISOString();
  const ask = async (path: string, more = '') => {
    const range = `start_time=${at(from)}&machine_ids=${machine}${more}`;
    const { status, body } = await app.as.VIEWER('GET', `${address}/${path}?${range}`);
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };
  const file = async (path: string, more = '') => {
    const url = `${address}/${path}.csv?start_time=${at(from)}&machine_ids=${machine}${more}`;
    const { body, headers } = await app.app.inject({ url, headers: await app.signIn('VIEWER') });
    assert.equal(headers['content-type'], 'text/csv; charset=utf-8');
    return body.trim().split('\r\n').slice(1);
  };
  const open = async (more: object = {}) => (await app.open({ machine_id: machine, ...more })).id as number;
  const resolve = async (id: number, more: object = {}) => {
    const { status, body } = await app.as.TECHNICIAN('POST', `/api/v1/tickets/${id}/resolve`, { remedy: 'x', ...more });
    assert.equal(status, 200, JSON.stringify(body));
  };

  test('in time is until the due date itself; without one, cancelled or not done counts in no share', async () => {
    const nothing = {
      percent: null,
      n: 0,
      in_time: 0,
      late: 0,
      mean_late_seconds: null,
      overdue: 0,
      without_due_date: 0,
    };
    const figures = async (more = '') => {
      const { start_time: _, end_time: __, cut_off_at: ___, groups, ...rest } = await ask('due-dates', more);
      return { rest, groups };
    };
    assert.deepEqual((await figures()).rest, nothing);
    const due = at(from + HOUR_MS);
    const [inTime, late, later] = [
      await open({ due_at: due }),
      await open({ due_at: due }),
      await open({ due_at: due }),
    ];
    await open({ due_at: due, incident_category: 'Electrical' });
    await open({ due_at: at(from + DAY_MS), incident_category: 'Electrical' });
    await open({ due_at: null });
    const cancelled = await open({ due_at: due });
    await app.as.SUPERVISOR('POST', `/api/v1/tickets/${cancelled}/cancel`, { reason: 'Duplicate' });
    app.clock.set(from + HOUR_MS);
    await resolve(inTime);
    app.clock.advance(60_000);
    await resolve(late);
    app.clock.advance(120_000);
    await resolve(later);
    app.clock.advance(1_000);
    // late by one minute and by three
    const whole = {
      percent: 33.33,
      n: 3,
      in_time: 1,
      late: 2,
      mean_late_seconds: 120,
      overdue: 1,
      without_due_date: 1,
    };
    assert.deepEqual((await figures()).rest, whole);
    const { rest, groups } = await figures('&group_by=machine');
    assert.deepEqual([rest, groups], [whole, [{ key: machine, name: `Mill again ${count}`, ...whole }]]);
    const byCategory = (await figures('&group_by=category')).groups;
    assert.deepEqual(
      byCategory.map(({ key, n, overdue, percent }: Record<string, unknown>) => [key, n, overdue, percent]).at(-1),
      ['Electrical', 0, 1, null],
    );
    assert.deepEqual(await file('due-dates'), [',,33.33,3,1,2,120,1,1']);
  });

  test('three faults of one machine and cause within the days recur; two, or three over more days, do not', async () => {
    const shown = async (more = '') => {
      const { items, count: n, at_least, repeat_days } = await ask('recurring-faults', more);
      assert.deepEqual([n, repeat_days], [items.length, 30]);
      return [
        at_least,
        ...items.map((item: Record<string, unknown>) => [item['cause'], item['most'], item['ticket_ids']]),
      ];
    };
    from -= 60 * DAY_MS;
    /** Stood for an hour from so many milliseconds after the beginning of the range on. */
    const leak = async (afterMs: number, changes: object = { failure_code: 'LEAK' }) => {
      const id = await open({ machine_down: true, down_from: at(from + afterMs) });
      const restored = { restored_at: at(from + afterMs + HOUR_MS) };
      const { status, body } = await app.as.TECHNICIAN('PATCH', `/api/v1/tickets/${id}`, { ...restored, ...changes });
      assert.equal(status, 200, JSON.stringify(body));
      return id;
    };
    const first = await leak(0);
    const second = await leak(15 * DAY_MS);
    await leak(16 * DAY_MS, {});
    assert.deepEqual(await shown(), [3]);
    assert.deepEqual(await shown('&at_least=2'), [2, ['LEAK', 2, [first, second]]]);
    const third = await leak(30 * DAY_MS + 1, { failure_code: 'leak' });
    assert.deepEqual(await shown(), [3], 'the first is a millisecond too old');
    const cancelled = await leak(40 * DAY_MS);
    await app.as.SUPERVISOR('POST', `/api/v1/tickets/${cancelled}/cancel`, { reason: 'Duplicate' });
    assert.deepEqual(await shown(), [3]);
    const down = at(from + 44 * DAY_MS);
    const fourth = await leak(44 * DAY_MS);
    await leak(44 * DAY_MS + HOUR_MS / 2);
    assert.deepEqual(await shown(), [3, ['LEAK', 3, [second, third, fourth]]], 'two tickets of one stop are one');
    assert.deepEqual(await file('recurring-faults'), [
      `${machine},Mill again ${count},LEAK,true,3,4,${down},${second} ${third} ${fourth}`,
    ]);
    const range = `start_time=${at(from + 44 * DAY_MS)}&end_time=${at(from + 44 * DAY_MS + 1)}&machine_ids=${machine}`;
    const late = await app.as.VIEWER('GET', `${address}/recurring-faults?${range}`);
    assert.deepEqual(
      late.body.items.map((item: Record<string, unknown>) => [item['most'], item['faults']]),
      [[3, 1]],
      'those before the range count with the last',
    );
    assert.equal(
      outcomeOf(await app.as.VIEWER('GET', `${address}/recurring-faults?at_least=1`)),
      '422 validation-failed',
    );
  });
});
