import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { MINUTE_MS } from '../../../src/kernel/clock.ts';
import { createFourJaw } from '../../../src/modules/fourjaw/index.ts';
import { createSchedule } from '../../../src/platform/schedule/index.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { onEachEngine } from '../../support/engines.ts';
import { FOURJAW_KEY, type FourJawServer, startFourJaw } from '../../support/fourjaw-server.ts';
import { clientOf, outcomeOf, type Send } from '../../support/http-client.ts';
import { OTHER, periodsOf, settingsFor } from './fourjaw-fixture.ts';

onEachEngine('FourJaw over HTTP', (under) => {
  let app: TestApp;
  let server: FourJawServer;
  let send: Send;

  before(async () => {
    app = await startTestApp(under, { environment: { ACCESS_TOKEN_EXPIRE_MINUTES: '1440' } });
    server = await startFourJaw(() => app.clock.now());
    send = clientOf(app.app, await app.signIn('SUPERVISOR'));
  });
  after(() => server.close());

  /** A process that polls, on the database of the app. */
  function openProcess() {
    const fourjaw = createFourJaw(settingsFor(server, { assetIds: [OTHER] }), app.services);
    const schedule = createSchedule({ ...app.services, instance: 'test' }, fourjaw.jobs());
    return { fourjaw, schedule };
  }

  const status = async () => (await send('GET', '/api/v1/fourjaw/status')).body;

  test('the status says that nothing has been fetched yet', async () => {
    const answer = await status();
    assert.deepEqual(
      [answer.configured, answer.connection, answer.last_success_at, answer.lag_seconds, answer.machines],
      [true, 'unknown', null, null, []],
    );
    assert.equal(answer.base_url, 'https://factory.example/rest/api/v0.1');
  });

  test('a wish to fetch now is done by whichever process polls, once, and the status tells how it went', async () => {
    const [one, two] = [openProcess(), openProcess()];
    const look = () => Promise.all([one, two].map(({ schedule }) => schedule.runDue()));
    server.periods = periodsOf(OTHER, app.clock.now() - 60 * MINUTE_MS, 4);
    await look();
    server.requests.splice(0);
    assert.deepEqual((await look()).flat(), [], 'not due yet');

    const asked = await send('POST', '/api/v1/fourjaw/sync');
    assert.deepEqual([asked.status, asked.body.sync_pending], [202, true]);
    assert.deepEqual((await look()).flat(), ['fourjaw-poll']);
    assert.deepEqual(
      server.requests.map(({ path }) => path.split('/').at(-1)),
      ['assets', 'status-periods'],
    );
    const answer = await status();
    assert.deepEqual([answer.sync_pending, answer.connection, answer.lag_seconds], [false, 'ok', 0]);
    assert.deepEqual(
      answer.machines.map(({ machine_id, fetched_to, last_error }: any) => [machine_id, fetched_to, last_error]),
      [[OTHER, new Date(app.clock.now()).toISOString(), null]],
    );
    assert.deepEqual((await look()).flat(), [], 'done');
    for (const { fourjaw } of [one, two]) await fourjaw.close();
  });

  test('what people ask for is answered while FourJaw refuses us', async () => {
    const { fourjaw } = openProcess();
    server.fault = () => ({ status: 401 });
    await fourjaw.poll();
    server.fault = () => undefined;
    const answer = await status();
    assert.equal(answer.connection, 'key-refused');
    assert.match(answer.last_error, /401: check FOURJAW_API_KEY/);
    const { body } = await send('GET', `/api/v1/fourjaw/downtimes?machine_id=${OTHER}`);
    assert.equal(body.length, 2);
    await fourjaw.close();
  });

  test('without FOURJAW_BASE_URL the status says off, and fetching is refused with what to do', async () => {
    const off = await startTestApp(under, { environment: { FOURJAW_BASE_URL: '', FOURJAW_API_KEY: '' } });
    const supervisor = clientOf(off.app, await off.signIn('SUPERVISOR'));
    const { body } = await supervisor('GET', '/api/v1/fourjaw/status');
    assert.deepEqual([body.configured, body.connection, body.base_url], [false, 'off', null]);
    const refused = await supervisor('POST', '/api/v1/fourjaw/sync');
    assert.equal(outcomeOf(refused), '409 fourjaw-off');
    assert.match(refused.body.detail, /FOURJAW_BASE_URL/);
    assert.deepEqual(off.services.fourjaw.jobs(), []);
    await off.close();
  });

  test('the key is in no answer, no log line and no row', async () => {
    const { database } = app.services;
    for (const table of ['fourjaw_state', 'fourjaw_machines', 'events', 'audit_entries', 'job_leases'] as const) {
      const rows = await database.kysely.selectFrom(table).selectAll().execute();
      assert.ok(!JSON.stringify(rows).includes(FOURJAW_KEY), table);
    }
    assert.ok(!JSON.stringify(await status()).includes(FOURJAW_KEY));
    assert.ok(!app.lines.join('\n').includes(FOURJAW_KEY));
  });
});
