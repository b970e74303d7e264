import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/kernel/clock.ts';
import type { StatusPeriodInput } from '../../../src/modules/timeline/index.ts';
import type { OutboxTables } from '../../../src/platform/outbox/index.ts';
import { startTestApp } from '../../support/app.ts';
import { onEachEngine } from '../../support/engines.ts';
import { clientOf, outcomeOf } from '../../support/http-client.ts';

const loader = systemActor('load');
const source = { kind: 'fourjaw', name: 'api' } as const;
const NOON = Date.parse('2026-01-15T12:00:00Z');
const minutes = (count: number) => NOON + count * MINUTE_MS;

type Told = Partial<Omit<StatusPeriodInput, 'id'>>;

/** A stop of a quarter of an hour, an hour ago. */
function stop(id: string, told: Told = {}): StatusPeriodInput {
  return {
    id,
    machineId: 'mill-1',
    startMs: minutes(-60),
    endMs: minutes(-45),
    classification: 'DOWNTIME',
    productivity: 'unproductive',
    reasonText: null,
    ...told,
  };
}

onEachEngine('status periods over HTTP', (under) => {
  async function open(periods: readonly StatusPeriodInput[] = []) {
    // tests move the clock by hours
    const started = await startTestApp(under, { environment: { ACCESS_TOKEN_EXPIRE_MINUTES: '1440' } });
    const { services } = started;
    await services.machines.ensureMachines(loader, [
      { id: 'mill-1', name: 'Mill 1' },
      { id: 'mill-2', name: 'Mill 2' },
    ]);
    const tell = (...told: StatusPeriodInput[]) => services.timeline.recordPeriods(loader, told, source);
    if (periods.length > 0) await tell(...periods);
    const send = clientOf(started.app, await started.signIn('SUPERVISOR'));
    const outbox = services.store.access<OutboxTables>();
    const ids = async (query: string) => {
      const answer = await send('GET', `/api/v1/status-periods?${query}`);
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      return answer.body.items.map(({ id }: { id: string }) => id) as string[];
    };
    return {
      ...started,
      tell,
      send,
      ids,
      period: async (id: string) => (await send('GET', `/api/v1/status-periods/${id}`)).body,
      explain: (id: string, body: object, headers = {}) => send('PATCH', `/api/v1/status-periods/${id}`, body, headers),
      reasonId: async (name: string) => {
        const { items } = (await send('GET', `/api/v1/reasons?text=${encodeURIComponent(name)}`)).body;
        return items.find((reason: { name: string }) => reason.name === name).id as number;
      },
      downtimeByReason: async (range = 'start_time=2026-01-15T00:00:00Z&end_time=2026-01-15T12:00:00Z') => {
        const query = `${range}&machine_ids=mill-1`;
        const { body } = await send('GET', `/api/v1/analytics/time-accounting?${query}`);
        return body.downtime_by_reason_seconds as Record<string, number>;
      },
      events: async (type: string) => {
        const rows = await outbox
          .selectFrom('events')
          .select('data')
          .where('type', '=', `com.milldash.${type}`)
          .orderBy('sequence')
          .execute();
        return rows.map(({ data }) => JSON.parse(data));
      },
      audit: () =>
        outbox
          .selectFrom('audit_entries')
          .selectAll()
          .where('action', '=', 'status-period.explained')
          .orderBy('id')
          .execute(),
    };
  }

  test('are listed the latest first, with what counts and who says it', async () => {
    const { send, ids } = await open([
      stop('a', { startMs: minutes(-300), endMs: minutes(-240), reasonText: 'Coil Change' }),
      stop('b', { startMs: minutes(-240), endMs: minutes(-120), classification: 'UPTIME', productivity: 'productive' }),
      stop('c', { startMs: minutes(-120), endMs: minutes(-90), reasonText: 'No Reason Provided' }),
      stop('d', { startMs: minutes(-10), endMs: null }),
      stop('e', { machineId: 'mill-2', reasonText: 'No Reason Required' }),
      stop('taken-back', { startMs: minutes(-30), endMs: minutes(-30) }),
    ]);
    assert.deepEqual(await ids(''), ['d', 'e', 'c', 'b', 'a']);
    assert.deepEqual(await ids('machine_ids=mill-2'), ['e']);
    assert.deepEqual(await ids('category=downtime&machine_ids=mill-1'), ['d', 'c', 'a']);
    assert.deepEqual(await ids('category=productive_uptime,offline'), ['b']);
    assert.deepEqual(await ids('unanswered=true'), ['d', 'c']);
    assert.deepEqual(await ids('min_seconds=1800'), ['c', 'b', 'a']);
    assert.deepEqual(await ids('start_time=2026-01-15T11:00:00Z'), ['d', 'e'], 'the end is excluded');
    assert.deepEqual(await ids('start_time=2026-01-15T09:30:00Z&end_time=2026-01-15T10:00:00Z'), ['b']);

    const { items } = (await send('GET', '/api/v1/status-periods?machine_ids=mill-1&category=downtime')).body;
    assert.deepEqual(
      { ...items[2], reason: { ...items[2].reason, id: 0 } },
      {
        id: 'a',
        machine_id: 'mill-1',
        start_time: '2026-01-15T07:00:00.000Z',
        end_time: '2026-01-15T08:00:00.000Z',
        seconds: 3600,
        classification: 'DOWNTIME',
        productivity: 'unproductive',
        category: 'unproductive_downtime',
        raw_reason: 'Coil Change',
        reason: { id: 0, name: 'Coil Change', group: 'other' },
        source: 'fourjaw:api',
        unanswered: false,
        named_by: null,
        named_at: null,
        note: null,
        maintenance_ticket_id: null,
        version: 1,
      },
    );
    const { end_time, seconds, reason, unanswered } = items[0];
    assert.deepEqual(
      { end_time, seconds, reason, unanswered },
      { end_time: null, seconds: 600, reason: null, unanswered: true },
    );
  });

  test('are paged over years without a gap or a repeat', async () => {
    const many = Array.from({ length: 25 }, (_, at) =>
      stop(`p${at}`, { startMs: minutes(-60) - at * 10 * 24 * HOUR_MS, endMs: minutes(-50) - at * 10 * 24 * HOUR_MS }),
    );
    const twins = ['t1', 't2'].map((id) => stop(id, { machineId: 'mill-2' }));
    const reaching = stop('long', { machineId: 'mill-2', startMs: NOON - 300 * 24 * HOUR_MS, endMs: minutes(-70) });
    const { send } = await open([...many, ...twins, reaching]);
    const range = 'start_time=2025-05-25T00:00:00Z';
    const found: string[] = [];
    for (let cursor = ''; ; ) {
      const { items, next_cursor } = (await send('GET', `/api/v1/status-periods?${range}&limit=3${cursor}`)).body;
      found.push(...items.map(({ id }: { id: string }) => id));
      if (next_cursor === null) break;
      cursor = `&cursor=${next_cursor}`;
    }
    const expected = ['t2', 't1', ...many.slice(0, 24).map(({ id }) => id), 'long'];
    assert.deepEqual(found.toSorted(), expected.toSorted());
    assert.equal(found.at(-1), 'long');
    assert.deepEqual(
      found.filter((id) => id.startsWith('p')),
      many.slice(0, 24).map(({ id }) => id),
    );
  });

  test('a person says why a machine stood: sums, events and audit follow at once, and others see who', async () => {
    const { app, signIn, tell, explain, period, reasonId, downtimeByReason, events, audit, ids } = await open([
      stop('s'),
      stop('other', { startMs: minutes(-200), endMs: minutes(-190), reasonText: 'Coil Change' }),
    ]);
    assert.deepEqual(await downtimeByReason(), { 'Coil Change': 600, 'No reason given': 900 });
    const operator = clientOf(app, await signIn('OPERATOR'));
    const said = await operator('PATCH', '/api/v1/status-periods/s', {
      reason_id: await reasonId('Coil Change'),
      note: ' jam ',
    });
    assert.equal(said.status, 200, JSON.stringify(said.body));
    assert.equal(said.body.reason.name, 'Coil Change');
    assert.equal(said.body.raw_reason, null);
    assert.equal(said.body.named_by.name, 'Test OPERATOR');
    assert.equal(said.body.named_at, '2026-01-15T12:00:00.000Z');
    assert.equal(said.body.note, 'jam');
    assert.equal(said.body.version, 2);
    assert.equal(said.body.unanswered, false);
    assert.equal(said.body.source, 'fourjaw:api');
    assert.deepEqual(await downtimeByReason(), { 'Coil Change': 1500 });
    assert.deepEqual(await ids('unanswered=true'), []);

    const words = await explain('s', { reason: ' Blade  blunt ', version: 2 });
    assert.deepEqual([words.body.reason.name, words.body.version, words.body.note], ['Blade blunt', 3, null]);
    assert.deepEqual(await downtimeByReason(), { 'Coil Change': 600, 'Blade blunt': 900 });
    assert.equal((await explain('s', { reason: 'blade BLUNT' })).body.version, 3, 'what is so already is no change');
    assert.equal((await events('timeline.stop-explained')).length, 2);
    const [first] = await events('timeline.stop-explained');
    assert.deepEqual(
      { ...first, reason_id: 0 },
      {
        machine_id: 'mill-1',
        period_id: 's',
        start_time: '2026-01-15T11:00:00.000Z',
        end_time: '2026-01-15T11:15:00.000Z',
        reason_id: 0,
        reason: 'Coil Change',
        group: 'other',
        version: 2,
      },
    );
    const recorded = await events('timeline.periods-recorded');
    assert.deepEqual(
      recorded.slice(1).map(({ source: of, updated }) => [of, updated]),
      [
        ['person', 1],
        ['person', 1],
      ],
    );
    assert.deepEqual(
      (await audit()).map(({ actor_name }) => actor_name),
      ['operator@factory.example', 'supervisor@factory.example'],
    );
    // the same telling again is no change
    const again = await tell(stop('s'));
    assert.deepEqual([again.updated, again.unchanged], [0, 1]);
    assert.equal((await period('s')).version, 3);
  });

  test('the sums of shifts that are over follow what is said of their stops', async () => {
    const yesterday = { startMs: minutes(-60 * 24), endMs: minutes(-60 * 24 + 15) };
    const { explain, downtimeByReason } = await open([stop('s', yesterday)]);
    const wholeShifts = 'start_time=2026-01-14T06:00:00Z&end_time=2026-01-15T06:00:00Z';
    assert.deepEqual(await downtimeByReason(wholeShifts), { 'No reason given': 900 });
    await explain('s', { reason: 'Blade blunt' });
    assert.deepEqual(await downtimeByReason(wholeShifts), { 'Blade blunt': 900 });
    await explain('s', { reason_id: null });
    assert.deepEqual(await downtimeByReason(wholeShifts), { 'No reason given': 900 });
  });

  test('what a person said outlives the source, until the source itself gives another reason', async () => {
    const { tell, explain, period, downtimeByReason } = await open([stop('s', { endMs: null, reasonText: 'Break' })]);
    await explain('s', { reason: 'Blade blunt' });
    const state = async () => {
      const { reason, raw_reason, named_by, end_time } = await period('s');
      return [reason?.name ?? null, raw_reason, named_by !== null, end_time];
    };
    await tell(stop('s', { reasonText: 'Break' }));
    assert.deepEqual(await state(), ['Blade blunt', 'Break', true, '2026-01-15T11:15:00.000Z']);
    assert.deepEqual(await downtimeByReason(), { 'Blade blunt': 900 });
    await tell(stop('s', { reasonText: 'No Reason Provided', endMs: minutes(-40) }));
    assert.deepEqual(await state(), ['Blade blunt', 'No Reason Provided', true, '2026-01-15T11:20:00.000Z']);
    await tell(stop('s', { reasonText: 'break ' }));
    assert.deepEqual(await state(), ['Blade blunt', 'break ', true, '2026-01-15T11:15:00.000Z']);
    await tell(stop('s', { reasonText: 'Hydraulic' }));
    assert.deepEqual(await state(), ['Hydraulic', 'Hydraulic', false, '2026-01-15T11:15:00.000Z']);
    assert.deepEqual(await downtimeByReason(), { Hydraulic: 900 });
  });

  test('what is cut off by a newer telling of the source keeps what a person said of the rest', async () => {
    const { services, explain, period } = await open([stop('old', { startMs: minutes(-60), endMs: minutes(-30) })]);
    await explain('old', { reason: 'Blade blunt' });
    const window = { machineId: 'mill-1', fromMs: minutes(-90), toMs: minutes(0), isOwn: () => true };
    const told = [stop('new', { startMs: minutes(-50), endMs: minutes(-30) })];
    await services.timeline.recordWindow(loader, window, told, source);
    const { reason, raw_reason, end_time, version } = await period('old');
    assert.deepEqual(
      [reason.name, raw_reason, end_time, version],
      ['Blade blunt', null, '2026-01-15T11:10:00.000Z', 3],
    );
    const again = await services.timeline.recordWindow(loader, window, told, source);
    assert.equal(again.updated, 0);
  });

  test('what was said is taken back, and the word of the source counts again', async () => {
    const { explain, period, events } = await open([stop('s', { reasonText: 'Break' })]);
    await explain('s', { reason: 'Blade blunt' });
    const back = await explain('s', { reason_id: null });
    assert.deepEqual([back.body.reason.name, back.body.named_by, back.body.version], ['Break', null, 3]);
    assert.equal((await explain('s', { reason_id: null })).body.version, 3, 'nothing is left to take back');
    assert.equal((await period('s')).raw_reason, 'Break');
    assert.equal((await events('timeline.stop-explained')).at(-1).reason, null);
  });

  test('every version can be read, with who changed the reason', async () => {
    const { send, tell, explain, clock } = await open([stop('s')]);
    clock.advance(MINUTE_MS);
    await explain('s', { reason: 'Blade blunt', note: 'Sheet 4' });
    clock.advance(MINUTE_MS);
    await tell(stop('s', { endMs: minutes(-40) }));
    const url = '/api/v1/status-periods/s/revisions';
    const { items, next_cursor } = (await send('GET', url)).body;
    assert.equal(next_cursor, null);
    assert.deepEqual(
      items.map((item: any) => [
        item.version,
        item.reason?.name ?? null,
        item.raw_reason,
        item.end_time.slice(11, 16),
        item.changed_by?.name ?? null,
        item.note,
      ]),
      [
        [3, 'Blade blunt', null, '11:20', null, null],
        [2, 'Blade blunt', null, '11:15', 'Test SUPERVISOR', 'Sheet 4'],
        [1, null, null, '11:15', null, null],
      ],
    );
    assert.deepEqual(
      items.map((item: any) => [item.recorded_at.slice(11, 16), item.replaced_at?.slice(11, 16) ?? null]),
      [
        ['12:02', null],
        ['12:01', '12:02'],
        ['12:00', '12:01'],
      ],
    );
    const first = (await send('GET', `${url}?limit=2`)).body;
    const rest = (await send('GET', `${url}?limit=2&cursor=${first.next_cursor}`)).body;
    assert.deepEqual([first.items.length, rest.items.map(({ version }: { version: number }) => version)], [2, [1]]);
    assert.equal(outcomeOf(await send('GET', '/api/v1/status-periods/none/revisions')), '404 period-not-found');
  });

  test('is refused for what is no stop, an older version, an unknown reason, no reason and no period', async () => {
    const { explain, send, events, reasonId } = await open([
      stop('s'),
      stop('run', { startMs: minutes(-40), endMs: minutes(-20), classification: 'UPTIME' }),
      stop('off', { startMs: minutes(-20), endMs: minutes(-10), classification: 'OFFLINE' }),
    ]);
    assert.equal(outcomeOf(await explain('run', { reason: 'x' })), '409 not-a-stop');
    assert.equal(outcomeOf(await explain('off', { reason: 'x' })), '409 not-a-stop');
    assert.equal(outcomeOf(await explain('s', { reason: 'x', version: 9 })), '409 version-conflict');
    assert.equal(outcomeOf(await explain('s', { reason: 'x' }, { 'if-match': '"9"' })), '409 version-conflict');
    assert.equal(outcomeOf(await explain('s', { reason_id: 999 })), '422 unknown-reason');
    assert.equal(outcomeOf(await explain('s', { reason: ' nan ' })), '422 validation-failed');
    assert.equal(outcomeOf(await explain('s', { reason: 'No reason provided' })), '422 validation-failed');
    assert.equal(
      outcomeOf(await explain('s', { reason_id: await reasonId('No reason given') })),
      '422 validation-failed',
    );
    assert.equal(outcomeOf(await explain('s', {})), '422 validation-failed');
    assert.equal(outcomeOf(await explain('s', { reason: 'x', reason_id: 1 })), '422 validation-failed');
    assert.equal(outcomeOf(await explain('none', { reason: 'x' })), '404 period-not-found');
    assert.equal(outcomeOf(await send('GET', '/api/v1/status-periods/none')), '404 period-not-found');
    assert.equal(outcomeOf(await send('GET', '/api/v1/status-periods?machine_ids=none')), '422 unknown-machine');
    const list = (query: string) => send('GET', `/api/v1/status-periods?${query}`);
    assert.equal(outcomeOf(await list('start_time=2020-01-01T00:00:00Z')), '422 range-too-long');
    assert.equal(outcomeOf(await list('start_time=2027-01-01T00:00:00Z')), '422 range-invalid');
    assert.deepEqual(await events('timeline.stop-explained'), []);
  });

  test('an operator explains what lasts or has ended lately, others whatever there is', async () => {
    const { app, signIn, explain, services } = await open([
      stop('lasting', { startMs: minutes(-60 * 50), endMs: null }),
      stop('yesterday', { startMs: minutes(-60 * 26), endMs: minutes(-60 * 25) }),
    ]);
    const operator = clientOf(app, await signIn('OPERATOR'));
    const url = '/api/v1/status-periods/yesterday';
    assert.equal((await operator('PATCH', '/api/v1/status-periods/lasting', { reason: 'x' })).status, 200);
    assert.equal(outcomeOf(await operator('PATCH', url, { reason: 'x' })), '403 forbidden');
    assert.equal((await explain('yesterday', { reason: 'x' })).status, 200);
    await services.settings.changeSetting(loader, 'stops.operator_hours', 48);
    assert.equal((await operator('PATCH', url, { reason: 'y' })).status, 200);
    const viewer = clientOf(app, await signIn('VIEWER'));
    assert.equal(outcomeOf(await viewer('PATCH', url, { reason: 'y' })), '403 forbidden');
  });

  test('of two who explain the same version one is first', async () => {
    const { explain } = await open([stop('s')]);
    const outcomes = await Promise.all([
      explain('s', { reason: 'Blade blunt', version: 1 }),
      explain('s', { reason: 'Coil jam', version: 1 }),
    ]);
    assert.deepEqual(outcomes.map(outcomeOf).sort(), ['200', '409 version-conflict']);
  });

  test('a ticket about a stop is named with it', async () => {
    const { send, period } = await open([stop('s')]);
    const ticket = { machine_id: 'mill-1', description: 'Blade blunt', fourjaw_downtime_id: 's' };
    const { id } = (await send('POST', '/api/v1/tickets', ticket)).body;
    assert.equal((await period('s')).maintenance_ticket_id, id);
  });

  test('the reasons most used at a machine lately are suggested, filled up from the factory', async () => {
    const used = (machineId: string, reasonText: string, count: number, days = 1) =>
      Array.from({ length: count }, (_, at) => {
        const startMs = NOON - days * 24 * HOUR_MS + at * 10 * MINUTE_MS;
        return stop(`${machineId} ${reasonText} ${at}`, { machineId, reasonText, startMs, endMs: startMs + MINUTE_MS });
      });
    const { send } = await open([
      ...used('mill-1', 'Coil Change', 3),
      ...used('mill-1', 'Blade blunt', 4, 2),
      ...used('mill-1', 'No Reason Required', 9, 3),
      ...used('mill-1', '', 9, 4),
      ...used('mill-1', 'Long ago', 9, 40),
      ...used('mill-2', 'Coil Change', 5),
      ...used('mill-2', 'Hydraulic', 2, 2),
      ...Array.from({ length: 14 }, (_, at) => used('mill-2', `Rare ${at}`, 1, 5 + at)).flat(),
    ]);
    const { items } = (await send('GET', '/api/v1/reasons/suggestions?machine_id=mill-1')).body;
    assert.equal(items.length, 12);
    assert.deepEqual(
      items.slice(0, 3).map((item: any) => [item.name, item.stops, item.at_machine]),
      [
        ['Blade blunt', 4, true],
        ['Coil Change', 3, true],
        ['Hydraulic', 2, false],
      ],
    );
    assert.equal(outcomeOf(await send('GET', '/api/v1/reasons/suggestions?machine_id=none')), '422 unknown-machine');
  });

  test('that wait for a reason are counted on the dashboard: those that last, and those of the last day', async () => {
    const { send, explain, clock } = await open([
      stop('lasting', { startMs: minutes(-60 * 30), endMs: null }),
      stop('lately', { startMs: minutes(-60 * 23), endMs: minutes(-60 * 22), reasonText: 'No reason provided' }),
      stop('before', { startMs: minutes(-60 * 29), endMs: minutes(-60 * 28) }),
      stop('short', { startMs: minutes(-30), endMs: minutes(-30) + 59_000 }),
      stop('planned', { startMs: minutes(-20), endMs: minutes(-10), productivity: 'productive' }),
      stop('answered', { reasonText: 'Coil Change' }),
      stop('just now', { machineId: 'mill-2', startMs: minutes(0) - 30_000, endMs: null }),
    ]);
    const counts = async () => {
      const { body } = await send('GET', '/api/v1/dashboard');
      return [...body.machines.map((one: any) => one.unanswered_stops), body.totals.unanswered_stops];
    };
    assert.deepEqual(await counts(), [2, 0, 2]);
    clock.advance(MINUTE_MS);
    assert.deepEqual(await counts(), [2, 1, 3], 'a stop that lasts waits after a minute');
    await explain('lately', { reason: 'Coil jam' });
    assert.deepEqual(await counts(), [1, 1, 2]);
    await explain('lately', { reason_id: null });
    clock.advance(2 * HOUR_MS);
    assert.deepEqual(await counts(), [1, 1, 2], 'what began more than a day ago is let go');
  });

  test('a reason whose name means another one is given by a text that does mean it', async () => {
    const { send, explain, reasonId } = await open([
      stop('s'),
      stop('x', { startMs: minutes(-200), endMs: minutes(-190), reasonText: 'Coil jam' }),
      stop('y', { startMs: minutes(-180), endMs: minutes(-170), reasonText: 'Jam' }),
    ]);
    const [coil, jam] = [await reasonId('Coil jam'), await reasonId('Jam')];
    const aliasOf = async (id: number) => (await send('GET', `/api/v1/reasons/${id}`)).body.aliases[0].id;
    const [coilText, jamText] = [await aliasOf(coil), await aliasOf(jam)];
    await send('PATCH', `/api/v1/reasons/${coil}`, { name: 'Coil jam' });
    await send('POST', `/api/v1/reason-aliases/${coilText}/move`, { reason_id: jam });
    assert.equal(outcomeOf(await explain('s', { reason_id: coil })), '422 unknown-reason', 'no text means it');
    await send('POST', `/api/v1/reason-aliases/${jamText}/move`, { reason_id: coil });
    const said = await explain('s', { reason_id: coil });
    assert.deepEqual([said.status, said.body.reason.id], [200, coil]);
  });
});
