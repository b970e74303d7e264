import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import packageJson from '../../package.json' with { type: 'json' };
import { newFolder, runMilldash } from '../support/milldash-process.ts';

const commands = ['serve', 'demo', 'load', 'fourjaw-backfill', 'report', 'migrate', 'create-user', 'doctor'];

describe('the help', () => {
  test('of milldash names every command', async () => {
    const { exitCode, stdout, stderr } = await runMilldash(['--help']);
    assert.equal(exitCode, 0);
    assert.equal(stderr, '');
    for (const command of commands) assert.match(stdout, new RegExp(`^  ${command} `, 'm'));
  });

  for (const command of commands) {
    test(`of ${command} describes it with examples that start with milldash`, async () => {
      const { exitCode, stdout } = await runMilldash([command, '--help']);
      assert.equal(exitCode, 0);
      assert.match(stdout, new RegExp(`^Usage: milldash ${command} `));
      assert.match(stdout, /Examples:\n {2}\$ .*milldash /);
    });
  }

  test('loads no web server and no database driver', () => {
    const loaded = filesLoadedBy(['serve', '--help']);
    assert.ok(loaded.some((url) => url.includes('/commander/')));
    assert.deepEqual(
      loaded.filter((url) => /\/(fastify|pg|kysely|pino)\/|node:sqlite|\/src\/(modules|platform)\//.test(url)),
      [],
    );
  });

  test('is also that of the bundle, where Node is given that instead of the command', async () => {
    const file = 'dist/milldash.js';
    assert.match((await runMilldash(['serve', '--help'], { file })).stdout, /^Usage: milldash serve /);
    const wrong = await runMilldash(['no-such-command'], { file });
    assert.equal(wrong.exitCode, 2);
    assert.match(wrong.stderr, /unknown command 'no-such-command'/);
  });

  test('says the version of the package', async () => {
    assert.equal((await runMilldash(['--version'])).stdout, `${packageJson.version}\n`);
  });
});

test('a report loads the database driver and no web server', async () => {
  const folder = newFolder();
  await runMilldash(['migrate'], { env: { DATA_DIR: folder } });
  const loaded = filesLoadedBy(['report'], folder);
  assert.ok(loaded.some((url) => url.includes('/kysely/')));
  assert.deepEqual(
    loaded.filter((url) => /\/node_modules\/(fastify|@fastify)\//.test(url)),
    [],
  );
});

/** The modules that a command imports, in the order in which it does. */
function filesLoadedBy(args: readonly string[], folder = newFolder()): string[] {
  const script = `
    process.argv = [process.argv[0], 'milldash', ...${JSON.stringify(args)}];
    const { registerHooks } = await import('node:module');
    const loaded = [];
    registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
    await import(${JSON.stringify(new URL('../../bin/milldash.js', import.meta.url).href)});
    console.error(JSON.stringify(loaded));`;
  const { NODE_COMPILE_CACHE } = process.env;
  const env = {
    DATA_DIR: folder,
    LOG_LEVEL: 'silent',
    ...(NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }),
  };
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', env });
  return JSON.parse(stderr) as string[];
}

describe('wrong arguments', () => {
  const wrong: [args: string[], expected: RegExp][] = [
    [['srve'], /unknown command 'srve'[\s\S]*serve/],
    [['migrate', '--sttus'], /unknown option '--sttus'[\s\S]*--status/],
    [['load'], /missing required argument 'files'/],
    [['create-user', '--email', 'a@b.example'], /required option '--first-name/],
    [
      ['create-user', '--email', 'a@b.example', '--role', 'KING', '--first-name', 'A', '--last-name', 'B'],
      /'KING'.*ADMIN, SUPERVISOR/,
    ],
    [['demo', '--port', '80000'], /'80000'.*a whole number from 0 to 65535/],
  ];
  for (const [args, expected] of wrong) {
    test(`of "milldash ${args.join(' ')}" end with exit code 2 and say what is allowed`, async () => {
      const { exitCode, stdout, stderr } = await runMilldash(args);
      assert.equal(exitCode, 2);
      assert.equal(stdout, '');
      assert.match(stderr, expected);
    });
  }
});
