import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { startTestApp } from '../../support/app.ts';
import { onEachEngine } from '../../support/engines.ts';
import { clientOf, outcomeOf } from '../../support/http-client.ts';

const none = { monday: [], tuesday: [], wednesday: [], thursday: [], friday: [], saturday: [], sunday: [] };
const monday = (...shifts: object[]) => ({ ...none, monday: shifts });
const early = { code: 'EARLY', start: '06:00', end: '14:00' };

onEachEngine('shift calendars over HTTP', (under) => {
  async function open() {
    const started = await startTestApp(under);
    const send = clientOf(started.app, await started.signIn('SUPERVISOR'));
    return { ...started, send };
  }

  test('the seeded calendar is listed, and its shifts follow the clocks', async () => {
    const { send } = await open();
    const { items } = (await send('GET', '/api/v1/shift-calendars')).body;
    assert.equal(items.length, 1);
    assert.equal(items[0].scope, 'factory');
    assert.equal(items[0].from_environment, true);
    assert.deepEqual(items[0].weekly.sunday, [
      { code: 'DAY', start: '06:00', end: '18:00' },
      { code: 'NIGHT', start: '18:00', end: '06:00' },
    ]);
    const range = 'start_time=2025-10-25T17:00:00Z&end_time=2025-10-26T06:00:00Z';
    const instances = (await send('GET', `/api/v1/shift-instances?${range}`)).body;
    assert.deepEqual(instances.items, [
      {
        shift: 'NIGHT',
        start_time: '2025-10-25T17:00:00.000Z',
        end_time: '2025-10-26T06:00:00.000Z',
        production_day: '2025-10-25',
        duration_seconds: 46_800,
      },
    ]);
  });

  test('a calendar of a machine is added, read, listed for it, replaced and removed', async () => {
    const { send, services } = await open();
    await services.machines.ensureMachines(systemActor('load'), [
      { id: 'm1', name: 'Mill 1' },
      { id: 'm2', name: 'Mill 2' },
    ]);
    const body = { machine_id: 'm1', valid_from: '2026-01-01', weekly: monday(early), note: ' short week ' };
    const added = await send('POST', '/api/v1/shift-calendars', body);
    assert.equal(added.status, 201);
    assert.equal(added.body.scope, 'machine:m1');
    assert.equal(added.body.note, 'short week');
    const url = `/api/v1/shift-calendars/${added.body.id}`;
    assert.deepEqual((await send('GET', url)).body, added.body);
    assert.equal((await send('GET', '/api/v1/shift-calendars?machine_id=m1')).body.items.length, 2);
    assert.equal((await send('GET', '/api/v1/shift-calendars?machine_id=m2')).body.items.length, 1);
    const range = 'start_time=2026-01-05T00:00:00Z&end_time=2026-01-12T00:00:00Z';
    const ofWeek = async () =>
      (await send('GET', `/api/v1/shift-instances?${range}&machine_id=m1`)).body.items.map(
        (instance: { shift: string }) => instance.shift,
      );
    assert.deepEqual(await ofWeek(), ['EARLY']);
    const late = { code: 'LATE', start: '14:00', end: '22:00' };
    const replaced = await send('PUT', url, { valid_from: '2026-01-01', weekly: monday(early, late), version: 1 });
    assert.equal(replaced.body.version, 2);
    assert.deepEqual(await ofWeek(), ['EARLY', 'LATE']);
    const older = await send('PUT', url, { valid_from: '2026-01-01', weekly: none }, { 'if-match': '"1"' });
    assert.equal(outcomeOf(older), '409 version-conflict');
    assert.equal((await send('DELETE', url)).status, 204);
    assert.equal(outcomeOf(await send('GET', url)), '404 calendar-not-found');
    assert.equal((await ofWeek()).length, 15);
  });

  test('a date is closed, opened otherwise and given back to the pattern', async () => {
    const { send } = await open();
    const range = 'start_time=2026-12-25T12:00:00Z&end_time=2026-12-25T13:00:00Z';
    const atNoon = async () => (await send('GET', `/api/v1/shift-instances?${range}`)).body.items[0]?.shift ?? null;
    assert.equal(await atNoon(), 'DAY');
    const closed = await send('POST', '/api/v1/shift-exceptions', {
      date: '2026-12-25',
      shifts: [],
      note: 'Christmas',
    });
    assert.equal(closed.status, 201);
    assert.equal(await atNoon(), null);
    const url = `/api/v1/shift-exceptions/${closed.body.id}`;
    const opened = await send('PUT', url, { date: '2026-12-25', shifts: [early], version: 1 });
    assert.deepEqual(opened.body.shifts, [early]);
    assert.equal(await atNoon(), 'EARLY');
    assert.equal((await send('GET', '/api/v1/shift-exceptions?from=2026-12-01&to=2026-12-31')).body.items.length, 1);
    assert.equal((await send('GET', '/api/v1/shift-exceptions?from=2027-01-01')).body.items.length, 0);
    assert.equal((await send('DELETE', url)).status, 204);
    assert.equal(await atNoon(), 'DAY');
    assert.equal(outcomeOf(await send('DELETE', url)), '404 calendar-not-found');
    assert.equal(outcomeOf(await send('PUT', url, { date: '2026-12-25', shifts: [] })), '404 calendar-not-found');
  });

  test('refusals say what does not fit', async () => {
    const { send } = await open();
    const add = async (body: object) =>
      send('POST', '/api/v1/shift-calendars', { valid_from: '2026-01-01', weekly: none, ...body });
    const overlap = await add({ weekly: monday(early, { code: 'LATE', start: '13:00', end: '22:00' }) });
    assert.equal(outcomeOf(overlap), '409 calendar-overlap');
    assert.match(overlap.body.detail, /Monday's EARLY \(06:00–14:00\) overlaps Monday's LATE \(13:00–22:00\)/);
    assert.equal(outcomeOf(await add({ valid_from: '2026-02-31' })), '422 validation-failed');
    assert.equal(outcomeOf(await add({ valid_from: '1970-01-01' })), '409 name-taken');
    assert.equal(outcomeOf(await add({ weekly: null })), '422 validation-failed');
    assert.equal(
      outcomeOf(await add({ weekly: monday({ code: 'early', start: '06:00', end: '14:00' }) })),
      '422 validation-failed',
    );
    assert.equal(
      outcomeOf(await add({ weekly: monday({ code: 'A', start: '24:00', end: '14:00' }) })),
      '422 validation-failed',
    );
    assert.equal(outcomeOf(await add({ weekly: { monday: [] } })), '422 validation-failed');
    assert.equal(outcomeOf(await add({ place_id: 9 })), '404 place-not-found');
    assert.equal(outcomeOf(await add({ machine_id: 'mx' })), '404 machine-not-found');
    assert.equal(outcomeOf(await send('DELETE', '/api/v1/shift-calendars/1')), '409 in-use');
    assert.equal(outcomeOf(await send('GET', '/api/v1/shift-calendars?machine_id=mx')), '422 unknown-machine');
    const instances = async (query: string) => outcomeOf(await send('GET', `/api/v1/shift-instances?${query}`));
    assert.equal(await instances('start_time=2026-01-02T00:00:00Z&end_time=2026-01-01T00:00:00Z'), '422 range-invalid');
    assert.equal(await instances('start_time=now&end_time=2026-01-01T00:00:00Z'), '422 validation-failed');
    assert.equal(
      await instances('start_time=2024-01-01T00:00:00Z&end_time=2026-01-01T00:00:00Z'),
      '422 range-too-long',
    );
    assert.equal(
      await instances('start_time=2026-01-01T00:00:00Z&end_time=2026-01-02T00:00:00Z&machine_id=mx'),
      '422 unknown-machine',
    );
  });

  test('everybody reads shifts, planners change them', async () => {
    const { app, signIn } = await open();
    const asOperator = clientOf(app, await signIn('OPERATOR'));
    assert.equal((await asOperator('GET', '/api/v1/shift-calendars')).status, 200);
    assert.equal((await asOperator('GET', '/api/v1/shift-exceptions')).status, 200);
    assert.equal((await clientOf(app, {})('GET', '/api/v1/shift-calendars')).status, 401);
    const calendar = { valid_from: '2026-01-01', weekly: none };
    const exception = { date: '2026-01-01', shifts: [] };
    const refused = [
      await asOperator('POST', '/api/v1/shift-calendars', calendar),
      await asOperator('PUT', '/api/v1/shift-calendars/1', calendar),
      await asOperator('DELETE', '/api/v1/shift-calendars/1'),
      await asOperator('POST', '/api/v1/shift-exceptions', exception),
      await asOperator('PUT', '/api/v1/shift-exceptions/1', exception),
      await asOperator('DELETE', '/api/v1/shift-exceptions/1'),
    ];
    assert.deepEqual(new Set(refused.map(outcomeOf)), new Set(['403 forbidden']));
  });
});
