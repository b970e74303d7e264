/** Two servers on one database: each job runs on one of them, and one that somebody asks for runs once more. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEachEngine } from '../support/engines.ts';
import { newFolder } from '../support/milldash-process.ts';
import { serveMilldash, signIn } from '../support/serving.ts';
import { until } from '../support/until.ts';

/** Those that do not come round again while this test lasts. */
const SELDOM_SECONDS = 3_600;
const ASKED_FOR = 'prune-sign-ins';

onEachEngine('two servers on one database', (under) => {
  test('run each job once between them, and one that is asked for once more, whichever is asked', async () => {
    const databaseUrl = await under.createDatabaseUrl();
    const folder = newFolder();
    const serve = (instance: string) =>
      serveMilldash({ folder, databaseUrl, env: { INSTANCE_ID: instance, LOG_LEVEL: 'debug' } });
    const servers = await Promise.all([serve('mill-1'), serve('mill-2')]);
    const askers = await Promise.all(servers.map(({ url }) => signIn(url)));
    const [one, two] = askers as [(typeof askers)[0], (typeof askers)[0]];

    const list = async () => (await one.read('/api/v1/jobs')).items as any[];
    await until('every job has run', async () => (await list()).every((job) => job.last_finished_at !== null));
    const seldom = (await list()).filter((job) => job.every_seconds >= SELDOM_SECONDS).map((job) => job.name);
    assert.ok(seldom.length > 4, seldom.join());
    assert.deepEqual(await two.read('/api/v1/jobs/retention'), await one.read('/api/v1/jobs/retention'));

    const before = await one.read(`/api/v1/jobs/${ASKED_FOR}`);
    const asked = await Promise.all(askers.map(({ ask }) => ask('POST', `/api/v1/jobs/${ASKED_FOR}/run`)));
    assert.ok(
      asked.some(({ status }) => status === 202) && asked.every(({ status }) => [202, 409].includes(status)),
      asked.map(({ text }) => text).join(),
    );
    await until('it has run again', async () => {
      const job = await two.read(`/api/v1/jobs/${ASKED_FOR}`);
      return !job.running && job.requested_at === null && job.last_started_at > before.last_started_at;
    });

    const ended = await Promise.all(servers.map((server) => server.stop()));
    const lines = ended.flatMap(({ exitCode, stdout }) => {
      assert.equal(exitCode, 0);
      return [...stdout.matchAll(/Job '([^']+)' done/g)].map(([, name]) => name);
    });
    const runs = (name: string) => lines.filter((each) => each === name).length;
    for (const name of seldom) assert.equal(runs(name), name === ASKED_FOR ? 2 : 1, name);
  });
});
