/** Live events over WebSocket and server-sent events: who gets what, from where on, and what ends a connection. */
import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { before, test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import type { OutboxTables } from '../../../src/platform/outbox/index.ts';
import { startTestApp, TEST_PASSWORD, type TestApp } from '../../support/app.ts';
import { onEachEngine } from '../../support/engines.ts';
import { clientOf, type Send } from '../../support/http-client.ts';
import { type LiveEvent, openLive, openStream } from '../../support/live-client.ts';

const actor = systemActor('test');

onEachEngine('live events', (under) => {
  let started: TestApp;
  let base: string;
  let headers: { authorization: string };
  let asAdmin: Send;
  let topic = 0;

  before(async () => {
    started = await startTestApp(under, { server: { realtimeLimits: { signInMs: 300, sweepMs: 50, goodbyeMs: 200 } } });
    base = await started.app.listen({ host: '127.0.0.1', port: 0 });
    headers = await started.signIn('VIEWER');
    asAdmin = clientOf(started.app, await started.signIn('ADMIN'));
  });

  /** A topic that no other test uses, so that each sees its own events only. */
  function newTopic() {
    const name = `test${++topic}`;
    const emit = (happened: string, data: Record<string, unknown> = {}, subject = 'tests/1') =>
      started.services.store.transact(actor, async (tx) =>
        tx.emit({ type: `com.milldash.${name}.${happened}`, subject, data }),
      );
    return { name, emit };
  }

  const headNow = async () => String((await clientOf(started.app, headers)('GET', '/api/v1/events?limit=1')).body.head);
  const happenedIn = (events: readonly LiveEvent[]) => events.map(({ type }) => type.split('.').at(-1));

  test('a subscriber gets what happens from now on, as the same CloudEvents that the log answers', async () => {
    const { name, emit } = newTopic();
    await emit('before');
    const live = await openLive(base, `?topics=${name}`, { headers });
    await live.next('live');
    await emit('first', { n: 1 });
    await emit('second', { text: 'äöü "quoted" \u2028' });
    await live.until(() => live.events.length === 2);
    const { body } = await clientOf(started.app, headers)('GET', `/api/v1/events?types=com.milldash.${name}.*`);
    assert.deepEqual(live.events, body.items.slice(1));
    const last = live.frames.findLast((frame) => frame.type === 'events');
    assert.equal(last?.['next_after'], `${live.events[1]?.epoch}:${live.events[1]?.sequence}`);
    await live.close();
  });

  test('who resumes gets everything behind the position once and in order, then what happens', async () => {
    const { name, emit } = newTopic();
    const from = await headNow();
    for (let at = 0; at < 450; at++) await emit(`e${at}`);
    const live = await openLive(base, `?topics=${name}&after=${from}`, { headers });
    for (let at = 450; at < 460; at++) await emit(`e${at}`);
    await live.until(() => live.events.length >= 460);
    assert.deepEqual(
      happenedIn(live.events),
      Array.from({ length: 460 }, (_, at) => `e${at}`),
    );
    for (const frame of live.frames.filter(({ type }) => type === 'events')) {
      assert.ok(frame['events'].length <= 200, 'a frame of who catches up is not long');
    }
    const middle = live.events[99];
    const resumed = await openLive(base, `?topics=${name}&after=${middle?.epoch}:${middle?.sequence}`, { headers });
    await resumed.until(() => resumed.events.length >= 360);
    assert.equal(happenedIn(resumed.events)[0], 'e100');
    await Promise.all([live.close(), resumed.close()]);
  });

  test('topic, type and machine narrow a subscription, and several on one socket do not mix', async () => {
    const { name, emit } = newTopic();
    const live = await openLive(base, '', { headers });
    live.send({ type: 'subscribe', subscription: 'red', types: [`com.milldash.${name}.red-*`] });
    live.send({ type: 'subscribe', subscription: 'mill', topics: [name], machines: ['mill-1'] });
    live.send({ type: 'subscribe', subscription: 'gone', topics: [name] });
    for (let at = 0; at < 3; at++) await live.next('live');
    live.send({ type: 'unsubscribe', subscription: 'gone' });
    await live.next('unsubscribed');
    await emit('red-one', { machine_id: 'mill-2' });
    await emit('blue', {}, 'machines/mill-1');
    await emit('red-two', { machine_id: 'mill-1' });
    await emit('green');
    await live.until(() => live.events.length >= 4);
    const of = (subscription: string) =>
      happenedIn(
        live.frames.filter((frame) => frame['subscription'] === subscription).flatMap((frame) => frame['events'] ?? []),
      );
    assert.deepEqual(of('red'), ['red-one', 'red-two']);
    assert.deepEqual(of('mill'), ['blue', 'red-two']);
    assert.deepEqual(of('gone'), []);
    await live.close();
  });

  test('positions that cannot be resumed from are told with what there is, and the socket stays', async () => {
    const live = await openLive(base, '', { headers });
    for (const after of ['other-log:1', String(10 ** 9)]) {
      live.send({ type: 'subscribe', after });
      const { code, head, oldest } = await live.next('error');
      assert.equal(code, 'events-out-of-range');
      assert.match(`${head} ${oldest}`, /^\S+:\d+ \S+:\d+$/);
    }
    live.send({ type: 'subscribe', after: 'x y' });
    assert.equal((await live.next('error'))['code'], 'validation-failed');
    live.send({ type: 'subscribe' });
    await live.next('live');
    await live.close();
  });

  test('a stream gives each event its position, goes on from Last-Event-ID, and ends at the head if asked', async () => {
    const { name, emit } = newTopic();
    const from = await headNow();
    await emit('one');
    await emit('two');
    const stream = await openStream(base, `?topics=${name}&after=${from}`, headers);
    await stream.until((blocks) => blocks.filter(({ data }) => data !== undefined).length === 2);
    await emit('three');
    await stream.until((blocks) => blocks.filter(({ data }) => data !== undefined).length === 3);
    const told = stream.blocks.filter(({ data }) => data !== undefined);
    const events = told.map(({ data }) => JSON.parse(String(data)) as LiveEvent);
    assert.deepEqual(happenedIn(events), ['one', 'two', 'three']);
    assert.deepEqual(
      told.map(({ id }) => id),
      events.map(({ epoch, sequence }) => `${epoch}:${sequence}`),
    );
    stream.close();
    // the header is newer than the address, which a browser repeats as it was
    const again = await openStream(base, `?topics=${name}&after=${from}&until=head`, {
      ...headers,
      'last-event-id': String(told[0]?.id),
    });
    await again.ended;
    const rest = again.blocks.flatMap(({ event, data }) => (event !== undefined || data === undefined ? [] : [data]));
    assert.deepEqual(happenedIn(rest.map((data) => JSON.parse(data) as LiveEvent)), ['two', 'three']);
    const gone = await openStream(base, '?after=other-log:1', headers);
    assert.equal(gone.status, 410);
  });

  test('topics and types that there are not are refused with those that there are, on sockets and streams', async () => {
    const live = await openLive(base, '?topics=tickets', { headers });
    const inAddress = await live.next('error');
    assert.deepEqual([inAddress['code'], inAddress['subscription']], ['validation-failed', 'main']);
    assert.match(inAddress['detail'], /^There is no topic 'tickets'\. Topics are .*\bticket,/);
    for (const filter of [
      { topics: ['bogus'] },
      { types: ['com.milldash.nope'] },
      { types: ['com.milldash.nope.*'] },
      { topics: ['session'], types: ['com.milldash.ticket.*'] },
    ]) {
      live.send({ type: 'subscribe', ...filter });
      assert.equal((await live.next('error'))['code'], 'validation-failed', JSON.stringify(filter));
    }
    live.send({ type: 'subscribe', types: ['com.milldash.ticket.*'], topics: ['all'] });
    await live.next('subscribed');
    await live.close();
    for (const query of ['topics=tickets', 'types=com.milldash.nope', 'topics=session&types=com.milldash.ticket.*']) {
      assert.equal((await openStream(base, `?until=head&${query}`, headers)).status, 422, query);
    }
  });

  test('what retention has removed is told as out of range, to sockets and streams', async () => {
    const old = await headNow();
    const { emit } = newTopic();
    await emit('one');
    await emit('two');
    const access = started.services.store.access<OutboxTables>();
    await access
      .deleteFrom('events')
      .where('sequence', '<=', Number(old.split(':')[1]) + 1)
      .execute();
    assert.equal((await openStream(base, `?after=${old}`, headers)).status, 410);
    const live = await openLive(base, `?after=${old}`, { headers });
    assert.equal((await live.next('error'))['code'], 'events-out-of-range');
    await live.close();
  });

  test('a ticket opens one connection, in the address or as the first message, and is never in the log', async () => {
    const send = clientOf(started.app, headers);
    const issue = async () => (await send('POST', '/api/v1/realtime/tickets')).body.ticket as string;
    const first = await issue();
    const live = await openLive(base, `?ticket=${first}`);
    assert.equal((await live.next('ready'))['signed_in'], true);
    await live.close();
    await assert.rejects(openLive(base, `?ticket=${first}`), /401/);
    const second = await issue();
    const stream = await openStream(base, `?until=head&ticket=${second}`, {});
    assert.equal(stream.status, 200);
    await stream.ended;
    assert.equal((await openStream(base, `?until=head&ticket=${second}`, {})).status, 401);
    const third = await issue();
    const socket = await openLive(base);
    assert.equal((await socket.next('ready'))['signed_in'], false);
    socket.send({ type: 'authenticate', token: third });
    await socket.next('authenticated');
    await socket.close();
    const late = await issue();
    started.clock.advance(31_000);
    await assert.rejects(openLive(base, `?ticket=${late}`), /401/);
    for (const ticket of [first, second, third, late]) assert.ok(!started.lines.join('\n').includes(ticket.slice(4)));
  });

  test('a socket that does not say in time who it is, or says it wrongly, is closed with a code', async () => {
    const silent = await openLive(base);
    assert.equal((await silent.closed).code, 4401);
    const early = await openLive(base);
    early.send({ type: 'subscribe' });
    assert.equal((await early.next('error'))['code'], 'not-authenticated');
    assert.equal((await early.closed).code, 4401);
    const wrong = await openLive(base);
    wrong.send({ type: 'authenticate', token: 'nonsense' });
    assert.equal((await wrong.next('error'))['code'], 'token-invalid');
    assert.equal((await wrong.closed).code, 4401);
    const { body } = await asAdmin('POST', '/api/v1/api-keys', { name: 'machines only', scopes: ['machines:read'] });
    const key = await openLive(base);
    key.send({ type: 'authenticate', token: body.key });
    assert.equal((await key.closed).code, 4403);
    const keyInHeader = await openLive(base, '', { headers: { 'x-api-key': body.key } });
    assert.equal((await keyInHeader.closed).code, 4403);
    await assert.rejects(openLive(base, '', { headers: { authorization: 'Bearer x' } }), /401/);
  });

  test('who says who they are is counted by that, and not as a stranger of their address', async () => {
    const few = await startTestApp(under, {
      server: {
        rateLimits: { stranger: { burst: 3, perSecond: 0.001 }, signedIn: { burst: 1_000, perSecond: 1_000 } },
      },
    });
    const address = await few.app.listen({ host: '127.0.0.1', port: 0 });
    const own = await few.signIn('VIEWER');
    for (let at = 0; at < 10; at++) await (await openLive(address, '', { headers: own })).close();
    for (let at = 0; at < 3; at++) await (await openLive(address)).close();
    await assert.rejects(openLive(address), /429/);
    await (await openLive(address, '', { headers: own })).close();
    await few.close();
  });

  test('pages of other sites are refused, those of CORS_ORIGINS and of our own are not', async () => {
    const { port } = new URL(base);
    for (const origin of ['http://localhost:5173', `http://127.0.0.1:${port}`]) {
      await (await openLive(base, '', { headers: { ...headers, origin } })).close();
    }
    for (const origin of ['http://evil.example', 'null', `http://127.0.0.1:${port}.evil.example`]) {
      await assert.rejects(openLive(base, '', { headers: { ...headers, origin } }), /403/, origin);
    }
  });

  test('accounts, sessions and keys are shown to those with users:manage only, also after a change of role', async () => {
    const from = await headNow();
    const person = await started.services.users.createUser(actor, {
      email: 'role.changes@factory.example',
      firstName: 'Role',
      lastName: 'Changes',
      role: 'ADMIN',
      password: TEST_PASSWORD,
    });
    const origin = { address: '127.0.0.1', requestId: 'sign-in' };
    const { accessToken } = await started.services.users.signIn(origin, {
      email: 'role.changes@factory.example',
      password: TEST_PASSWORD,
    });
    const own = { authorization: `Bearer ${accessToken}` };
    const seen = await openLive(base, `?after=${from}&topics=user,session`, { headers: own });
    await seen.until(() => seen.events.length >= 2);
    const hidden = await openLive(base, `?after=${from}`, { headers });
    await hidden.next('live');
    await asAdmin('PATCH', `/api/v1/users/${person.id}`, { access_role: 'VIEWER' });
    const { name, emit } = newTopic();
    seen.send({ type: 'subscribe', subscription: 'other', topics: [name] });
    await seen.until(() => seen.frames.some((frame) => frame.type === 'live' && frame['subscription'] === 'other'));
    // the guard looks every second
    const countOfUsers = () => seen.events.filter(({ type }) => type.startsWith('com.milldash.user.')).length;
    let before: number;
    do {
      before = countOfUsers();
      await asAdmin('PATCH', `/api/v1/users/${person.id}`, { first_name: `Role ${before}` });
      await emit('mark', { before });
      await seen.until(() => seen.events.some(({ data }) => data.before === before));
    } while (countOfUsers() > before);
    assert.ok(!hidden.events.some(({ type }) => /\.(user|session|api-key)\./.test(type)));
    await asAdmin('POST', `/api/v1/users/${person.id}/disable`);
    assert.equal((await seen.closed).code, 4401);
    await hidden.close();
  });

  test('who says to be somebody else sees what that one may see, in what was subscribed to before as well', async () => {
    const { name, emit } = newTopic();
    const from = await headNow();
    await emit('before');
    const live = await openLive(base, `?after=${from}`, { headers: await started.signIn('ADMIN') });
    await live.next('live');
    live.send({ type: 'subscribe', subscription: 'other', topics: ['api-key', name] });
    await live.next('live');
    live.send({ type: 'authenticate', token: headers.authorization.slice('Bearer '.length) });
    await live.next('authenticated');
    await asAdmin('POST', '/api/v1/api-keys', { name: 'not for everybody', scopes: ['machines:read'] });
    await emit('mark');
    await live.until(() => live.events.filter(({ type }) => type.endsWith(`.${name}.mark`)).length === 2);
    assert.ok(!live.events.some(({ type }) => type.includes('.api-key.')), 'it was an administrator before');
    const again = live.events.filter(({ type }) => type.endsWith(`.${name}.before`));
    assert.equal(again.length, 1, 'what the address asked for goes on where it was');
    await live.close();
  });

  test('the connections of one user are counted together, however they said who they are', async () => {
    const few = await startTestApp(under, { server: { realtimeLimits: { connectionsOfCallerMax: 2 } } });
    const address = await few.app.listen({ host: '127.0.0.1', port: 0 });
    const own = await few.signIn('VIEWER');
    const message = { type: 'authenticate', token: own.authorization.slice('Bearer '.length) };
    const [first, second] = [await openLive(address, '', { headers: own }), await openLive(address)];
    second.send(message);
    await second.next('authenticated');
    second.send(message);
    await second.next('authenticated');
    for (const protocol of ['milldash.v1', null]) {
      const third = await openLive(address, '', { protocol });
      third.send(message);
      assert.match(JSON.stringify(await third.next('error')), /2 live connections of yours already/);
      await third.close();
    }
    await Promise.all([first.close(), second.close()]);
    await few.close();
  });

  test('a session that ends and a key that is revoked end their connections', async () => {
    const leaving = await started.signIn('OPERATOR');
    const live = await openLive(base, '', { headers: leaving });
    const stream = await openStream(base, '', leaving);
    const { body: key } = await asAdmin('POST', '/api/v1/api-keys', { name: 'a screen', scopes: ['events:read'] });
    const screen = await openLive(base, '?topics=machine', { headers: { 'x-api-key': key.key } });
    await screen.next('live');
    await clientOf(started.app, leaving)('POST', '/auth/logout');
    assert.equal((await live.closed).code, 4401);
    await stream.ended;
    assert.equal(stream.blocks.at(-1)?.event, 'end');
    await asAdmin('DELETE', `/api/v1/api-keys/${key.id}`);
    assert.equal((await screen.closed).code, 4401);
  });

  test('what cannot be read is told; a flood, too large a message and bytes are cut off with a code', async () => {
    const live = await openLive(base, '', { headers });
    for (const text of ['{', 'null', '[]', '{"type":"nonsense"}', '{"type":1}', '{"type":"constructor"}']) {
      live.send(text);
      assert.equal((await live.next('error'))['code'], 'body-malformed', text);
    }
    live.send({ type: 'subscribe', more: true });
    assert.equal((await live.next('error'))['code'], 'validation-failed');
    live.send({ type: 'ping' });
    await live.next('pong');
    live.socket.send(Buffer.from([1, 2, 3]));
    assert.equal((await live.closed).code, 1003);
    const large = await openLive(base, '', { headers });
    large.send(`{"type":"ping","text":"${'x'.repeat(20_000)}"}`);
    assert.deepEqual(await large.closed, {
      code: 1009,
      reason: 'message-too-large: A message has at most 16384 bytes.',
    });
    const broken = await openLive(base, '', { headers });
    // a frame that a client must not send: it has no mask
    (Reflect.get(broken.socket, '_socket') as Socket).write(Buffer.from([0x81, 0x01, 0x7b]));
    const { code, reason } = await broken.closed;
    assert.deepEqual([code, reason.split(':')[0]], [1002, 'message-unreadable']);
    const flood = await openLive(base, '', { headers });
    for (let at = 0; at < 200; at++) flood.send('{');
    assert.ok([1006, 4429, 1003].includes((await flood.closed).code));
    const pings = await openLive(base, '', { headers });
    for (let at = 0; at < 200; at++) pings.socket.ping();
    assert.ok([1006, 4429].includes((await pings.closed).code));
  });

  test('each connection leaves a line when it opens and one that says why it ended, and is counted', async () => {
    const live = await openLive(base, '', { headers });
    await live.next('ready');
    const { body } = await asAdmin('GET', '/api/v1/realtime');
    assert.ok(body.open >= 1 && body.opened >= body.open && body.ended.gone >= 1, JSON.stringify(body));
    await live.close();
    const lines = started.lines.filter((line) => line.includes('Live connection'));
    assert.ok(lines.some((line) => /Live connection \d+ \(websocket\) opened by 'viewer@factory\.example'/.test(line)));
    assert.ok(lines.some((line) => /ended: not-authenticated, 0 events in \d+ s/.test(line)));
  });

  test('a request that is no WebSocket is told so', async () => {
    const answer = await clientOf(started.app, headers)('GET', '/api/v1/ws');
    assert.deepEqual([answer.status, answer.body.code], [426, 'upgrade-required']);
    assert.equal((await fetch(`${base}/api/v1/ws`, { headers })).status, 426);
    await assert.rejects(openLive(base, '', { headers, path: '/api/v1/tickets' }), /200/);
    await assert.rejects(openLive(base, '', { headers, path: '/api/v1/nothing' }), /404/);
  });
});
