import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { contentOf, findFile, headOf, UnreadableFile } from './picture-files.ts';

/** Opens, and answers every read as a broken disk does. */
const BROKEN = '/proc/self/mem';

test('a file that opens and cannot be read is told as unreadable', {
  skip: !existsSync(BROKEN),
}, async () => {
  await assert.rejects(headOf(BROKEN), UnreadableFile);
  await assert.rejects(buffer(contentOf(BROKEN)), UnreadableFile);
});

test('a file is found inside its folder alone, and read from its beginning', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pictures-'));
  t.after(() => rm(folder, { recursive: true }));
  const content = Buffer.from('0123456789'.repeat(10));
  await writeFile(join(folder, 'here.jpg'), content);
  await symlink('/etc/hostname', join(folder, 'out.jpg'));
  const path = await findFile(folder, 'here.jpg');
  assert.deepEqual(await headOf(path ?? ''), content.subarray(0, 32));
  assert.deepEqual(await buffer(contentOf(path ?? '')), content);
  for (const other of ['out.jpg', 'nowhere.jpg', '../here.jpg', '.']) {
    assert.equal(await findFile(folder, other), undefined, other);
  }
  await assert.rejects(headOf(join(folder, 'nowhere.jpg')), UnreadableFile);
});
