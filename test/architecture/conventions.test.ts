import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFile, glob, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, test } from 'node:test';
import { migrationSteps } from '../../src/migrations/index.ts';

const root = new URL('../..', import.meta.url).pathname;

async function list(pattern: string): Promise<string[]> {
  const found: string[] = [];
  for await (const file of glob(pattern, { cwd: root })) found.push(file);
  return found.sort();
}

describe('House rules', () => {
  test('every source file opens with a comment on its job', async () => {
    const silent: string[] = [];
    for (const file of await list('{src,scripts,bench,test/support}/**/*.ts')) {
      if (file.endsWith('.test.ts')) continue;
      const text = (await readFile(join(root, file), 'utf8')).replace(/^#!.*\n/, '');
      if (!/^\/(\*\*|\/)/.test(text)) silent.push(file);
    }
    assert.deepEqual(silent, []);
  });

  test('file names are kebab-case nouns with a role, and none is a drawer for anything', async () => {
    const files = await list('{src,scripts,bench,test}/**/*.ts');
    const odd = files.filter((file) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.ts$/.test(basename(file)));
    const drawers = files.filter((file) => /(^|[/.-])(utils?|helpers?|common|misc|managers?)([/.-]|$)/.test(file));
    assert.deepEqual({ odd, drawers }, { odd: [], drawers: [] });
  });

  test('every migration file is listed by its name, in the order of its number, and no number is used twice', async () => {
    const files = (await list('src/migrations/[0-9]*.ts')).map((file) => basename(file, '.ts'));
    const numbers = files.map((file) => file.slice(0, 4));
    assert.deepEqual(Object.keys(migrationSteps), files);
    assert.deepEqual([...new Set(numbers)], numbers);
  });

  test('no test is skipped, singled out or left to be written', async () => {
    const marked: string[] = [];
    for (const file of await list('{src,test}/**/*.{test,long}.ts')) {
      const text = await readFile(join(root, file), 'utf8');
      if (/\b(test|it|describe|suite)\.(skip|only|todo)\b/.test(text)) marked.push(file);
    }
    assert.deepEqual(marked, []);
  });

  test('the linter reads types: a promise that nobody waits for is reported, and so is each error of types', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'milldash-lint-'));
    const title = 'export const title: number = document.title;\n';
    try {
      for (const [at, content] of [
        ['src', 'export function start(work: () => Promise<void>) {\n  work();\n}\nexport const four: string = 4;\n'],
        // of three projects only these two know a document
        ['test', title],
        ['web/src', title],
        ['test/screens', title],
      ] as const) {
        await mkdir(join(folder, at), { recursive: true });
        await writeFile(join(folder, at, 'canary.ts'), content);
      }
      for (const file of ['tsconfig.json', 'web/tsconfig.json', 'test/screens/tsconfig.json', '.oxlintrc.json']) {
        await copyFile(join(root, file), join(folder, file));
      }
      await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
      const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
      const [tool, ...args] = scripts['check:lint'].split(' ');
      const oxlint = join(root, 'node_modules/.bin', tool);
      const planted = [...args, '--format', 'unix', 'src', 'test', 'web'];
      const { stdout, status } = spawnSync(oxlint, planted, { cwd: folder, encoding: 'utf8' });
      assert.equal(status, 1);
      assert.match(stdout, /src\/canary\.ts:2:3: .*no-floating-promises/);
      assert.match(stdout, /src\/canary\.ts:4:14: .*TS2322/);
      assert.match(stdout, /test\/canary\.ts:1:30: .*TS2584/);
      for (const at of ['web/src', 'test/screens']) {
        assert.match(stdout, new RegExp(`${at}/canary\\.ts:1:14: .*TS2322`));
        assert.doesNotMatch(stdout, new RegExp(`${at}/canary\\.ts.*TS2584`));
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
