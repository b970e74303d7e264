/** The sweep of pictures as the schedule of a started process runs it, once a day. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { DAY_MS, HOUR_MS, SECOND_MS } from '../../src/kernel/clock.ts';
import { newFolder } from '../support/milldash-process.ts';
import { heicPhoto } from '../support/pictures.ts';
import { type Serving, send, serveMilldash, signIn } from '../support/serving.ts';

const folder = newFolder();
const pictures = join(folder, 'data/images');
let serving: Serving | undefined;
after(async () => void (await serving?.stop()));

/** A file that no row names. */
async function plant(name: string, ageMs: number): Promise<string> {
  const path = join(pictures, 'aa', name.padEnd(30, 'x'));
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, name);
  const at = (Date.now() - ageMs) / SECOND_MS;
  await utimes(path, at, at);
  return path;
}

test('a process that serves removes old files without a row, leaves those of uploads under way, and says what is lost', async () => {
  serving = await serveMilldash({ folder });
  const first = await signIn(serving.url);
  await first.ask('POST', '/api/v1/machines', { id: 'mill-1', name: 'Mill 1' });
  const { body: ticket } = await first.ask('POST', '/api/v1/tickets', { machine_id: 'mill-1', description: 'Leak' });
  const path = `/api/v1/tickets/${ticket.id}/images`;
  const form = new FormData();
  form.append('file', new Blob([await heicPhoto()]), 'IMG_0001.HEIC');
  const sent = await send(`${serving.url}${path}`, { method: 'POST', headers: first.headers, body: form });
  assert.equal(sent.status, 201, sent.text);
  assert.equal(sent.body.items[0].media_type, 'image/jpeg');
  await serving.stop();

  const kept = await readdir(pictures);
  for (const shelf of kept) await rm(join(pictures, shelf), { recursive: true });
  const old = await plant('old', 2 * DAY_MS);
  const underWay = await plant('under-way', HOUR_MS);
  // as it is a day later
  const database = new DatabaseSync(join(folder, 'data/milldash.db'));
  const due = database.prepare("update job_leases set next_run_at = 0 where job = 'sweep-images'").run();
  database.close();
  assert.equal(due.changes, 1, 'it ran when the server started first');

  serving = await serveMilldash({ folder });
  const second = await signIn(serving.url);
  const lostAt = async () => (await second.read(path)).items[0].lost_at;
  const until = Date.now() + 20 * SECOND_MS;
  while ((existsSync(old) || (await lostAt()) === null) && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.deepEqual([existsSync(old), existsSync(underWay)], [false, true]);
  assert.ok((await lostAt()) !== null);
});
