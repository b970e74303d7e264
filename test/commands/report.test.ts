import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadConfig } from '../../src/config/index.ts';
import { systemActor } from '../../src/kernel/access.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/kernel/clock.ts';
import type { StatusPeriodInput } from '../../src/modules/timeline/index.ts';
import { withServices } from '../../src/services/command-services.ts';
import { onEachEngine } from '../support/engines.ts';
import { newFolder, runMilldash } from '../support/milldash-process.ts';

const actor = systemActor('test');
/** 06:00 in London: the DAY shift begins. */
const morning = Date.parse('2026-07-01T05:00:00Z');

const productivities: Record<string, 'productive' | 'unproductive'> = {
  'coil change': 'productive',
  'weld break': 'unproductive',
};

/** @param from, to hours after {@link morning} */
function period(machineId: string, from: number, to: number | null, reasonText: string | null): StatusPeriodInput {
  return {
    id: `${machineId}-${from}`,
    machineId,
    startMs: morning + from * HOUR_MS,
    endMs: to === null ? null : morning + to * HOUR_MS,
    classification: reasonText === null ? 'UPTIME' : 'DOWNTIME',
    productivity: productivities[reasonText?.trim().toLowerCase() ?? ''] ?? null,
    reasonText,
  };
}

const first = [
  period('first', 0, 4, null),
  period('first', 4, 5, 'Coil Change'),
  period('first', 5, 5.5, 'coil change '),
  period('first', 5.5, 6, 'Set Up'),
  // into the night shift, and three hours of it without data behind
  period('first', 6, 15, null),
];
const second = [period('second', 0, 2, 'Weld break'), period('second', 2, 3, null)];
const range = ['--from', '2026-07-01T06:00', '--to', '2026-07-02T06:00'];

async function reportOf(args: readonly string[], env: Record<string, string>) {
  const { stdout, stderr } = await runMilldash(['report', ...args, '--json'], { env });
  assert.equal(stderr, '');
  return JSON.parse(stdout);
}

onEachEngine('milldash report', ({ createDatabaseUrl }) => {
  async function newInstallation(extra: readonly StatusPeriodInput[] = []): Promise<Record<string, string>> {
    const env = { DATABASE_URL: await createDatabaseUrl(), DATA_DIR: newFolder() };
    await withServices(loadConfig(env), async ({ machines, timeline }) => {
      await machines.ensureMachines(actor, [
        { id: 'first', name: 'Mill 1' },
        { id: 'second', name: 'Mill 2' },
      ]);
      await timeline.recordPeriods(actor, [...first, ...second, ...extra], { kind: 'csv', name: 'test' });
    });
    return env;
  }

  test('prints where the time of each machine and shift went, to the second', async () => {
    const { exitCode, stdout, stderr } = await runMilldash(['report', ...range], { env: await newInstallation() });
    assert.equal(stderr, '');
    assert.equal(exitCode, 0);
    assert.match(
      stdout,
      /^Report from 2026-07-01 06:00 BST to 2026-07-02 06:00 BST \(factory time: Europe\/London\)$/m,
    );
    for (const line of stdout.split('\n')) assert.ok(line.length <= 100, line);
    const lines = stdout.split('\n').map((line) => line.trim().split(/\s{2,}/));
    const linesOf = (name: string) => lines.filter(([head]) => head === name).map((cells) => cells.slice(1));
    assert.deepEqual(linesOf('Mill 1'), [
      ['15:00:00', '13:00:00', '1:30:00', '0:00:00', '0:30:00'],
      ['86.67 %', 'n/a', 'n/a', 'n/a', '62.50 %', '0:00:00', '9:00:00'],
      ['Coil Change', '2', '1:30:00', '75.00 %'],
    ]);
    assert.deepEqual(linesOf('Mill 2')[0], ['3:00:00', '1:00:00', '0:00:00', '2:00:00', '0:00:00']);
    assert.deepEqual(linesOf('NIGHT')[0], ['3:00:00', '3:00:00', '0:00:00', '0:00:00', '0:00:00']);
    assert.deepEqual(linesOf('All machines')[0], ['18:00:00', '14:00:00', '1:30:00', '2:00:00', '0:30:00']);
    assert.match(stdout, /P is n\/a where no production run/);
  });

  test('gives programs the same figures as JSON', async () => {
    const report = await reportOf(range, await newInstallation());
    assert.equal(report.start_time, '2026-07-01T05:00:00.000Z');
    assert.equal(report.end_time, '2026-07-02T05:00:00.000Z');
    assert.equal(report.asked_end_time, null);
    assert.equal(report.total.window_seconds, 172_800);
    assert.equal(report.total.planned_seconds, 64_800);
    assert.equal(report.total.availability, 77.7778);
    const [mill] = report.machines;
    assert.equal(mill.machine_id, 'first');
    assert.deepEqual(
      mill.shifts.map((each: Record<string, unknown>) => [
        each['shift'],
        each['window_seconds'],
        each['no_data_seconds'],
      ]),
      [
        ['DAY', 43_200, 0],
        ['NIGHT', 43_200, 32_400],
      ],
    );
    assert.deepEqual(mill.top_downtimes, [
      { reason: 'Coil Change', stops: 2, duration_seconds: 5_400, share: 75 },
      { reason: 'Set Up', stops: 1, duration_seconds: 1_800, share: 25 },
    ]);
    assert.deepEqual([mill.oee, mill.partial_oee, mill.factors_used], [null, 86.6667, ['availability']]);
  });

  test('is of one shift, and of machines by id or by name in any case', async () => {
    const env = await newInstallation();
    const asked = [...range, '--shift', 'night', '--machine', 'mill 2', 'first'];
    const { total, machines, shift } = await reportOf(asked, env);
    assert.equal(shift, 'NIGHT');
    assert.equal(total.window_seconds, 86_400);
    assert.equal(total.planned_seconds, 10_800);
    assert.deepEqual(
      machines.map((machine: Record<string, unknown>) => [machine['name'], machine['shifts']]),
      [
        ['Mill 1', []],
        ['Mill 2', []],
      ],
    );
  });

  test('refuses a machine and a shift that do not exist, and lists those that do', async () => {
    const env = await newInstallation();
    const machine = await runMilldash(['report', ...range, '--machine', 'third'], { env });
    assert.equal(machine.exitCode, 1);
    assert.match(machine.stderr, /third[^\n]*first, second/);
    const shift = await runMilldash(['report', ...range, '--shift', 'LUNCH'], { env });
    assert.equal(shift.exitCode, 1);
    assert.match(shift.stderr, /LUNCH[^\n]*DAY, NIGHT/);
    assert.equal(machine.stdout + shift.stdout, '');
  });

  test('refuses a range that it cannot read', async () => {
    const { exitCode, stderr } = await runMilldash(['report', '--from', '01/07/2026'], {
      env: await newInstallation(),
    });
    assert.equal(exitCode, 1);
    assert.match(stderr, /^--from '01\/07\/2026' is neither[^\n]*\n$/);
  });

  test('is cut at now where the range reaches into the future, and says so', async () => {
    const startMs = Math.floor(Date.now() / 1_000) * 1_000 - 90 * MINUTE_MS;
    const open = { ...period('second', 0, null, null), id: 'open', startMs };
    const env = await newInstallation([open]);
    const from = new Date(startMs).toISOString();
    const to = new Date(startMs + 48 * HOUR_MS).toISOString();
    const args = ['--from', from, '--to', to, '--machine', 'second'];
    assert.match(
      (await runMilldash(['report', ...args], { env })).stdout,
      /reaches into the future, to [^\n]*: it is cut at now\.$/m,
    );
    const report = await reportOf(args, env);
    assert.equal(report.asked_end_time, to);
    const measured = (Date.parse(report.end_time) - startMs) / 1_000;
    assert.ok(measured >= 5_400 && measured < 5_460, String(measured));
    assert.equal(report.total.productive_uptime_seconds, measured);
    assert.equal(report.total.window_seconds, measured);
  });

  test('is of the last seven production days until now when nothing is asked', async () => {
    const { start_time, end_time, asked_end_time } = await reportOf([], await newInstallation());
    const hours = (Date.parse(end_time) - Date.parse(start_time)) / HOUR_MS;
    assert.ok(hours > 6 * 24 - 1 && hours <= 7 * 24 + 1, String(hours));
    assert.ok(Date.now() - Date.parse(end_time) < MINUTE_MS);
    assert.equal(asked_end_time, null);
  });
});

test('milldash report says that there is no database, and makes none, where its folder was mistyped', async () => {
  const folder = join(newFolder(), 'mistyped');
  const { exitCode, stdout, stderr } = await runMilldash(['report'], { env: { DATA_DIR: folder } });
  assert.deepEqual([exitCode, stdout], [1, '']);
  assert.match(stderr, /^There is no database at [^\n]*mistyped[^\n]*\. Correct DATA_DIR or DATABASE_URL/);
  assert.equal(existsSync(folder), false);
});
