/** The queue and its store: what cannot be stored, and what happens while something is being stored. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { rewritten } from './entries.ts';
import { entry, fakeServer, fakeStore, open, openWaiting, put, settled } from './fake-queue.ts';

test('what the browser would not store is said so, and not sent', async () => {
  const server = fakeServer();
  const store = { ...fakeStore(), write: () => Promise.reject(new Error('disk full')) };
  const { queue } = open(server, store);
  queue.setOwner(1);
  await settled();
  assert.equal(await queue.put(entry('e1')), 'unkept');
  await settled();
  assert.deepEqual([server.sent, queue.entries()], [[], []]);
});

test('a change that the browser would not store leaves what was written before as it is', async (context) => {
  const { queue, store } = await openWaiting(context);
  store.write = () => Promise.reject(new Error('disk full'));
  const work = { kind: 'note', note: 'Other words' } as const;
  assert.equal(await queue.put(rewritten(entry('e1'), { work }, 'key-new')), 'unkept');
  assert.deepEqual(queue.entries(), [entry('e1')]);
});

test('nothing is sent, or shown to wait, before it is stored', async () => {
  const server = fakeServer();
  const { queue, store } = open(server);
  queue.setOwner(1);
  await put(queue, entry('e1'), entry('e2'));
  const { write } = store;
  const disk = Promise.withResolvers<void>();
  store.write = async (each) => {
    if (each.id === 'e3') await disk.promise;
    await write(each);
  };
  const added = queue.put(entry('e3'));
  await settled();
  assert.ok(!server.sent.includes('key-e3'));
  assert.ok(!queue.entries().some(({ id }) => id === 'e3'));
  disk.resolve();
  assert.equal(await added, 'added');
  await settled();
  assert.deepEqual(server.sent, ['key-e1', 'key-e2', 'key-e3']);
});

test('an answer that comes while a change is being stored does not undo it', async () => {
  const server = fakeServer();
  const { queue, store } = open(server);
  queue.setOwner(1);
  await put(queue, entry('e1'));
  while (server.sent.length === 0) await turn();
  const { write } = store;
  store.write = async (each) => {
    for (let turns = 0; turns < 20; turns += 1) await turn();
    await write(each);
  };
  const work = { kind: 'note', note: 'Other words' } as const;
  server.refuses = () => (server.sent.length > 1 ? 422 : undefined);
  await put(queue, rewritten(entry('e1'), { work }, 'key-new'));
  await settled();
  assert.deepEqual(server.sent, ['key-e1', 'key-e1']);
  assert.deepEqual(store.kept.get('e1')?.work, work);
  assert.deepEqual(queue.entries()[0]?.work, work);
});

test('what is dropped while its change is being stored is gone', async (context) => {
  const { queue, store } = await openWaiting(context);
  const { write } = store;
  const stored = Promise.withResolvers<void>();
  store.write = async (each) => {
    await stored.promise;
    await write(each);
  };
  const changed = queue.put({ ...entry('e1'), work: { kind: 'note', note: 'Other words' } });
  await turn();
  const dropped = queue.drop('e1');
  assert.deepEqual(queue.entries(), []);
  const shown: number[] = [];
  queue.subscribe(() => shown.push(queue.entries().length));
  stored.resolve();
  await Promise.all([changed, dropped]);
  assert.equal(Math.max(...shown), 0, 'it does not come back for a moment');
  assert.deepEqual([queue.entries(), store.kept.size], [[], 0]);
});
