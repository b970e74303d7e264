/** From an empty folder to right figures: the first administrator, a load and an upload, the report, and both logs. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { onEachEngine } from '../support/engines.ts';
import { newFolder, runMilldash } from '../support/milldash-process.ts';
import { type Serving, type SignedIn, send, serveMilldash, signIn, uploadPeriods } from '../support/serving.ts';
import { type SimulatedFile, writeSimulatedFactory } from './simulated-factory.ts';

const grace = { email: 'grace@northmills.example', password: 'copper walnut river 61' };
/** Factory time: London is an hour ahead of UTC then. */
const range = { from: '2025-05-05', to: '2025-05-20' };
const query = 'start_time=2025-05-04T23:00:00Z&end_time=2025-05-19T23:00:00Z';

onEachEngine('the first day', (under) => {
  let serving: Serving;
  let files: SimulatedFile[];
  let admin: SignedIn;

  before(async () => {
    const folder = newFolder();
    const databaseUrl = await under.createDatabaseUrl();
    files = writeSimulatedFactory(folder, ['mill-a', 'mill-b', 'mill-c'], 14);
    const created = await runMilldash(
      [
        'create-user',
        '--email',
        grace.email,
        '--role',
        'ADMIN',
        '--first-name',
        'Grace',
        '--last-name',
        'Roe',
        '--password-stdin',
      ],
      { folder, env: { DATA_DIR: `${folder}/data`, DATABASE_URL: databaseUrl }, stdin: `${grace.password}\n` },
    );
    assert.equal(created.exitCode, 0, created.stderr);
    assert.match(created.stdout, /^Created grace@northmills\.example \(ADMIN, id 1\)/);
    assert.doesNotMatch(created.stdout + created.stderr, /copper/);
    serving = await serveMilldash({ folder, databaseUrl });
    under.atEnd(async () => void (await serving.stop()));
    admin = await signIn(serving.url, grace);
  });

  test('nobody else was made administrator, since there was one', async () => {
    const { items } = await admin.read('/api/v1/users');
    assert.deepEqual(
      items.map((user: { email: string; access_role: string }) => [user.email, user.access_role]),
      [[grace.email, 'ADMIN']],
    );
  });

  test('a file is loaded by the command while the server runs, and another over HTTP: both are seen at once', async () => {
    const question = `/api/v1/analytics/time-accounting?${query}`;
    assert.equal((await admin.read(question)).planned_seconds, 0);
    const [first, second, third] = files as [SimulatedFile, SimulatedFile, SimulatedFile];
    const load = serving.start(['load', '--json', first.path, second.path]);
    while (load.child.exitCode === null) assert.equal((await send(`${serving.url}/health/ready`)).status, 200);
    const loaded = await load.finished;
    assert.equal(loaded.exitCode, 0, loaded.stderr);
    assert.equal(JSON.parse(loaded.stdout).inserted, first.rows + second.rows);
    const seen = await admin.read(question);
    assert.ok(seen.planned_seconds > 0, 'the answer of before the load is not shown again');

    const uploaded = await uploadPeriods(serving.url, admin, third.path);
    assert.equal(uploaded.status, 200, JSON.stringify(uploaded.body));
    assert.deepEqual([uploaded.body.complete, uploaded.body.inserted], [true, third.rows]);
    assert.ok((await admin.read(question)).planned_seconds > seen.planned_seconds);
    const again = await serving.run(['load', '--json', ...files.map(({ path }) => path)]);
    const summary = JSON.parse(again.stdout);
    assert.deepEqual([summary.inserted, summary.updated, summary.unchanged], [0, 0, summary.rows]);
  });

  test('the report in the terminal and the answers over HTTP are the same figures, to the millisecond', async () => {
    const printed = await serving.run(['report', '--json', '--from', range.from, '--to', range.to]);
    assert.equal(printed.exitCode, 0, printed.stderr);
    const report = JSON.parse(printed.stdout);
    const total = await admin.read(`/api/v1/analytics/time-accounting?${query}&group_by=shift`);
    assert.equal(report.start_time, total.start_time);
    assert.equal(report.end_time, total.end_time);
    assertSameFigures(report.total, total);
    for (const [at, shift] of report.total.shifts.entries()) {
      assert.equal(shift.shift, total.groups[at].key);
      assertSameFigures(shift, total.groups[at]);
    }
    const { groups } = await admin.read(`/api/v1/analytics/time-accounting?${query}&group_by=machine`);
    assert.equal(report.machines.length, 3);
    for (const machine of report.machines) {
      assertSameFigures(
        machine,
        groups.find((group: { key: string }) => group.key === machine.machine_id),
      );
      const old = await admin.read(
        `/api/v1/analytics/utilization-optimized?${query}&machine_ids=${machine.machine_id}`,
      );
      assert.equal(old.total_time_seconds, machine.planned_seconds);
      assert.equal(old.productive_uptime_seconds, machine.productive_uptime_seconds);
    }
    const downtime = await admin.read(`/api/v1/analytics/downtime?${query}`);
    assert.deepEqual(
      report.total.top_downtimes.map((row: { reason: string; duration_seconds: number }) => [
        row.reason,
        row.duration_seconds,
      ]),
      downtime.reasons.slice(0, 5).map((row: { reason: string; seconds: number }) => [row.reason, row.seconds]),
    );
  });

  test('whoever reads on in the stream sees every event of the load once, in order', async () => {
    interface Event {
      readonly id: string;
      readonly sequence: string;
      readonly type: string;
      readonly subject: string;
      readonly data: { inserted: number };
    }
    const events: Event[] = [];
    let after: string | undefined;
    for (let page = 0; page < 200; page++) {
      const position: string = after === undefined ? '' : `&after=${after}`;
      const { items, next_after: next, head } = await admin.read(`/api/v1/events?limit=7${position}`);
      events.push(...items);
      after = next;
      if (next === head) break;
    }
    const sequences = events.map((event) => Number(event.sequence));
    assert.deepEqual(
      sequences,
      Array.from(sequences, (_, at) => at + 1),
    );
    assert.equal(new Set(events.map((event) => event.id)).size, events.length);
    const created = events.filter(({ type }) => type === 'com.milldash.machine.created');
    assert.deepEqual(
      created.map(({ subject }) => subject).sort(),
      files.map(({ machineId }) => `machines/${machineId}`),
    );
    for (const { machineId, rows } of files) {
      const recorded = events.filter(
        ({ type, subject }) => type === 'com.milldash.timeline.periods-recorded' && subject === `machines/${machineId}`,
      );
      assert.equal(
        recorded.reduce((sum, { data }) => sum + data.inserted, 0),
        rows,
        machineId,
      );
      const made = events.findIndex(
        ({ type, subject }) => type === 'com.milldash.machine.created' && subject === `machines/${machineId}`,
      );
      assert.ok(made < events.indexOf(recorded[0] as Event), 'a machine is made before its periods');
    }
    assert.equal(events.filter(({ type }) => type === 'com.milldash.ingestion.completed').length, 6);
    const { items: only } = await admin.read('/api/v1/events?types=com.milldash.ingestion.*&limit=100');
    assert.equal(only.length, 6);
    assert.doesNotMatch(JSON.stringify(events), /grace|copper|127\.0\.0\.1/, 'events hold no person and no secret');
  });

  test('a position in another log, or beyond the last event, is out of range and says where to begin', async () => {
    const { head } = await admin.read('/api/v1/events?limit=1');
    const [epoch, sequence] = head.split(':');
    for (const after of [`${epoch}:${Number(sequence) + 1_000}`, `00000000-0000-0000-0000-000000000000:${sequence}`]) {
      const { status, body } = await admin.ask('GET', `/api/v1/events?after=${after}`);
      assert.deepEqual([status, body.code, body.head], [410, 'events-out-of-range', head]);
      assert.equal((await admin.ask('GET', `/api/v1/events?after=${body.oldest}&limit=1`)).status, 200);
    }
    assert.deepEqual((await admin.read(`/api/v1/events?after=${head}`)).items, []);
    assert.equal((await admin.ask('GET', '/api/v1/events?after=yesterday')).status, 422);
  });

  test('the audit says who did what, from where and in which request', async () => {
    const { items: loads } = await admin.read('/api/v1/audit?action=ingestion.completed');
    const actors = loads.map(
      (entry: { actor: { kind: string; name: string } }) => `${entry.actor.kind} ${entry.actor.name}`,
    );
    assert.deepEqual(new Set(actors), new Set(['system load', `user ${grace.email}`]));
    const upload = loads.find((entry: { actor: { kind: string } }) => entry.actor.kind === 'user');
    assert.equal(upload.after.file, 'mill-c.csv');
    assert.match(upload.address, /127\.0\.0\.1|::1/);
    assert.match(upload.request_id, /^[0-9a-f-]{36}$/);
    const { items: made } = await admin.read('/api/v1/audit?action=user.created');
    assert.deepEqual(
      made.map((entry: { actor: { name: string }; entity_id: string }) => [entry.actor.name, entry.entity_id]),
      [['create-user', '1']],
    );
    assert.doesNotMatch(JSON.stringify(made), /copper|argon2/);
  });
});

const figures = [
  'window_seconds',
  'planned_seconds',
  'productive_uptime_seconds',
  'productive_downtime_seconds',
  'unproductive_downtime_seconds',
  'unclassified_downtime_seconds',
  'offline_seconds',
  'no_data_seconds',
  'availability',
  'coverage',
] as const;

function assertSameFigures(printed: Record<string, unknown>, answered: Record<string, unknown>): void {
  for (const member of figures) assert.equal(printed[member], answered[member], member);
}
