/** The WebSocket of the old front end, as that front end uses it: subscribed to `all`, without a token. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { Check } from 'typebox/value';
import { systemActor } from '../../../src/kernel/access.ts';
import { oldAdminAnswers, oldServerFrames } from '../../../src/modules/predecessor/index.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { onEachEngine } from '../../support/engines.ts';
import { clientOf, type Send } from '../../support/http-client.ts';
import { type LiveFrame, type LiveSocket, openLive } from '../../support/live-client.ts';

const setting = '/api/v1/settings/old_front_end.live_without_sign_in';
const machineId = 'mill-1';

onEachEngine('the WebSocket of the old front end', (under) => {
  let started: TestApp;
  let base: string;
  let asAdmin: Send;
  let asOperator: Send;

  before(async () => {
    started = await startTestApp(under, {
      server: { realtimeLimits: { signInMs: 2_000, sweepMs: 50, goodbyeMs: 200 } },
    });
    base = await started.app.listen({ host: '127.0.0.1', port: 0 });
    asAdmin = clientOf(started.app, await started.signIn('ADMIN'));
    asOperator = clientOf(started.app, await started.signIn('OPERATOR'));
    assert.equal((await asAdmin('POST', '/api/v1/machines', { id: machineId, name: 'Mill 1' })).status, 201);
  });

  const allowStrangers = (value: boolean) => asAdmin('PUT', setting, { value });
  const sockets: LiveSocket[] = [];
  /** As the old front end does, from its own origin. */
  async function connect(headers: Record<string, string> = {}) {
    const options = { protocol: null, headers: { origin: 'http://localhost:5173', ...headers } };
    const live = await openLive(base, '?client_id=mill-dash-frontend', options);
    sockets.push(live);
    return live;
  }

  async function openTicket(description = 'Oil under the coiler, says Ada'): Promise<number> {
    const body = { machine_id: machineId, incident_category: 'Hydraulic', description, priority: 'High' };
    const { status, body: ticket } = await asOperator('POST', '/api/v1/tickets', body);
    assert.equal(status, 201, JSON.stringify(ticket));
    return ticket.id;
  }

  async function confirmed(live: LiveSocket, type: 'subscribe' | 'unsubscribe', ...subscriptions: string[]) {
    live.send({ type, subscriptions });
    const frame = await live.next(type === 'subscribe' ? 'subscription_confirmed' : 'unsubscription_confirmed');
    return frame['subscriptions'];
  }

  test('subscribed to all, without a token, it hears of new tickets and of changed states, without texts and names', async () => {
    await allowStrangers(true);
    const live = await connect();
    const hello = await live.next('connection_established');
    assert.deepEqual([hello['client_id'], typeof hello['message']], ['mill-dash-frontend', 'string']);
    assert.match(hello['timestamp'], /Z$/);
    assert.deepEqual(await confirmed(live, 'subscribe', 'all', 'nonsense'), ['all']);
    const id = await openTicket();
    const created = await live.next('ticket_created');
    assert.deepEqual(
      [created['data'].id, created['data'].machine_id, created['data'].status, created['data'].priority],
      [id, machineId, 'Open', 'High'],
    );
    const alert = await live.next('maintenance_alert');
    assert.equal(alert['data'].ticket_id, id);
    assert.equal((await asAdmin('PUT', `/api/v1/tickets/${id}?status=In+Progress`)).status, 200);
    const change = await live.next('ticket_status_change');
    assert.deepEqual(change['data'], {
      ticket_id: id,
      machine_id: machineId,
      old_status: 'Open',
      new_status: 'In Progress',
    });
    await asAdmin('POST', `/api/v1/tickets/${id}/notes`, { note: 'Seal changed', author: 'Ada' });
    await asAdmin('PATCH', `/api/v1/machines/${machineId}`, { name: 'Mill One' });
    const state = await live.next('machine_status_update');
    assert.deepEqual(Object.keys(state['data']).sort(), ['machine_id', 'status', 'utilization']);
    const heard = JSON.stringify(live.frames);
    assert.doesNotMatch(heard, /Ada|coiler|Seal|@factory|Mill One/);
    await live.close();
  });

  test('a machine that does something else is told by the old word alone, once it is known', async () => {
    await allowStrangers(true);
    await asAdmin('POST', '/api/v1/machines', { id: 'mill-2', name: 'Mill 2' });
    const live = await connect();
    await live.next('connection_established');
    const occurredAt = started.clock.now();
    await started.services.production.recordCuts(systemActor('test'), [{ machineId: 'mill-2', occurredAt, count: 1 }]);
    await started.services.machineStates.look();
    await live.until(() =>
      live.frames.some((frame) => frame['data']?.machine_id === 'mill-2' && 'status' in frame['data']),
    );
    assert.ok(live.frames.every(({ type }) => !String(type).startsWith('machine.status')));
    await live.close();
  });

  test('who is not subscribed to the group or to all hears nothing of it', async () => {
    await allowStrangers(true);
    const live = await connect();
    await live.next('connection_established');
    assert.deepEqual(await confirmed(live, 'unsubscribe', 'all'), []);
    const other = await connect();
    await other.next('connection_established');
    const first = await openTicket();
    const hears = (who: LiveSocket, id: number) => who.frames.some((frame) => frame['data']?.id === id);
    await other.until(() => hears(other, first));
    assert.deepEqual(await confirmed(live, 'subscribe', 'maintenance'), ['maintenance']);
    const second = await openTicket();
    await live.until(() => hears(live, second));
    assert.ok(!hears(live, first));
    await Promise.all([live.close(), other.close()]);
  });

  test('it answers ping and get_status, and says what it cannot read', async () => {
    await allowStrangers(true);
    const [live, other] = [await connect(), await connect()];
    await Promise.all([live.next('connection_established'), other.next('connection_established')]);
    live.send({ type: 'ping', timestamp: 'whatever' });
    await live.next('pong');
    live.send({ type: 'get_status' });
    const { data } = await live.next('status_response');
    assert.deepEqual([data.total_connections, data.subscriptions.all], [2, 2]);
    assert.equal(data.clients.length, 1, 'a stranger is told of itself only');
    live.send('{');
    assert.equal((await live.next('error'))['message'], 'Invalid JSON format');
    live.send({ type: 'broadcast_test' });
    assert.match((await live.next('error'))['message'], /Unknown message type/);
    await Promise.all([live.close(), other.close()]);
  });

  test('signed in it hears everything that its session may see, with texts, and under our own words what has no old one', async () => {
    const live = await connect(await started.signIn('VIEWER'));
    await live.next('connection_established');
    await openTicket('Gear box hums');
    assert.equal((await live.next('ticket_created'))['data'].description, 'Gear box hums');
    await asAdmin('POST', '/api/v1/products', { product_name: 'Strut 41', product_code: 'S41' });
    await live.next('product.created');
    const cut = { machineId, occurredAt: started.clock.now(), count: 2 };
    await started.services.production.recordCuts(systemActor('test'), [cut]);
    const { data: made } = await live.next('production_metric_update');
    assert.deepEqual([made.machine_id, made.cut_count, made.event], [machineId, 2, 'cuts.recorded']);
    await started.signIn('TECHNICIAN');
    await openTicket('The last one');
    await live.until(() => JSON.stringify(live.frames).includes('The last one'));
    assert.doesNotMatch(JSON.stringify(live.frames), /session\.|user\.|@factory/);
    await live.close();
  });

  test('without the setting a stranger is kept waiting, and sent away with a code; one who is there when it is turned off, too', async () => {
    await allowStrangers(true);
    const early = await connect();
    await early.next('connection_established');
    await allowStrangers(false);
    assert.equal((await early.closed).code, 4401);
    const late = await connect();
    await openTicket();
    late.send({ type: 'subscribe', subscriptions: ['all'] });
    assert.match((await late.next('error'))['message'], /who you are/);
    assert.equal((await late.closed).code, 4401);
    assert.deepEqual(
      late.frames.map(({ type }) => type),
      ['error'],
    );
    const { body } = await clientOf(started.app, await started.signIn('VIEWER'))('POST', '/api/v1/realtime/tickets');
    const signing = await connect();
    signing.send({ type: 'authenticate', token: body.ticket });
    await signing.next('connection_established');
    await signing.close();
  });

  test('the socket of administrators asks for settings:manage, counts connections and sends test notices', async () => {
    await allowStrangers(true);
    const path = '/api/v1/ws/admin';
    const page = await connect();
    await page.next('connection_established');
    const admin = await openLive(base, '', { protocol: null, path, headers: await started.signIn('ADMIN') });
    sockets.push(admin);
    admin.send({ action: 'get_connections' });
    assert.equal((await admin.next('connection_stats'))['data'].clients[0].client_id, 'mill-dash-frontend');
    const notice = { event_type: 'system_alert', data: { text: 'a test' }, subscription: 'all' };
    admin.send({ action: 'broadcast_test', ...notice });
    await admin.next('broadcast_sent');
    assert.deepEqual((await page.next('system_alert'))['data'], { text: 'a test' });
    admin.send({ action: 'broadcast_test', event_type: 'A B' });
    await admin.next('error');
    const supervisor = await started.signIn('SUPERVISOR');
    const refused = await openLive(base, '', { protocol: null, path, headers: supervisor });
    assert.equal((await refused.closed).code, 4403);
    const stranger = await openLive(base, '', { protocol: null, path });
    stranger.send({ action: 'get_connections' });
    assert.match((await stranger.next('error'))['message'], /who you are/);
    assert.equal((await stranger.closed).code, 4401);
    await Promise.all([admin.close(), page.close()]);
  });

  test('every frame that was sent so far is as it is described, and each that is described was sent', () => {
    const described = [...oldServerFrames, ...oldAdminAnswers];
    const frames = sockets.flatMap((socket) => socket.frames);
    const typeOf = ({ type }: LiveFrame) => (described.some((known) => known.type === type) ? type : 'event');
    // a test notice holds what an administrator wishes
    const sent = frames.filter(({ type }) => type !== 'system_alert');
    const problems = sent.filter(
      (frame) => !described.some(({ type, payload }) => type === typeOf(frame) && Check(payload, frame)),
    );
    assert.deepEqual(problems, []);
    const seen = new Set(sent.map(typeOf));
    // they come behind a silence, and behind a flood
    for (const rare of ['heartbeat', 'dashboard_refresh']) seen.add(rare);
    assert.deepEqual([...seen].sort(), [...new Set(described.map(({ type }) => type))].sort());
  });
});
