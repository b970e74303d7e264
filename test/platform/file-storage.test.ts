import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { DomainError } from '../../src/kernel/errors.ts';
import { createFolderStorage, HEAD_BYTES } from '../../src/platform/storage/index.ts';

const folder = await mkdtemp(join(tmpdir(), 'milldash-storage-'));
after(() => rm(folder, { recursive: true, force: true }));
let count = 0;
const open = () => {
  const path = join(folder, String(count++));
  const filesIn = async () =>
    (await readdir(path, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  return { storage: createFolderStorage(path), path, filesIn };
};
const isCode = (code: string) => (error: unknown) => error instanceof DomainError && error.code === code;

test('a file is read back as it was saved, measured and hashed on the way', async () => {
  const { storage, path } = open();
  const content = Buffer.alloc(10_000, 'abc');
  const saved = await storage.save(Readable.from([content.subarray(0, 3_000), content.subarray(3_000)]), 10_000);
  assert.equal(saved.sizeBytes, 10_000);
  assert.equal(saved.sha256, createHash('sha256').update(content).digest('hex'));
  assert.deepEqual(saved.head, content.subarray(0, HEAD_BYTES));
  assert.deepEqual(await buffer(await storage.read(saved.key)), content);
  assert.equal((await stat(join(path, saved.key))).mode & 0o777, 0o600);
});

test('two files with the same content have keys of their own, which nobody can guess', async () => {
  const { storage } = open();
  const keys = await Promise.all([1, 2].map(async () => (await storage.save(Readable.from(['x']), 10)).key));
  assert.equal(new Set(keys).size, 2);
  assert.match(keys[0] ?? '', /^[\w-]{2}\/[\w-]{30}$/);
});

test('a file that is too large, or whose sender goes away, leaves nothing behind', async () => {
  const { storage, filesIn } = open();
  await assert.rejects(storage.save(Readable.from([Buffer.alloc(6), Buffer.alloc(5)]), 10), isCode('body-too-large'));
  const broken = new Readable({
    read() {
      this.push('some');
      this.destroy(new Error('gone'));
    },
  });
  await assert.rejects(storage.save(broken, 10), /gone/);
  assert.deepEqual(await filesIn(), []);
});

test('a removed file is not there, and removing it again does nothing', async () => {
  const { storage } = open();
  const { key } = await storage.save(Readable.from(['x']), 10);
  await storage.remove(key);
  await storage.remove(key);
  await assert.rejects(storage.read(key), isCode('file-not-found'));
});

test('a key that is none of ours reaches no file', async () => {
  const { storage } = open();
  for (const key of ['../../etc/passwd', '/etc/passwd', 'ab/..', 'ab/short', '']) {
    await assert.rejects(async () => storage.read(key), /Not a key/, key);
    assert.throws(() => storage.remove(key), /Not a key/, key);
  }
});

test('every file is listed with the time of its saving; a missing folder is an empty one', async () => {
  const { storage } = open();
  const list = async () => {
    const found: string[] = [];
    for await (const { key, savedAt } of storage.listKeys()) {
      assert.ok(Math.abs(savedAt - Date.now()) < 60_000);
      found.push(key);
    }
    return found.sort();
  };
  assert.deepEqual(await list(), []);
  const keys = await Promise.all([1, 2, 3].map(async () => (await storage.save(Readable.from(['x']), 10)).key));
  assert.deepEqual(await list(), keys.sort());
});
