import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Type } from 'typebox';
import { systemActor } from '../../../src/kernel/access.ts';
import { SECOND_MS } from '../../../src/kernel/clock.ts';
import { DomainError } from '../../../src/kernel/errors.ts';
import { createHeadWatch, createStore } from '../../../src/platform/outbox/index.ts';
import { TestClock } from '../../support/clock.ts';
import { onEachEngine } from '../../support/engines.ts';
import { as, plantServer } from '../../support/server.ts';

const whole = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

onEachEngine('Conditional reads', (under) => {
  async function startFresh(rememberedBytesMax?: number) {
    const { database } = await under.createDatabase();
    const store = createStore(database, new TestClock());
    let runs = 0;
    const endMs = Date.parse('2026-01-15T12:01:00Z');
    const planted = plantServer(
      (routes) => {
        routes.get(
          '/figures',
          {
            schema: {
              querystring: Type.Object({
                n: Type.Optional(whole),
                end: Type.Optional(whole),
                ticking: Type.Optional(Type.Boolean()),
              }),
              response: { 200: Type.Object({ runs: Type.Integer(), text: Type.String() }) },
            },
            config: {
              permission: 'analytics:read',
              errors: ['range-invalid'],
              freshness: {
                topics: ['timeline', 'machine'],
                live: (request, nowMs) => ((request.query as { end?: number }).end ?? 0) > nowMs,
                ticks: (request) => (request.query as { ticking?: boolean }).ticking === true,
              },
            },
          },
          async (request) => {
            if (request.query.n === 666) throw new DomainError('range-invalid', 'No such figures.');
            runs += 1;
            return { runs: request.query.end === undefined ? runs : 0, text: 'x'.repeat(request.query.n ?? 1) };
          },
        );
      },
      {
        freshness: {
          currentHeads: createHeadWatch(store).current,
          edition: 'e1',
          ...(rememberedBytesMax === undefined ? {} : { rememberedBytesMax }),
        },
      },
    );
    const ask = (url = '/figures', headers: Record<string, string> = {}) =>
      planted.app.inject({ url, headers: { ...as('VIEWER'), ...headers } });
    const emit = (type: 'com.milldash.timeline.recorded' | 'com.milldash.user.created') =>
      store.transact(systemActor('test'), async (tx) => tx.emit({ type, subject: 'machines/1', data: {} }));
    return { ...planted, ask, emit, endMs, runs: () => runs };
  }

  test('an unchanged answer is 304 for who has it, and comes from memory for who has not', async () => {
    const { ask, runs } = await startFresh();
    const first = await ask();
    assert.equal(first.statusCode, 200);
    const tag = String(first.headers.etag);
    assert.match(tag, /^W\/"/);
    assert.equal(first.headers['cache-control'], 'private, no-cache');
    assert.match(String(first.headers.vary), /Authorization/);
    assert.match(tag, /^W\/"e1-[0-9a-z]+-\d+"$/);
    for (const wanted of [tag, `"other", ${tag}`, tag.slice(2), '*']) {
      const again = await ask('/figures', { 'if-none-match': wanted });
      assert.deepEqual([again.statusCode, again.body, again.headers.etag], [304, '', tag], wanted);
    }
    const other = await ask();
    assert.deepEqual([other.statusCode, other.body, other.headers.etag], [200, first.body, tag]);
    assert.equal(other.headers['content-type'], first.headers['content-type']);
    assert.equal(runs(), 1);
  });

  test('an event of its topics makes an answer stale, an event of another topic does not', async () => {
    const { ask, emit, runs } = await startFresh();
    const tag = String((await ask()).headers.etag);
    await emit('com.milldash.user.created');
    assert.equal((await ask('/figures', { 'if-none-match': tag })).statusCode, 304);
    await emit('com.milldash.timeline.recorded');
    const changed = await ask('/figures', { 'if-none-match': tag });
    assert.deepEqual([changed.statusCode, changed.json().runs], [200, 2]);
    assert.notEqual(changed.headers.etag, tag);
    assert.equal(runs(), 2);
  });

  test('a tag is of one address: what another one refuses is never 304', async () => {
    const { ask, runs } = await startFresh();
    const tag = String((await ask()).headers.etag);
    for (const wanted of [tag, '*']) {
      const refused = await ask('/figures?n=666', { 'if-none-match': wanted });
      assert.deepEqual([refused.statusCode, refused.headers.etag], [422, undefined], wanted);
      const other = await ask(`/figures?n=${wanted.length}`, { 'if-none-match': tag });
      assert.equal(other.statusCode, 200);
    }
    assert.equal(runs(), 3);
  });

  test('whoever has any answer at all is told 304 once there is one', async () => {
    const { ask, runs } = await startFresh();
    const first = await ask('/figures', { 'if-none-match': '*' });
    assert.deepEqual([first.statusCode, first.body, runs()], [304, '', 1]);
    assert.equal((await ask()).json().runs, 1, 'and the answer is remembered');
    assert.equal((await ask('/figures', { 'if-none-match': '*' })).statusCode, 304);
    assert.equal(runs(), 1);
  });

  test('asking for the headers only leaves the answer as it is', async () => {
    const { app, ask } = await startFresh();
    const head = await app.inject({ method: 'HEAD', url: '/figures', headers: as('VIEWER') });
    assert.equal(head.statusCode, 200);
    const got = await ask();
    assert.equal(got.json().text, 'x');
    const again = await app.inject({ method: 'HEAD', url: '/figures', headers: as('VIEWER') });
    assert.deepEqual([again.statusCode, again.body, again.headers.etag], [200, '', got.headers.etag]);
    assert.equal((await ask()).body, got.body);
  });

  test('who may not see an answer does not get it from memory', async () => {
    const { app, ask } = await startFresh();
    const tag = String((await ask()).headers.etag);
    const stranger = await app.inject({ url: '/figures', headers: { 'if-none-match': tag } });
    assert.equal(stranger.statusCode, 401);
  });

  test('different questions have different answers', async () => {
    const { ask } = await startFresh();
    assert.equal((await ask('/figures?n=2')).json().text, 'xx');
    assert.equal((await ask('/figures?n=3')).json().text, 'xxx');
    assert.equal((await ask('/figures?n=2')).json().text, 'xx');
  });

  test('a range that has not ended is worked out each time, and still 304 when its bytes are the same', async () => {
    const { ask, clock, endMs, runs } = await startFresh();
    const url = `/figures?end=${endMs}`;
    const tag = String((await ask(url)).headers.etag);
    assert.equal((await ask(url, { 'if-none-match': tag })).statusCode, 304);
    assert.equal(runs(), 2);
    clock.advance(120 * SECOND_MS);
    await ask(url);
    await ask(url);
    assert.equal(runs(), 3, 'an ended range is remembered');
  });

  test('an answer that ticks is worked out once a second, and 304 for who has the same bytes', async () => {
    const { ask, clock, emit, runs } = await startFresh();
    const url = `/figures?ticking=true`;
    clock.set('2026-01-15T12:00:00.100Z');
    const first = await ask(url);
    clock.set('2026-01-15T12:00:00.900Z');
    const again = await ask(url);
    assert.deepEqual([again.body, again.headers.etag, runs()], [first.body, first.headers.etag, 1]);
    const tag = String(first.headers.etag);
    assert.equal((await ask(url, { 'if-none-match': tag })).statusCode, 304);
    clock.set('2026-01-15T12:00:01.000Z');
    const later = await ask(url, { 'if-none-match': tag });
    assert.deepEqual([later.statusCode, later.json().runs], [200, 2]);
    await emit('com.milldash.timeline.recorded');
    assert.equal((await ask(url)).json().runs, 3, 'and an event counts in the middle of a second');
    const still = `${url}&end=1&n=4`;
    const unmoved = String((await ask(still)).headers.etag);
    clock.advance(5 * SECOND_MS);
    const unchanged = await ask(still, { 'if-none-match': unmoved });
    assert.deepEqual([unchanged.statusCode, unchanged.headers.etag, runs()], [304, unmoved, 5]);
  });

  test('what is remembered stays within its bytes', async () => {
    const { ask, runs } = await startFresh(160_000);
    await ask('/figures?n=50000');
    await ask('/figures?n=50000');
    assert.equal(runs(), 2, 'an answer beyond its share is not remembered');
    for (let n = 3_000; n < 3_060; n++) await ask(`/figures?n=${n}`);
    const before = runs();
    await ask('/figures?n=3000');
    assert.equal(runs(), before + 1, 'the oldest answers were pushed out');
    await ask('/figures?n=3059');
    assert.equal(runs(), before + 1, 'the newest is still there');
  });

  test('a refusal carries no tag and is not remembered', async () => {
    const { ask } = await startFresh();
    const refused = await ask('/figures?n=x');
    assert.deepEqual([refused.statusCode, refused.headers.etag], [422, undefined]);
    assert.equal(refused.headers['cache-control'], 'no-store');
  });
});
