import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { systemActor } from '../../src/kernel/access.ts';
import { DAY_MS } from '../../src/kernel/clock.ts';
import {
  createStore,
  type OutboxTables,
  onceWithin,
  pruneIdempotencyKeys,
  type Store,
} from '../../src/platform/outbox/index.ts';
import { TestClock } from '../support/clock.ts';
import { onEachEngine } from '../support/engines.ts';

onEachEngine('a request with an idempotency key', (under) => {
  const actor = systemActor('phone');
  const clock = new TestClock();
  let store: Store;
  before(async () => {
    store = createStore((await under.createDatabase()).database, clock);
  });

  const eventsOf = async (subject: string) =>
    (await store.access<OutboxTables>().selectFrom('events').select('id').where('subject', '=', subject).execute())
      .length;

  function request(key: string | undefined, name: string, sender = actor, payload: unknown = { name }) {
    return store.transact(sender, (tx) =>
      onceWithin(tx, { key, operation: 'test.create', payload }, async () => {
        tx.emit({ type: 'com.milldash.test.created', subject: `tests/${name}`, data: {} });
        return { id: tx.recordedAt + Math.random(), name };
      }),
    );
  }

  test('acts once, however many come at once, and all get the first result', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => request('once', 'twenty')));
    assert.equal(new Set(answers.map((answer) => answer.id)).size, 1);
    assert.equal(await eventsOf('tests/twenty'), 1);
  });

  test('acts each time without a key, and for each sender', async () => {
    await request(undefined, 'free');
    await request(undefined, 'free');
    await request('mine', 'shared');
    await request('mine', 'shared', systemActor('another phone'));
    assert.equal(await eventsOf('tests/free'), 2);
    assert.equal(await eventsOf('tests/shared'), 2);
  });

  test('is refused when its key came with something else', async () => {
    await request('taken', 'first');
    await assert.rejects(request('taken', 'second'), { code: 'idempotency-key-reused' });
    assert.equal(await eventsOf('tests/second'), 0);
  });

  test('can be sent again when it was refused: nothing of it is kept', async () => {
    const refused = store.transact(actor, (tx) =>
      onceWithin(tx, { key: 'retry', operation: 'test.create', payload: { name: 'retried' } }, async () => {
        throw new Error('refused');
      }),
    );
    await assert.rejects(refused, /refused/);
    assert.equal((await request('retry', 'retried')).name, 'retried');
  });

  test('is forgotten after a week', async () => {
    await request('old', 'aged');
    clock.advance(6 * DAY_MS);
    await pruneIdempotencyKeys(store, clock.now());
    await request('old', 'aged');
    assert.equal(await eventsOf('tests/aged'), 1);
    clock.advance(2 * DAY_MS);
    assert.ok((await pruneIdempotencyKeys(store, clock.now())) > 0);
    await request('old', 'aged');
    assert.equal(await eventsOf('tests/aged'), 2);
  });
});
