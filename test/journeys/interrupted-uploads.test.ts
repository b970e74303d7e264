/** A server that is stopped or killed while it loads: what was acknowledged stays, and the load can be run again. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { onEachEngine } from '../support/engines.ts';
import { newFolder } from '../support/milldash-process.ts';
import { askerAt, type Reply, type Serving, send, serveMilldash, signIn } from '../support/serving.ts';
import { readFigures, surviveKills, type Undisturbed, uploadUndisturbed, uploadWhole } from './interrupted-uploads.ts';
import type { SimulatedFile } from './simulated-factory.ts';

onEachEngine('an interrupted upload', (under) => {
  let undisturbed: Undisturbed;
  before(async () => {
    undisturbed = await uploadUndisturbed();
  });

  test('under way at SIGTERM is finished, answered and counted; nothing new is taken meanwhile', async () => {
    const [file] = undisturbed.files as [SimulatedFile];
    const databaseUrl = await under.createDatabaseUrl();
    const serving = await serveMilldash({ databaseUrl });
    const upload = await beginUpload(serving, file);
    serving.child.kill('SIGTERM');
    await serving.untilPrinted(/Stopping on SIGTERM/);
    await assert.rejects(send(`${serving.url}/health/live`), 'no new connection is taken');
    upload.finish();
    const { status, body } = await upload.reply;
    assert.deepEqual([status, body.complete, body.inserted], [200, true, file.rows]);
    assert.equal((await serving.finished).exitCode, 0);
  });

  test('that outlasts the drain is cut; its batches stay, the exit code says so, and the repeat ends equal', async () => {
    const [file] = undisturbed.files as [SimulatedFile];
    const databaseUrl = await under.createDatabaseUrl();
    const folder = newFolder();
    const serving = await serveMilldash({ folder, databaseUrl, env: { DRAIN_TIMEOUT_SECONDS: '1' } });
    const upload = await beginUpload(serving, file);
    serving.child.kill('SIGTERM');
    await assert.rejects(upload.reply);
    assert.equal((await serving.finished).exitCode, 1);

    const again = await serveMilldash({ folder, databaseUrl });
    const kept = await uploadWhole(again, file);
    assert.ok(kept > 0 && kept < file.rows, `${kept} of ${file.rows}`);
    for (const other of undisturbed.files.slice(1)) await uploadWhole(again, other);
    assert.deepEqual(await readFigures(again), undisturbed.figures);
    assert.equal((await again.stop()).exitCode, 0);
  });

  test('whose server is killed three times at random moments ends equal when it is repeated, the database whole', async () => {
    await surviveKills(under, undisturbed, 3);
  });
});

/** Sends half of the file and waits until a part of it has been recorded. */
async function beginUpload(serving: Serving, file: SimulatedFile): Promise<{ reply: Promise<Reply>; finish(): void }> {
  const { headers } = await signIn(serving.url);
  const bytes = readFileSync(file.path);
  const half = Math.floor(bytes.length / 2);
  const release = Promise.withResolvers<void>();
  async function* pieces() {
    yield bytes.subarray(0, half);
    await release.promise;
    yield bytes.subarray(half);
  }
  const reply = send(`${serving.url}/api/v1/ingestion/status-periods`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'text/csv' },
    body: ReadableStream.from(pieces()),
  });
  // whoever awaits it later still sees the failure
  reply.catch(() => {});
  const asker = askerAt(serving.url, headers);
  const recorded = `/api/v1/events?types=com.milldash.timeline.periods-recorded`;
  for (const deadline = performance.now() + 20_000; performance.now() < deadline; ) {
    const { items } = await asker.read(recorded);
    if (items.length > 0) return { reply, finish: release.resolve };
  }
  throw new Error('nothing of the upload was recorded');
}
