/** Who may move the factory to another time zone or other shifts, and what the others say. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { onEachEngine } from '../support/engines.ts';
import { newFolder, runMilldash } from '../support/milldash-process.ts';

const range = ['--from', '2026-07-01', '--to', '2026-07-02'];

onEachEngine('the factory that a command finds', ({ createDatabaseUrl }) => {
  async function newFactory(): Promise<Record<string, string>> {
    const env = { DATABASE_URL: await createDatabaseUrl(), DATA_DIR: newFolder() };
    const { exitCode, stdout } = await runMilldash(['migrate'], { env });
    assert.equal(exitCode, 0);
    assert.match(stdout, /^Shift calendar made: DAY 06:00–18:00/m);
    return env;
  }

  test('keeps its time zone: report, load and create-user refuse another one, and migrate moves it', async () => {
    const env = await newFactory();
    const chicago = { ...env, FACTORY_TIMEZONE: 'America/Chicago' };
    const file = join(newFolder(), 'periods.csv');
    writeFileSync(file, '');
    const account = ['--email', 'a@b.example', '--first-name', 'A', '--last-name', 'B', '--password-stdin'];
    for (const command of [
      ['report', ...range],
      ['load', file],
      ['create-user', ...account],
    ]) {
      const { exitCode, stdout, stderr } = await runMilldash(command, { env: chicago, stdin: 'kiwi lantern orbit 88' });
      assert.equal(exitCode, 1, stderr);
      assert.equal(stdout, '');
      assert.match(stderr, /^The factory's time zone is Europe\/London, but FACTORY_TIMEZONE is America\/Chicago\. /);
      assert.match(stderr, /run "milldash migrate" to move the factory to America\/Chicago\.\n$/);
    }
    assert.equal((await runMilldash(['report', ...range], { env })).stderr, '');

    const moved = await runMilldash(['migrate'], { env: chicago });
    assert.match(moved.stdout, /^The factory's time zone is America\/Chicago now, was Europe\/London/m);
    assert.equal((await runMilldash(['report', ...range], { env: chicago })).exitCode, 0);
    assert.equal((await runMilldash(['report', ...range], { env })).exitCode, 1);
  });

  test('keeps its shifts: report warns that the environment says others, and migrate brings them in line', async () => {
    const env = await newFactory();
    const later = { ...env, DAY_SHIFT_START: '07:00' };
    const { exitCode, stderr } = await runMilldash(['report', ...range], { env: later });
    assert.equal(exitCode, 0);
    assert.match(stderr, /DAY_SHIFT_START and DAY_SHIFT_END say 07:00 and 18:00, but the factory works by another/);
    assert.equal((await runMilldash(['report', ...range], { env })).stderr, '');
    assert.match(
      (await runMilldash(['migrate'], { env: later })).stdout,
      /^Shift calendar follows .*DAY 07:00–18:00$/m,
    );
    assert.equal((await runMilldash(['report', ...range], { env: later })).stderr, '');
  });
});
