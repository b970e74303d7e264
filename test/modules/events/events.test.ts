import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import type { OutboxTables } from '../../../src/platform/outbox/index.ts';
import { startTestApp } from '../../support/app.ts';
import { onEachEngine } from '../../support/engines.ts';
import { clientOf, outcomeOf } from '../../support/http-client.ts';

const actor = systemActor('test');

onEachEngine('the stream of events', (under) => {
  async function open() {
    const started = await startTestApp(under, { environment: { INSTANCE_ID: 'north-mills' } });
    const { services } = started;
    const send = clientOf(started.app, await started.signIn('VIEWER'));
    const read = (query = '') => send('GET', `/api/v1/events${query}`);
    const emit = (type: string, subject = 'tests/1', data: Record<string, unknown> = {}) =>
      services.store.transact(actor, async (tx) =>
        tx.emit({ type: `com.milldash.test.${type}`, subject, data, occurredAt: Date.parse('2025-05-05T05:00:00Z') }),
      );
    const { head } = (await read()).body;
    return { ...started, read, emit, start: head as string, epoch: String(head).split(':')[0] ?? '' };
  }
  type Item = { sequence: string; type: string; data: unknown };
  const typesOf = (body: { items: Item[] }) => body.items.map(({ type }) => type.split('.').at(-1));

  test('an event is a CloudEvent with its place in the stream', async () => {
    const { read, emit, start, epoch, clock } = await open();
    await emit('done', 'tests/7', { n: 1 });
    const { body } = await read(`?after=${start}`);
    const [event] = body.items;
    assert.match(event.id, /^[0-9a-f-]{36}$/);
    const sequence = String(Number(start.split(':')[1]) + 1);
    assert.deepEqual(
      { ...event, id: '' },
      {
        specversion: '1.0',
        id: '',
        source: `urn:milldash:${epoch}`,
        type: 'com.milldash.test.done',
        subject: 'tests/7',
        time: '2025-05-05T05:00:00.000Z',
        datacontenttype: 'application/json',
        data: { n: 1 },
        sequence,
        epoch,
        recordedat: new Date(clock.now()).toISOString(),
      },
    );
    assert.equal(body.next_after, `${epoch}:${sequence}`);
    assert.equal(body.head, body.next_after);
  });

  test('who reads on with next_after sees each event once and in order, then waits at the head', async () => {
    const { read, emit, start } = await open();
    for (let at = 0; at < 5; at++) await emit(`t${at}`);
    const seen: (string | undefined)[] = [];
    let after = start;
    for (let page = 0; page < 4; page++) {
      const { body } = await read(`?after=${after}&limit=2`);
      seen.push(...typesOf(body));
      after = body.next_after;
    }
    assert.deepEqual(seen, ['t0', 't1', 't2', 't3', 't4']);
    assert.deepEqual((await read(`?after=${after}`)).body.items, []);
    await emit('later');
    assert.deepEqual(typesOf((await read(`?after=${after}`)).body), ['later']);
    const sequenceOnly = after.split(':')[1];
    assert.deepEqual(typesOf((await read(`?after=${sequenceOnly}`)).body), ['later']);
  });

  test('types, beginnings of types and a subject narrow the stream, and the reader still moves on to the head', async () => {
    const { read, emit, start } = await open();
    await emit('red.one', 'tests/1');
    await emit('red.two', 'tests/2');
    await emit('blue', 'tests/1');
    const of = async (query: string) => typesOf((await read(`?after=${start}&${query}`)).body);
    assert.deepEqual(await of('types=com.milldash.test.blue'), ['blue']);
    assert.deepEqual(await of('types=com.milldash.test.red.*'), ['one', 'two']);
    assert.deepEqual(await of('types=com.milldash.test.red.*,com.milldash.test.blue'), ['one', 'two', 'blue']);
    assert.deepEqual(await of('types[]=com.milldash.test.red.two&types[]=com.milldash.test.blue'), ['two', 'blue']);
    assert.deepEqual(await of('subject=tests/1'), ['one', 'blue']);
    assert.deepEqual(await of('subject=tests/1&types=com.milldash.test.red.*'), ['one']);
    assert.deepEqual(await of('types=*'), ['one', 'two', 'blue']);
    assert.deepEqual(await of('types='), ['one', 'two', 'blue']);
    const { body } = await read(`?after=${start}&types=com.milldash.webhook.*`);
    assert.deepEqual(body.items, []);
    assert.equal(body.next_after, body.head);
  });

  test('another log, a future event and a removed one answer out-of-range with what there is', async () => {
    const { read, emit, start, epoch, services } = await open();
    for (let at = 0; at < 3; at++) await emit('done');
    const first = Number(start.split(':')[1]);
    const refused = async (after: string) => {
      const answer = await read(`?after=${after}`);
      assert.equal(outcomeOf(answer), '410 events-out-of-range', after);
      return answer.body;
    };
    await refused(`0000-other:${first}`);
    const future = await refused(`${epoch}:${first + 4}`);
    assert.equal(future.head, `${epoch}:${first + 3}`);
    await services.store
      .access<OutboxTables>()
      .deleteFrom('events')
      .where('sequence', '<=', first + 1)
      .execute();
    const pruned = await refused(start);
    assert.equal(pruned.oldest, `${epoch}:${first + 1}`);
    assert.match(pruned.detail, /not kept any more/);
    assert.equal((await read(`?after=${pruned.oldest}`)).body.items.length, 2);
    assert.equal((await read()).body.items.length, 2, 'without a position it begins with the oldest');
    await services.store.access<OutboxTables>().deleteFrom('events').execute();
    await refused(`${epoch}:${first + 1}`);
    assert.deepEqual((await read(`?after=${epoch}:${first + 3}`)).body.items, []);
  });

  test('events of accounts, sessions and keys are for those who manage users; others read on without them', async () => {
    const { app, read, emit, start, services, signIn } = await open();
    const asAdmin = clientOf(app, await signIn('ADMIN'));
    const made = await asAdmin('POST', '/api/v1/api-keys', { name: 'reader', scopes: ['events:read'] });
    const asKey = clientOf(app, { 'x-api-key': made.body.key });
    await emit('first');
    const technician = await services.users.createUser(actor, {
      email: 'tess@factory.example',
      firstName: 'Tess',
      lastName: 'Turner',
      role: 'TECHNICIAN',
    });
    await signIn('OPERATOR');
    await emit('second');
    await signIn('OPERATOR');

    const topicsOf = (body: { items: Item[] }) => [...new Set(body.items.map(({ type }) => type.split('.')[2]))].sort();
    const everything = (await asAdmin('GET', `/api/v1/events?after=${start}`)).body;
    assert.deepEqual(topicsOf(everything), ['api-key', 'session', 'test', 'user']);
    for (const send of [clientOf(app, await signIn('SUPERVISOR')), asKey]) {
      const seen: (string | undefined)[] = [];
      let after = start;
      for (let page = 0; page < 3; page++) {
        const { body } = await send('GET', `/api/v1/events?after=${after}&limit=1`);
        seen.push(...typesOf(body));
        after = body.next_after;
        if (page === 2) assert.equal(after, body.head);
      }
      assert.deepEqual(seen, ['first', 'second']);
      for (const query of [
        `subject=users/${technician.id}`,
        'types=com.milldash.session.*',
        'types=com.milldash.user.created',
      ]) {
        assert.deepEqual((await send('GET', `/api/v1/events?after=${start}&${query}`)).body.items, [], query);
      }
    }
    assert.deepEqual(topicsOf((await read()).body), ['shift-calendar', 'test']);
  });

  test('a type that there is not is refused with those near it: nothing would ever come', async () => {
    const { read } = await open();
    for (const type of ['nope', 'com.milldash.nothing.*', 'com.milldash.machine.exploded']) {
      const answer = await read(`?types=com.milldash.machine.*,${type}`);
      assert.equal(outcomeOf(answer), '422 validation-failed', type);
      assert.match(answer.body.detail, /machine/);
    }
  });

  test('senseless positions, types and limits are refused, and strangers are', async () => {
    const { read, app } = await open();
    for (const query of ['after=x', 'after=-1', 'types=a%25', 'limit=0', 'limit=1001', 'limit=x']) {
      assert.equal(outcomeOf(await read(`?${query}`)), '422 validation-failed', query);
    }
    assert.equal((await clientOf(app, {})('GET', '/api/v1/events')).status, 401);
  });
});

onEachEngine('the audit', (under) => {
  async function open() {
    const started = await startTestApp(under);
    const send = clientOf(started.app, await started.signIn('SUPERVISOR'));
    const find = async (query: string) =>
      (await send('GET', `/api/v1/audit?${query}`)).body.items as { id: number; action: string; entity_id: string }[];
    return { ...started, send, find };
  }

  test('an entry says who did what to what, from where, with before and after', async () => {
    const { send, find, clock } = await open();
    await send('POST', '/api/v1/machines', { id: 'm1', name: 'Mill' });
    await send('POST', '/api/v1/machines/m1/retire', { reason: 'sold' });
    const [entry] = await find('entity=machine&entity_id=m1');
    const { id, request_id, actor: who, ...rest } = entry as unknown as Record<string, unknown>;
    assert.ok(Number.isInteger(id));
    assert.ok(request_id);
    assert.equal((who as { kind: string }).kind, 'user');
    assert.equal((who as { name: string }).name, 'supervisor@factory.example');
    assert.deepEqual(rest, {
      recorded_at: new Date(clock.now()).toISOString(),
      address: '127.0.0.1',
      action: 'machine.retired',
      entity: 'machine',
      entity_id: 'm1',
      before: { retired: false },
      after: { retired: true },
      reason: 'sold',
    });
  });

  test('entries come newest first, page by page, and are found by actor, thing, action and time', async () => {
    const { send, find, services, clock } = await open();
    const started = new Date(clock.now()).toISOString();
    clock.advance(1_000);
    for (const id of ['m1', 'm2', 'm3']) await services.machines.createMachine(actor, { id, name: id });
    clock.advance(1_000);
    await services.machines.setMachineRetired(systemActor('other job'), 'm2', true);
    const ids = async (query: string) => (await find(query)).map(({ entity_id }) => entity_id);
    assert.deepEqual(await ids('entity=machine'), ['m2', 'm3', 'm2', 'm1']);
    assert.deepEqual(await ids('entity=machine&actor=test'), ['m3', 'm2', 'm1']);
    assert.deepEqual(await ids('action=machine.retired'), ['m2']);
    assert.deepEqual(await ids('action=machine.*'), ['m2', 'm3', 'm2', 'm1']);
    assert.deepEqual(await ids('entity=machine&entity_id=m2'), ['m2', 'm2']);
    const middle = new Date(clock.now() - 1_000).toISOString();
    const now = new Date(clock.now()).toISOString();
    assert.deepEqual(await ids(`entity=machine&from=${middle}&to=${now}`), ['m3', 'm2', 'm1']);
    assert.deepEqual(await ids(`entity=machine&to=${started}`), []);
    const first = (await send('GET', '/api/v1/audit?entity=machine&limit=3')).body;
    assert.equal(first.items.length, 3);
    const next = (await send('GET', `/api/v1/audit?entity=machine&limit=3&cursor=${first.next_cursor}`)).body;
    assert.deepEqual(
      next.items.map(({ entity_id }: { entity_id: string }) => entity_id),
      ['m1'],
    );
    assert.equal(next.next_cursor, null);
  });

  test('planners read it, others do not; senseless filters are refused', async () => {
    const { send, app, signIn } = await open();
    assert.equal((await clientOf(app, await signIn('ADMIN'))('GET', '/api/v1/audit')).status, 200);
    for (const role of ['TECHNICIAN', 'OPERATOR', 'STOREKEEPER', 'VIEWER'] as const) {
      assert.equal(outcomeOf(await clientOf(app, await signIn(role))('GET', '/api/v1/audit')), '403 forbidden', role);
    }
    assert.equal(outcomeOf(await send('GET', '/api/v1/audit?cursor=x')), '422 cursor-invalid');
    assert.equal(outcomeOf(await send('GET', '/api/v1/audit?from=now')), '422 validation-failed');
    assert.equal(outcomeOf(await send('GET', '/api/v1/audit?action=%25')), '422 validation-failed');
  });
});
