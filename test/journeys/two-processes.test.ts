/** Two real processes on one PostgreSQL, one broker and one bucket: what one takes in, the other answers, and once. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { connectAsync } from 'mqtt';
import { onEngine } from '../support/engines.ts';
import { mosquittoProblem, mosquittoUrl, uniqueName } from '../support/mosquitto.ts';
import { pictureForm } from '../support/pictures.ts';
import { startS3Server } from '../support/s3-server.ts';
import { administrator, type Serving, type SignedIn, send, serveMilldash, signIn } from '../support/serving.ts';
import { until } from '../support/until.ts';

const CUTS = 300;
/** Wrong passwords for an account before the first pause. */
const FREE_TRIES = 5;

const bucket = await startS3Server();
after(() => bucket.close());

const options = mosquittoProblem === undefined ? {} : { skip: mosquittoProblem };

onEngine('postgres', 'two processes', (under) => {
  const topic = uniqueName('plc');
  let one: Serving;
  let two: Serving;
  let atOne: SignedIn;
  let atTwo: SignedIn;
  let serve: (name: string) => Promise<Serving>;

  before(async () => {
    if (mosquittoProblem !== undefined) return;
    const databaseUrl = await under.createDatabaseUrl();
    const common = {
      ...bucket.environment,
      SECRET_KEY: 'k'.repeat(43),
      MQTT_URL: mosquittoUrl,
      MQTT_TOPIC: topic,
      MQTT_SHARED_GROUP: uniqueName('milldash'),
      // hardly anything is regained while a slow machine asks, and looking spends no caller's all
      RATE_LIMIT_PER_SECOND: '1',
      RATE_LIMIT_BURST: '5000',
    };
    // each with a folder of its own: they have nothing in common but what is outside
    serve = async (name) => {
      const serving = await serveMilldash({ databaseUrl, env: { ...common, INSTANCE_ID: uniqueName(name) } });
      under.atEnd(async () => void serving.child.kill('SIGKILL'));
      return serving;
    };
    one = await serve('one');
    two = await serve('two');
    [atOne, atTwo] = [await signIn(one.url), await signIn(two.url)];
    assert.equal((await atOne.ask('POST', '/api/v1/machines', { id: 'mill-1', name: 'Mill 1' })).status, 201);
  });
  async function reportCuts(first: number, last: number): Promise<void> {
    const machine = await connectAsync(mosquittoUrl, { protocolVersion: 5 });
    const sequences = Array.from({ length: last - first + 1 }, (_, at) => first + at);
    await Promise.all(
      sequences.map((source_sequence) =>
        machine.publishAsync(topic, JSON.stringify({ machine_id: 'mill-1', source_sequence }), { qos: 1 }),
      ),
    );
    await machine.endAsync();
  }

  /** All up to it, and each once. */
  async function untilStored({ read }: SignedIn, last: number): Promise<void> {
    const query = 'start_time=2000-01-01T00:00:00Z&end_time=2100-01-01T00:00:00Z&machine_ids=mill-1&limit=1000';
    const stored = async () => (await read(`/api/v1/cuts/search?${query}`)).items as any[];
    await until('all are stored', async () => (await stored()).length >= last);
    const found = (await stored()).map(({ source_sequence: sequence }) => sequence);
    assert.deepEqual(
      found.toSorted((a, b) => a - b),
      Array.from({ length: last }, (_, at) => at + 1),
    );
  }

  test('a picture that one has taken in is shown by the other, by its link too', options, async () => {
    const { body: ticket } = await atOne.ask('POST', '/api/v1/tickets', { machine_id: 'mill-1', description: 'Leak' });
    const path = `/api/v1/tickets/${ticket.id}/images`;
    const sent = await send(`${one.url}${path}`, { method: 'POST', headers: atOne.headers, body: await pictureForm() });
    assert.equal(sent.status, 201, sent.text);
    const [image] = (await atTwo.read(path)).items;
    assert.ok(bucket.objects.size >= 2, 'picture and thumbnail are in the bucket');
    for (const link of [image.image_url, image.thumbnail_url]) {
      const { pathname, search } = new URL(link, one.url);
      const [here, there] = await Promise.all([one, two].map(({ url }) => fetch(`${url}${pathname}${search}`)));
      assert.deepEqual([here?.status, there?.status], [200, 200]);
      assert.deepEqual(await there?.bytes(), await here?.bytes());
    }
  });

  test('wrong passwords at one and at the other are counted together', options, async () => {
    const credentials = { email: administrator.email, password: 'wrong as can be 12' };
    const attempt = async ({ url }: Serving) =>
      (await send(`${url}/auth/token`, { method: 'POST', json: credentials })).status;
    const statuses: number[] = [];
    for (let tries = 0; tries < FREE_TRIES; tries++) statuses.push(await attempt(tries % 2 === 0 ? one : two));
    assert.deepEqual(
      statuses,
      Array.from({ length: FREE_TRIES }, () => 401),
    );
    assert.deepEqual([await attempt(one), await attempt(two)], [429, 429]);
  });

  test('what a caller has spent of its limit at one is missing at the other', options, async () => {
    const { body: key } = await atOne.ask('POST', '/api/v1/api-keys', { name: 'press', scopes: ['machines:read'] });
    const headers = { 'x-api-key': key.key };
    const left = async ({ url }: Serving) => {
      const { headers: told } = await send(`${url}/api/v1/machines`, { headers });
      return Number(told.get('ratelimit-remaining') ?? told.get('x-ratelimit-remaining'));
    };
    const full = await left(two);
    for (let asked = 0; asked < 100; asked++) await left(one);
    // to look spends one at the other itself
    let looks = 0;
    await until('the other knows', async () => {
      looks += 1;
      return (await left(two)) + looks < full - 40;
    });
  });

  test(
    'cuts that machines report to the broker are stored once, whichever process is given them',
    options,
    async () => {
      for (const { read } of [atOne, atTwo]) {
        await until('it has subscribed', async () => (await read('/api/v1/messaging/status')).trouble === null);
      }
      await reportCuts(1, CUTS);
      await untilStored(atTwo, CUTS);
    },
  );

  test('a job that is asked for at one runs once, and both say the same of it', options, async () => {
    const job = '/api/v1/jobs/retention';
    await until('it has run', async () => (await atOne.read(job)).last_finished_at !== null);
    const before = await atOne.read(job);
    assert.equal((await atTwo.ask('POST', `${job}/run`)).status, 202);
    await until('it has run again', async () => {
      const now = await atOne.read(job);
      return !now.running && now.requested_at === null && now.last_started_at > before.last_started_at;
    });
    assert.deepEqual(await atTwo.read(job), await atOne.read(job));
    const { items } = await atOne.read('/api/v1/events?types=com.milldash.job.requested&limit=100');
    assert.equal(items.length, 1);
  });

  test(
    'cuts that are reported while one is killed, and while both are stopped, are stored by whoever is there next',
    options,
    async () => {
      one.child.kill('SIGKILL');
      await reportCuts(CUTS + 1, CUTS + 100);
      two.child.kill('SIGTERM');
      await two.finished;
      await reportCuts(CUTS + 101, CUTS + 200);
      const next = await serve('next');
      // the seat of the one that was killed is free when its lease has run out
      await untilStored(await signIn(next.url), CUTS + 200);
    },
  );
});
