import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { BYTES_MAX, ENTRIES_MAX, HELD_AFTER_MS, isHeld, rewritten, type UnsentEntry, withoutPhoto } from './entries.ts';
import { entry, fakeServer, open, photo, put, settled } from './fake-queue.ts';

test('what is written goes out in its order, and is forgotten when the server has it', async () => {
  const server = fakeServer();
  const { queue, store, left } = open(server);
  queue.setOwner(1);
  await put(queue, entry('e1'), entry('e2'));
  await settled();
  assert.deepEqual(server.sent, ['key-e1', 'key-e2']);
  assert.deepEqual([queue.entries(), store.kept.size], [[], 0]);
  assert.deepEqual(
    left.map(({ ticketId }) => ticketId),
    [101, 102],
  );
});

test('a ticket goes before its photos, and the photos go to the number that it was given', async () => {
  const server = fakeServer();
  const { queue, left } = open(server);
  queue.setOwner(1);
  await put(queue, entry('e1', { photos: [photo('p1'), photo('p2')] }));
  await settled();
  assert.deepEqual(server.sent, ['key-e1', 'p1', 'p2']);
  assert.equal(left.at(-1)?.ticketId, 101);
});

test('while nobody answers everything waits, and it goes out once when the line is back', async () => {
  const server = fakeServer();
  server.isAway = true;
  const { queue, store } = open(server);
  queue.setOwner(1);
  await put(queue, entry('e1', { photos: [photo('p1')] }), entry('e2'));
  await settled();
  assert.equal(store.kept.size, 2);
  assert.ok(queue.isStalled());
  server.isAway = false;
  queue.wake();
  queue.wake();
  await settled();
  assert.deepEqual([...server.done.keys()], ['key-e1', 'p1', 'key-e2']);
  assert.equal(store.kept.size, 0);
  assert.ok(!queue.isStalled());
  queue.setOwner(undefined);
});

test('a step whose answer was lost is sent again with its key, and done once', async () => {
  const server = fakeServer();
  server.losesAnswers = true;
  const { queue } = open(server);
  queue.setOwner(1);
  await put(queue, entry('e1'));
  await settled();
  server.losesAnswers = false;
  queue.wake();
  await settled();
  assert.deepEqual(server.sent, ['key-e1', 'key-e1']);
  assert.equal(server.done.size, 1);
  assert.deepEqual(queue.entries(), []);
});

test('a page that is loaded again goes on where the last one was, with the same keys', async () => {
  const server = fakeServer();
  const first = open(server);
  first.queue.setOwner(1);
  server.refuses = (key) => (key === 'p2' ? 503 : undefined);
  await put(first.queue, entry('e1', { photos: [photo('p1'), photo('p2')] }));
  await settled();
  first.queue.setOwner(undefined);
  server.refuses = () => undefined;
  const second = open(server, first.store);
  await second.queue.reread();
  second.queue.setOwner(1);
  await settled();
  assert.deepEqual(server.sent, ['key-e1', 'p1', 'p2', 'p2']);
  assert.equal(second.left.at(-1)?.ticketId, 101);
});

test('a refusal stays with its sentence and holds up nobody; changed it goes out with a key of its own', async () => {
  const server = fakeServer();
  server.refuses = (key) => (key === 'key-e1' ? 422 : undefined);
  const { queue } = open(server);
  queue.setOwner(1);
  await put(queue, entry('e1'), entry('e2'));
  await settled();
  const [refused, ...others] = queue.entries();
  assert.deepEqual(refused?.refused, { code: 'no', text: 'No to key-e1.' });
  assert.deepEqual(others, []);
  queue.wake();
  await settled();
  assert.deepEqual(server.sent, ['key-e1', 'key-e2']);
  await put(queue, rewritten(refused as UnsentEntry, refused as UnsentEntry, 'key-new'));
  await settled();
  assert.deepEqual([...server.done.keys()], ['key-e2', 'key-new']);
});

test('what waits keeps its key when its writer changes it: it may have been done without our hearing of it', () => {
  const work = { kind: 'note', note: 'Other words' } as const;
  assert.equal(rewritten(entry('e1'), { work }, 'key-new').key, 'key-e1');
  const refused = entry('e1', { refused: { code: 'no', text: 'No.' } });
  assert.deepEqual(rewritten(refused, { work }, 'key-new'), { ...refused, work, key: 'key-new', refused: null });
});

test('a photo that is refused can be left out: the ticket is there, and the other photos go on', async () => {
  const server = fakeServer();
  server.refuses = (key) => (key === 'p1' ? 413 : undefined);
  const { queue } = open(server);
  queue.setOwner(1);
  await put(queue, entry('e1', { photos: [photo('p1'), photo('p2')] }));
  await settled();
  const [refused] = queue.entries();
  assert.equal(refused?.refused?.photoKey, 'p1');
  assert.equal(refused?.ticketId, 101);
  await put(queue, withoutPhoto(refused as UnsentEntry, 'p1'));
  await settled();
  assert.deepEqual([...server.done.keys()], ['key-e1', 'p2']);
});

test('nobody sends what somebody else has written', async () => {
  const server = fakeServer();
  const { queue } = open(server);
  queue.setOwner(2);
  await put(queue, entry('e1'));
  await settled();
  assert.deepEqual(server.sent, []);
  queue.setOwner(1);
  await settled();
  assert.deepEqual(server.sent, ['key-e1']);
});

test('what the server stumbles over waits, and holds up nothing else', async () => {
  const server = fakeServer();
  server.refuses = (key) => (key === 'key-e1' ? 500 : undefined);
  const { queue } = open(server);
  queue.setOwner(1);
  await put(queue, entry('e1'), entry('e2'));
  await settled();
  assert.deepEqual([...server.done.keys()], ['key-e2']);
  assert.deepEqual(
    queue.entries().map(({ id, refused }) => [id, refused]),
    [['e1', null]],
  );
  queue.setOwner(undefined);
});

test('what its writer changes while it is being sent is not lost: it is sent as well, with the same key', async () => {
  const server = fakeServer();
  const { queue } = open(server);
  queue.setOwner(1);
  await put(queue, entry('e1'));
  while (server.sent.length === 0) await turn();
  const work = { kind: 'ticket', body: { machine_id: 'm', description: 'other words' }, machineName: 'Mill' } as const;
  server.refuses = () => 422;
  await put(queue, rewritten(entry('e1'), { work }, 'key-new'));
  await settled();
  assert.deepEqual(server.sent, ['key-e1', 'key-e1']);
  assert.deepEqual(queue.entries()[0]?.work, work);
  assert.equal(queue.entries()[0]?.refused?.code, 'no');
});

test('what is dropped while it is being sent does not come back', async () => {
  const server = fakeServer();
  const { queue, store } = open(server);
  queue.setOwner(1);
  await put(queue, entry('e1', { photos: [photo('p1')] }));
  await queue.drop('e1');
  await settled();
  assert.deepEqual([queue.entries(), store.kept.size], [[], 0]);
  assert.ok(!server.done.has('p1'));
});

test('there is room for so many entries and so many bytes, and a changed entry takes none anew', async () => {
  const server = fakeServer();
  const { queue } = open(server);
  for (let at = 1; at <= ENTRIES_MAX; at += 1) await put(queue, entry(`e${at}`));
  assert.equal(await queue.put(entry('e99')), 'entries');
  assert.equal(await queue.put(entry('e1')), 'added');
  await queue.drop('e1');
  assert.equal(await queue.put(entry('e98', { photos: [photo('p', BYTES_MAX + 1)] })), 'bytes');
  assert.equal(await queue.put(entry('e97', { photos: [photo('p', BYTES_MAX)] })), 'added');
});

test('what others have written takes no room', async () => {
  const { queue } = open(fakeServer());
  for (let at = 1; at <= ENTRIES_MAX; at += 1) await put(queue, entry(`e${at}`, { ownerId: 2 }));
  assert.equal(await queue.put(entry('e99', { photos: [photo('p', BYTES_MAX)] })), 'added');
});

test('what has become old waits for its writer, who may send it all the same: the server may have it, and forgotten its key', async () => {
  const server = fakeServer();
  const { queue, clock } = open(server);
  await put(queue, entry('e1'), entry('e2'));
  clock.nowMs = HELD_AFTER_MS + 10;
  await put(queue, entry('e3', { createdAt: clock.nowMs }));
  queue.setOwner(1);
  await settled();
  assert.deepEqual(server.sent, ['key-e3']);
  assert.deepEqual(
    queue.entries().map((each) => [each.id, isHeld(each, clock.nowMs)]),
    [
      ['e1', true],
      ['e2', true],
    ],
  );
  await put(queue, queue.entries()[1] as UnsentEntry);
  await settled();
  assert.deepEqual(server.sent, ['key-e3', 'key-e2']);
});

test('while nobody answers it is tried again by itself, after pauses that grow to a minute', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const server = fakeServer();
  server.isAway = true;
  const { queue } = open(server);
  queue.setOwner(1);
  await put(queue, entry('e1'));
  await settled();
  let tries = 1;
  for (const pauseMs of [3_000, 6_000, 12_000, 24_000, 48_000, 60_000, 60_000]) {
    context.mock.timers.tick(pauseMs - 1);
    await settled();
    assert.equal(server.sent.length, tries, `before ${pauseMs} ms`);
    context.mock.timers.tick(1);
    await settled();
    tries += 1;
    assert.equal(server.sent.length, tries, `after ${pauseMs} ms`);
  }
  server.isAway = false;
  context.mock.timers.tick(60_000);
  await settled();
  assert.deepEqual([[...server.done.keys()], queue.entries()], [['key-e1'], []]);
});
