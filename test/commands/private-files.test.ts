/** Nobody but its owner can look into what an installation keeps. */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Finding } from '../../src/commands/doctor/finding.ts';
import { newFolder, runMilldash } from '../support/milldash-process.ts';
import { serveMilldash } from '../support/serving.ts';

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
const modesIn = (folder: string) => readdirSync(folder).map((name) => [name, modeOf(join(folder, name))] as const);

async function examine(folder: string): Promise<Record<string, Finding>> {
  const { stdout } = await runMilldash(['doctor', '--json'], { folder, env: { PORT: '0' } });
  const { findings } = JSON.parse(stdout) as { findings: Finding[] };
  return Object.fromEntries(findings.map((finding) => [finding.check, finding]));
}

describe('what an installation keeps', () => {
  test('is for its owner only from the first moment, also when SECRET_KEY is given and when migrate comes first', async () => {
    for (const start of ['serve', 'migrate']) {
      const folder = newFolder();
      const data = join(folder, 'data');
      const env = { SECRET_KEY: 'k'.repeat(40), LOG_FILE: join(data, 'log/milldash.log') };
      if (start === 'migrate') await runMilldash(['migrate'], { folder, env });
      const serving = await serveMilldash({ folder, env });
      assert.equal(modeOf(data), '700', start);
      const database = modesIn(data).filter(([name]) => name.startsWith('milldash.db'));
      assert.deepEqual(
        database,
        ['milldash.db', 'milldash.db-shm', 'milldash.db-wal'].map((name) => [name, '600']),
        start,
      );
      assert.equal((await serving.stop()).exitCode, 0);
    }
  });

  test('is closed again where an older database was open, and a folder that was open is warned of', async () => {
    const folder = newFolder();
    const data = join(folder, 'data');
    mkdirSync(data);
    await runMilldash(['migrate'], { folder });
    chmodSync(data, 0o755);
    chmodSync(join(data, 'milldash.db'), 0o644);

    const found = await examine(folder);
    assert.equal(found['data folder']?.level, 'WARN');
    assert.match(found['data folder']?.advice ?? '', /chmod 700/);
    assert.equal(found['database file']?.level, 'WARN');
    assert.match(found['database file']?.advice ?? '', /chmod 600 '.*milldash\.db'/);
    assert.equal(modeOf(join(data, 'milldash.db')), '644', 'doctor changes nothing');

    const serving = await serveMilldash({ folder });
    assert.equal(modeOf(join(data, 'milldash.db')), '600');
    const { stdout } = await serving.stop();
    assert.match(stdout, /Others on this machine can look into .*data: run chmod 700/);

    chmodSync(data, 0o700);
    const better = await examine(folder);
    assert.deepEqual([better['data folder']?.level, better['database file']?.level], ['OK', 'OK']);
  });
});
