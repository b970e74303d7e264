/** Live clients that go away while they are still being let in: nothing of them stays behind. */
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { before, test } from 'node:test';
import pg from 'pg';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { onEachEngine } from '../../support/engines.ts';
import { clientOf, type Send } from '../../support/http-client.ts';
import { openLive } from '../../support/live-client.ts';
import { countLockWaits, terminateOthers } from '../../support/lock-waits.ts';
import { until } from '../../support/until.ts';

onEachEngine('live clients that go away early', (under) => {
  // asking a file takes no time in which somebody could go
  if (under.engine === 'sqlite') return;
  let started: TestApp;
  let base: string;
  let url: string;
  let asAdmin: Send;
  let asViewer: Send;

  before(async () => {
    const createDatabaseUrl = async () => (url = await under.createDatabaseUrl());
    const limits = { sweepMs: 50, goodbyeMs: 200 };
    started = await startTestApp({ ...under, createDatabaseUrl }, { server: { realtimeLimits: limits } });
    base = await started.app.listen({ host: '127.0.0.1', port: 0 });
    asAdmin = clientOf(started.app, await started.signIn('ADMIN'));
    asViewer = clientOf(started.app, await started.signIn('VIEWER'));
  });

  const counts = async () => (await asAdmin('GET', '/api/v1/realtime')).body;
  const ticketOf = async (send: Send) => (await send('POST', '/api/v1/realtime/tickets')).body.ticket as string;

  /** Whoever asks the table meanwhile waits. */
  async function whileLocked(
    table: string,
    work: (untilOneWaits: () => Promise<void>, outsider: pg.Client) => Promise<void>,
  ): Promise<void> {
    const outsider = new pg.Client({ connectionString: url });
    await outsider.connect();
    const untilOneWaits = () => until('somebody waits', async () => (await countLockWaits(outsider)) > 0);
    try {
      await outsider.query(`begin; lock table ${table} in access exclusive mode`);
      await work(untilOneWaits, outsider);
    } finally {
      await outsider.query('commit');
      await outsider.end();
    }
    // what waited goes on, and asks for more in its turn
    for (let turn = 0; turn < 20; turn++) await counts();
  }

  const linesOpen = () => new Promise((resolve) => started.app.server.getConnections((_, count) => resolve(count)));

  test('a stream whose client has gone before it was answered is not counted as open', async () => {
    const ticket = await ticketOf(asViewer);
    await whileLocked('realtime_tickets', async (untilOneWaits) => {
      const asked = request(`${base}/api/v1/events/stream?ticket=${ticket}`);
      asked.on('error', () => {});
      asked.end();
      await untilOneWaits();
      asked.destroy();
      await until('its line is closed', async () => (await linesOpen()) === 0);
    });
    const { open, followers } = await counts();
    assert.deepEqual({ open, followers }, { open: 0, followers: 0 });
  });

  test('a socket that has gone before it was known who it is follows nothing', async () => {
    const ticket = await ticketOf(asViewer);
    await whileLocked('realtime_tickets', async (untilOneWaits) => {
      const live = await openLive(base, '?topics=test');
      live.send({ type: 'authenticate', token: ticket });
      live.send({ type: 'subscribe', subscription: 'other' });
      await untilOneWaits();
      live.socket.terminate();
      await until('it is gone', async () => (await counts()).open === 0);
    });
    assert.equal((await counts()).followers, 0);
  });

  test('a socket of the old front end that has gone before it was known who it is hears nothing', async () => {
    const ticket = await ticketOf(asViewer);
    await whileLocked('realtime_tickets', async (untilOneWaits) => {
      const live = await openLive(base, '', { protocol: null });
      live.send({ type: 'authenticate', token: ticket });
      await untilOneWaits();
      live.socket.terminate();
      await until('it is gone', async () => (await counts()).open === 0);
    });
    const admin = await openLive(base, `?ticket=${await ticketOf(asAdmin)}`, {
      protocol: null,
      path: '/api/v1/ws/admin',
    });
    admin.send({ action: 'get_connections' });
    assert.equal((await admin.next('connection_stats'))['data'].total_connections, 0);
    await admin.close();
  });
  test('a socket of the old front end that has gone while the database fails ends nobody else', async () => {
    const [ticket, other] = [await ticketOf(asViewer), await ticketOf(asViewer)];
    await whileLocked('event_log', async (untilOneWaits, outsider) => {
      const live = await openLive(base, '', { protocol: null });
      live.send({ type: 'authenticate', token: ticket });
      await untilOneWaits();
      live.socket.terminate();
      await until('it is gone', async () => (await counts()).open === 0);
      assert.ok((await terminateOthers(outsider, 'waiting')) > 0);
    });
    const live = await openLive(base, '', { protocol: null });
    live.send({ type: 'authenticate', token: other });
    await live.next('connection_established');
    await live.close();
  });
});
