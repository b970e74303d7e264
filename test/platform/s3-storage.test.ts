import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { readConfig } from '../../src/config/index.ts';
import { DomainError } from '../../src/kernel/errors.ts';
import { openFileStorages } from '../../src/services/file-storages.ts';
import { startS3Server } from '../support/s3-server.ts';

const store = await startS3Server();
after(() => store.close());
const open = (environment: Readonly<Record<string, string>> = {}) =>
  openFileStorages(readConfig({ ...store.environment, ...environment })).files;
const storage = open();
const isCode = (code: string) => (error: unknown) => error instanceof DomainError && error.code === code;

test('a file is read back as it was saved, whole and in part, measured and hashed on the way', async () => {
  const content = Buffer.alloc(100_000, 'abcdefg');
  const saved = await storage.save(Readable.from([content.subarray(0, 30_000), content.subarray(30_000)]), 100_000);
  assert.deepEqual([saved.sizeBytes, saved.sha256], [100_000, createHash('sha256').update(content).digest('hex')]);
  assert.ok(store.objects.has(`mill-1/files/${saved.key}`));
  assert.deepEqual(await buffer(await storage.read(saved.key)), content);
  assert.deepEqual(await buffer(await storage.read(saved.key, { first: 5, last: 9 })), content.subarray(5, 10));
  assert.equal(await storage.sizeOf(saved.key), 100_000);
});

test('a file that is too large, or whose sender goes away, leaves nothing behind', async () => {
  const before = store.objects.size;
  await assert.rejects(storage.save(Readable.from([Buffer.alloc(6), Buffer.alloc(5)]), 10), isCode('body-too-large'));
  const broken = new Readable({
    read() {
      this.push('some');
      this.destroy(new Error('gone'));
    },
  });
  await assert.rejects(storage.save(broken, 10), /gone/);
  assert.equal(store.objects.size, before);
});

test('a removed file is not there, and removing it again does nothing', async () => {
  const { key } = await storage.save(Readable.from(['x']), 10);
  await storage.remove(key);
  await storage.remove(key);
  await assert.rejects(storage.read(key), isCode('file-not-found'));
  assert.equal(await storage.sizeOf(key), undefined);
});

test('every file below the prefix is listed over several pages, and nothing else', async () => {
  store.objects.clear();
  const keys = await Promise.all(
    Array.from({ length: 5 }, async () => (await storage.save(Readable.from(['x']), 10)).key),
  );
  store.objects.set('mill-1/files/README', Buffer.from('of somebody else'));
  store.objects.set(`mill-10/files/${keys[0]}`, Buffer.from('of another factory'));
  const found: string[] = [];
  for await (const { key, savedAt } of storage.listKeys()) {
    assert.ok(Math.abs(savedAt - Date.now()) < 60_000);
    found.push(key);
  }
  assert.deepEqual(found, keys.sort());
});

test('a store that fails is asked again, with the whole file', async () => {
  store.fail(503, 2);
  const { key } = await storage.save(Readable.from(['whole']), 10);
  assert.equal(store.objects.get(`mill-1/files/${key}`)?.toString(), 'whole');
});

test('a store that refuses, fails on or is not there is said not to be available, and nothing of it is told', async () => {
  store.fail(500, 3);
  await assert.rejects(storage.read(`ab/${'c'.repeat(30)}`), isCode('storage-unavailable'));
  store.requests.length = 0;
  const stranger = open({ FILES_S3_SECRET_ACCESS_KEY: 'another' });
  await assert.rejects(stranger.save(Readable.from(['x']), 10), (error: unknown) => {
    assert.ok(error instanceof DomainError && !error.message.includes('another'));
    return isCode('storage-unavailable')(error);
  });
  assert.equal(store.requests.length, 1, 'a refusal is not tried again');
  await assert.rejects(
    open({ FILES_S3_BUCKET: 'nowhere' }).save(Readable.from(['x']), 10),
    isCode('storage-unavailable'),
  );
  await assert.rejects(
    open({ FILES_S3_ENDPOINT: 'http://127.0.0.1:9' }).sizeOf(`ab/${'c'.repeat(30)}`),
    isCode('storage-unavailable'),
  );
});

test('a key that is none of ours reaches no file', async () => {
  for (const key of ['../../etc/passwd', 'ab/..', 'ab/short', '']) {
    await assert.rejects(async () => storage.read(key), /Not a key/, key);
  }
});
