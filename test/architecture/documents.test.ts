import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';

const root = new URL('../..', import.meta.url).pathname;

async function list(pattern: string | string[]): Promise<string[]> {
  const found: string[] = [];
  for await (const file of glob(pattern, { cwd: root })) found.push(file);
  return found.sort();
}

const read = (file: string) => readFile(join(root, file), 'utf8');

interface LockedPackage {
  readonly dev?: boolean;
  /** A workspace of ours. */
  readonly link?: boolean;
  readonly optional?: boolean;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

async function lockedPackages(): Promise<Record<string, LockedPackage>> {
  return (JSON.parse(await read('package-lock.json')) as { packages: Record<string, LockedPackage> }).packages;
}

describe('Documents', () => {
  test('every link to a file of the repository leads somewhere', async () => {
    const lost: string[] = [];
    for (const file of await list(['*.md', 'docs/**/*.md'])) {
      for (const [, target] of (await read(file)).matchAll(/\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)/g)) {
        if (!existsSync(join(root, dirname(file), target ?? ''))) lost.push(`${file} → ${target}`);
      }
    }
    assert.deepEqual(lost, []);
  });

  test('decisions are numbered without a gap, have the four parts, and stand in the map', async () => {
    const files = await list('docs/adr/*.md');
    const map = await read('docs/README.md');
    assert.ok(files.length > 0);
    for (const [at, file] of files.entries()) {
      const text = await read(file);
      const number = String(at + 1).padStart(4, '0');
      assert.ok(file.startsWith(`docs/adr/${number}-`), `${file} should be number ${number}`);
      assert.match(text, new RegExp(`^# ${number}\\. .+\n\nStatus: (proposed|accepted|superseded by \\d{4}), \\d{4}-`));
      assert.deepEqual(text.match(/^## .+$/gm), ['## Context', '## Decision', '## Consequences'], file);
      assert.ok(map.includes(file.replace('docs/', '')), `${file} is missing in docs/README.md`);
    }
  });

  test('every module stands in the architecture page', async () => {
    const page = await read('docs/architecture.md');
    const modules = new Set((await list('src/modules/*/*.ts')).map((file) => file.split('/')[2]));
    for (const name of modules) assert.match(page, new RegExp(`^\\| ${name} \\|`, 'm'));
  });
});

describe('The repository', () => {
  const { status, stdout } = spawnSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' });
  const files = stdout.split('\0').filter((file) => file !== '');
  // the sources may come without their history
  const skip = status === 0 && files.length > 0 ? false : 'no git repository here';

  test('holds nothing that a factory keeps: no database, no loaded file, no picture but that of a test, of the screens and of the program itself', {
    skip,
  }, () => {
    const kept = files.filter((file) =>
      /(^|\/)(data|uploads)\/|\.(db|sqlite3?|wal|shm|csv|jpe?g|png|gif|webp|avif|heic|log)$|(^|\/)\.env$/i.test(file),
    );
    const ours = /^docs\/screens\/[a-z-]+\.webp$|^web\/public\/(apple-touch-icon|icon-[a-z0-9-]+)\.png$/;
    const others = kept.filter((file) => !ours.test(file));
    assert.deepEqual(others, ['test/support/phone-photo.heic']);
  });

  test('is the same where case makes no difference in names, and where it does', { skip }, () => {
    const seen = new Map<string, string[]>();
    for (const file of files) {
      const parts = file.split('/');
      // folders too
      for (const length of parts.keys()) {
        const path = parts.slice(0, length + 1).join('/');
        const spellings = seen.get(path.toLowerCase()) ?? [];
        if (!spellings.includes(path)) seen.set(path.toLowerCase(), [...spellings, path]);
      }
    }
    assert.deepEqual(
      [...seen.values()].filter((spellings) => spellings.length > 1),
      [],
    );
  });
});

describe('Packages', () => {
  test('what ships runs no script when it is installed, and is locked by its content', async () => {
    const installed = Object.entries(await lockedPackages()).filter(
      ([path, { link }]) => path.includes('node_modules/') && link !== true,
    );
    const running = installed.filter(([, { hasInstallScript, dev }]) => hasInstallScript === true && dev !== true);
    const unlocked = installed.filter(
      ([, { integrity, dev, optional }]) => integrity === undefined && !(dev && optional),
    );
    assert.deepEqual({ running, unlocked }, { running: [], unlocked: [] });
    assert.match(await read('.npmrc'), /^ignore-scripts=true$/m);
  });

  test('the lock file names the packages of every platform, without which npm ci refuses it', async () => {
    const packages = await lockedPackages();
    const missing = Object.values(packages)
      .flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
      .filter((name) => packages[`node_modules/${name}`] === undefined);
    assert.deepEqual(missing, []);
  });

  test('versions are exact', async () => {
    const manifest = JSON.parse(await read('package.json')) as Record<string, Record<string, string> | undefined>;
    const kinds = ['dependencies', 'devDependencies', 'optionalDependencies'];
    const loose = kinds.flatMap((kind) =>
      Object.entries(manifest[kind] ?? {}).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version)),
    );
    assert.deepEqual(loose, []);
  });
});
