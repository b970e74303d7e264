/**
 * Proves that the boundary rules bite: plants every canary in a tree of its own and expects each to be reported.
 *
 * The tree lies in a temporary folder with empty stand-ins for files and packages, so the real one stays clean.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { cruiseTree } from './cruise.ts';
import type { BoundaryRule, Breach } from './forbid.ts';

/** Packages that a canary may import, by the part of package.json that declares them. */
const declared = {
  dependencies: [
    'kysely',
    'pg',
    'pg-copy-streams',
    'fastify',
    '@fastify/multipart',
    'aedes',
    'mqtt',
    'nodemailer',
    'undici',
    'sharp',
    'libheif-js',
    'ws',
  ],
  devDependencies: ['fast-check'],
};
const undeclared = 'undeclared';
const missing = 'nowhere';

export interface MissedCanary {
  readonly rule: string;
  readonly breach: Breach | undefined;
}

/** The canaries that were planted and not reported by their own rule, and the rules that have none. */
export async function findMissedCanaries(rules: readonly BoundaryRule[]): Promise<MissedCanary[]> {
  const breaches = rules.flatMap(({ canaries }) => canaries);
  const broken = await inPlantedTree(breaches, (folder) => cruiseTree(folder, ['src', 'web'], rules));
  const reported = new Set(broken.broken.map(({ rule, from, to }) => `${rule} ${from} ${packageName(to)}`));
  return rules.flatMap(({ rule, canaries }): MissedCanary[] =>
    canaries.length === 0
      ? [{ rule: rule.name, breach: undefined }]
      : canaries
          .filter(([from, to]) => !reported.has(`${rule.name} ${from} ${packageName(to)}`))
          .map((breach) => ({ rule: rule.name, breach })),
  );
}

/** Runs `work` on a temporary tree that holds exactly the given imports. */
export async function inPlantedTree<T>(breaches: readonly Breach[], work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'milldash-boundaries-'));
  try {
    const imports = new Map<string, Set<string>>();
    for (const [from, to] of breaches) {
      imports.set(from, (imports.get(from) ?? new Set()).add(specifier(from, to)));
      if (isOwnFile(to) && !imports.has(to)) imports.set(to, new Set());
      if (isCycle(from)) imports.set(to, (imports.get(to) ?? new Set()).add(specifier(to, from)));
    }
    for (const [file, targets] of imports) {
      const lines = [...targets].map((target) => `import '${target}';`);
      await write(join(folder, file), [...lines, 'export {};', ''].join('\n'));
    }
    await plantPackages(folder);
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function plantPackages(folder: string): Promise<void> {
  const versions = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, '1.0.0']));
  const manifest = {
    name: 'canaries',
    type: 'module',
    dependencies: versions(declared.dependencies),
    devDependencies: versions(declared.devDependencies),
  };
  await write(join(folder, 'package.json'), JSON.stringify(manifest));
  for (const name of [...declared.dependencies, ...declared.devDependencies, undeclared]) {
    const home = join(folder, 'node_modules', name);
    await write(join(home, 'package.json'), JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    await write(join(home, 'index.js'), '');
  }
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

function isOwnFile(target: string): boolean {
  return target.endsWith('.ts');
}

/** A cycle needs its way back; it is reported once, where it was entered. */
function isCycle(file: string): boolean {
  return file.includes('canary-cycle');
}

function specifier(from: string, to: string): string {
  if (!isOwnFile(to)) return to === missing ? `./${missing}.ts` : to;
  const path = posix.relative(posix.dirname(from), to);
  return path.startsWith('.') ? path : `./${path}`;
}

/** `node_modules/pg/index.js` → `pg`, `node:fs` → `fs`, `./nowhere.ts` → `nowhere`: one name for both sides. */
function packageName(target: string): string {
  return target
    .replace(/^.*node_modules\//, '')
    .replace(/\/index\.js$/, '')
    .replace(/^node:/, '')
    .replace(/^\.\/nowhere\.ts$/, missing);
}
