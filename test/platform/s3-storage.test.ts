import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { readConfig } from '../../src/config/index.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { DomainError } from '../../src/kernel/errors.ts';
import { createS3Storage } from '../../src/platform/storage/index.ts';
import { openFileStorages } from '../../src/services/file-storages.ts';
import { captureLog } from '../support/captured-log.ts';
import { selfSignedCertificate } from '../support/certificate.ts';
import { startS3Server } from '../support/s3-server.ts';

const store = await startS3Server();
after(() => store.close());
const { log, close: closeLog } = captureLog();
after(closeLog);
const open = (environment: Readonly<Record<string, string>> = {}) =>
  openFileStorages(readConfig({ ...store.environment, ...environment }), { clock: systemClock, log }).files;
const storage = open();
const { fileBucket } = readConfig(store.environment);
assert.ok(fileBucket !== undefined);
const isCode = (code: string) => (error: unknown) => error instanceof DomainError && error.code === code;
const causeOf = (error: unknown) => String(((error as Error).cause as Error | undefined)?.message);

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

const absent = `ab/${'c'.repeat(30)}`;

async function listAll(from: ReturnType<typeof open>): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of from.listKeys()) keys.push(key);
  return keys;
}

test('without its bucket nothing is missing: the store is not available, and nothing counts as removed', async () => {
  const nowhere = open({ FILES_S3_BUCKET: 'nowhere' });
  await assert.rejects(nowhere.read(absent), isCode('storage-unavailable'));
  await assert.rejects(nowhere.remove(absent), isCode('storage-unavailable'));
  await assert.rejects(listAll(nowhere), isCode('storage-unavailable'));
});

test('what answers without speaking S3 has no list: not an empty one', async () => {
  const page = createServer((_request, response) => response.end('<!doctype html><title>Console</title>'));
  await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve));
  const { port } = page.address() as AddressInfo;
  const console = open({ FILES_S3_ENDPOINT: `http://127.0.0.1:${port}` });
  await assert.rejects(
    listAll(console),
    (error: unknown) => isCode('storage-unavailable')(error) && /does not speak S3/.test(causeOf(error)),
  );
  page.closeAllConnections();
  page.close();
});

test('whoever reads the log is told what the store says and what to do, and nothing of the key', async () => {
  for (const [environment, expected] of [
    [
      { FILES_S3_BUCKET: 'nowhere' },
      /^The bucket 'nowhere' at http:\S+ answers 404 NoSuchBucket\. Make it, or correct FILES_S3_BUCKET\.$/,
    ],
    [
      { FILES_S3_REGION: 'xx-west-9' },
      /answers 400 AuthorizationHeaderMalformed: .*expecting 'eu-west-2'\. Correct FILES_S3_REGION\.$/,
    ],
    [{ FILES_S3_ACCESS_KEY_ID: 'AKIDNOBODY' }, /answers 403 InvalidAccessKeyId: .* Correct FILES_S3_ACCESS_KEY_ID\.$/],
    [
      { FILES_S3_SECRET_ACCESS_KEY: 'wrong' },
      /answers 403 SignatureDoesNotMatch: .* Correct FILES_S3_SECRET_ACCESS_KEY or/,
    ],
    [
      { FILES_S3_ENDPOINT: 'http://127.0.0.1:9' },
      /^The store of files at http:\/\/127\.0\.0\.1:9 does not answer: .*ECONNREFUSED/,
    ],
  ] as const) {
    const said = await open(environment)
      .read(absent)
      .then(() => '', causeOf);
    assert.match(said, expected);
    assert.ok(!/AKID|AWS4|_store/.test(said), said);
  }
});

test('says how the certificate of an own authority comes to be trusted, and of http that it is no TLS', async (t) => {
  const { certificate, key } = selfSignedCertificate();
  const secure = createSecureServer({ cert: certificate, key }).listen(0, '127.0.0.1');
  t.after(() => secure.close());
  await once(secure, 'listening');
  for (const [port, expected] of [
    [
      (secure.address() as AddressInfo).port,
      /^The certificate of the store of files at https:\S+ is not trusted: self-signed certificate\. .*NODE_EXTRA_CA_CERTS/,
    ],
    [
      Number(new URL(store.environment['FILES_S3_ENDPOINT'] ?? '').port),
      /^What answers at https:\S+ does not speak TLS\. Begin FILES_S3_ENDPOINT with http:\/\//,
    ],
  ] as const) {
    const said = await open({ FILES_S3_ENDPOINT: `https://127.0.0.1:${port}` })
      .read(absent)
      .then(() => '', causeOf);
    assert.match(said, expected);
  }
});

test('a content that breaks off on its way says so, and is never taken for whole', async () => {
  const { key } = await storage.save(Readable.from([Buffer.alloc(100_000)]), 100_000);
  store.breakOff(1);
  await assert.rejects(buffer(await storage.read(key)), isCode('storage-unavailable'));
  assert.equal((await buffer(await storage.read(key))).length, 100_000);
});

test('a store that keeps silent is given up in time: contents are sent again, all else only for a while', async () => {
  const hurried = createS3Storage({ ...fileBucket, patience: { answerMs: 100, attemptsMs: 50 } }, 'mill-1/files');
  store.requests.length = 0;
  store.keepSilent(1);
  await assert.rejects(hurried.read(absent), isCode('storage-unavailable'));
  assert.equal(store.requests.length, 1);
  store.keepSilent(2);
  const { key } = await hurried.save(Readable.from(['whole']), 10);
  assert.equal(store.objects.get(`mill-1/files/${key}`)?.toString(), 'whole');
});

test('a key that is none of ours reaches no file', async () => {
  for (const key of ['../../etc/passwd', 'ab/..', 'ab/short', '']) {
    await assert.rejects(async () => storage.read(key), /Not a key/, key);
  }
});
