/** Several processes whose uploaded files are in one bucket: what one has taken in another shows. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { checkFileBucket } from '../../src/commands/doctor/file-bucket.ts';
import { readConfig } from '../../src/config/index.ts';
import { systemActor } from '../../src/kernel/access.ts';
import { startTestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { onEachEngine } from '../support/engines.ts';
import { startS3Server } from '../support/s3-server.ts';
import { until } from '../support/until.ts';

const store = await startS3Server();
after(() => store.close());

onEachEngine('files in a bucket', (under) => {
  test('are shown by another process than the one that took them in, and nothing is left where the store fails', async () => {
    const DATABASE_URL = await under.createDatabaseUrl();
    const environment = { ...store.environment, DATABASE_URL };
    const [one, other] = [await startTestApp(under, { environment }), await startTestApp(under, { environment })];
    await one.services.machines.ensureMachines(systemActor('load'), [{ id: 'm1', name: 'Mill 1' }]);
    const address = await one.app.listen({ port: 0, host: '127.0.0.1' });
    const headers = await one.signIn('SUPERVISOR');
    const upload = async (content: string) => {
      const form = new FormData();
      form.append('file', new Blob([content]), 'manual.txt');
      return fetch(`${address}/api/v1/machines/m1/files`, { method: 'POST', body: form, headers });
    };

    const { id } = (await (await upload('how to oil it')).json()) as { id: number };
    const shown = await other.app.inject({ url: `/api/v1/machines/m1/files/${id}`, headers });
    assert.deepEqual([shown.statusCode, shown.payload], [200, 'how to oil it']);
    const part = await other.app.inject({
      url: `/api/v1/machines/m1/files/${id}`,
      headers: { ...headers, range: 'bytes=7-9' },
    });
    assert.deepEqual([part.statusCode, part.payload], [206, 'oil']);

    store.breakOff(1);
    const broken = await fetch(`${address}/api/v1/machines/m1/files/${id}`, { headers });
    await assert.rejects(broken.text());
    await until('the log has it', () =>
      one.lines.some((line) => /\[ERROR\].*GET .* 200 broken off after .*store of files/.test(line)),
    );

    store.fail(503, 3);
    const refused = await upload('lost?');
    assert.deepEqual([refused.status, ((await refused.json()) as { code: string }).code], [503, 'storage-unavailable']);
    const { items } = (await one.app.inject({ url: '/api/v1/machines/m1/files', headers })).json();
    assert.deepEqual([items.length, store.objects.size], [1, 1]);
    store.objects.clear();
    await one.close();
    await other.close();
  });

  test('whoever asks whether a process is ready hears of the bucket, which is asked now and then; the log says what it answered', async () => {
    const clock = new TestClock();
    const { app, lines, close } = await startTestApp(under, { environment: store.environment, clock });
    const ready = async () => {
      const { checks } = (await app.inject({ url: '/health/ready' })).json();
      return checks.find(({ name }: { name: string }) => name === 'files');
    };
    assert.deepEqual(await ready(), { name: 'files', status: 'ok' });
    store.fail(403, 1);
    assert.deepEqual(await ready(), { name: 'files', status: 'ok' }, 'what was heard a moment ago');
    clock.advance(15_000);
    const detail = 'The store of files cannot be used; the log says why.';
    for (const asked of [1, 2]) {
      assert.deepEqual(await ready(), { name: 'files', status: 'degraded', detail }, `asked ${asked} times`);
    }
    assert.equal(lines.filter((line) => /Files cannot be kept\. .*answers 403/.test(line)).length, 1);
    clock.advance(15_000);
    assert.deepEqual(await ready(), { name: 'files', status: 'ok' });
    assert.ok(lines.some((line) => line.includes('The store of files answers again')));
    await close();
  });
});

test('the doctor says whether the bucket answers', async () => {
  const levelOf = async (environment: Readonly<Record<string, string>>) =>
    (await checkFileBucket(readConfig(environment))).map(({ level }) => level);
  assert.deepEqual(await levelOf({}), []);
  assert.deepEqual(await levelOf(store.environment), ['OK']);
  assert.deepEqual(await levelOf({ ...store.environment, FILES_S3_BUCKET: 'nowhere' }), ['FAIL']);
  const [missing] = await checkFileBucket(readConfig({ ...store.environment, FILES_S3_BUCKET: 'nowhere' }));
  assert.match(JSON.stringify(missing), /404 NoSuchBucket.*Make it, or correct FILES_S3_BUCKET/);
  assert.deepEqual(await levelOf({ ...store.environment, FILES_S3_SECRET_ACCESS_KEY: 'wrong' }), ['FAIL']);
});
