/**
 * What tests make once and then share: whoever needs it first makes it, every test file and every run of the day finds it.
 *
 * Its name holds a digest of the sources that it is made of and the day, so it is never out of date. It is kept within
 * node_modules, which `npm ci` empties; what is older than yesterday is removed when something new is made.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'node_modules/.cache/milldash-tests');
const DAY_MS = 86_400_000;

const day = dayOf(Date.now());

function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10).replaceAll('-', '');
}

/** `<name>_<digest>_<day>`, for one state of these files and folders of the repository, and of its packages. */
export function preparedName(name: string, sources: readonly string[]): string {
  const digest = createHash('sha256');
  for (const path of [...sources, 'package.json'].flatMap((source) => filesOf(join(root, source)))) {
    digest
      .update(`${relative(root, path)}\0`)
      .update(readFileSync(path))
      .update('\0');
  }
  return `${name}_${digest.digest('hex').slice(0, 12)}_${day}`;
}

function filesOf(path: string): string[] {
  try {
    const entries = readdirSync(path, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return [path];
    throw error;
  }
}

/** Whether nobody needs what {@link preparedName} called so any more: not even a run that began before midnight. */
export function isOutdated(preparedName: string): boolean {
  const made = /_[0-9a-f]{12}_(\d{8})/.exec(preparedName)?.[1];
  return made !== undefined && made < dayOf(Date.now() - DAY_MS);
}

/**
 * The path of a file or a folder that `make` has made whole, in this process or in another one before.
 *
 * @param make makes it at the path that it is given; where two processes make it at once, the first one counts
 */
export async function prepared(
  name: string,
  sources: readonly string[],
  make: (path: string) => Promise<void>,
): Promise<string> {
  const path = join(folder, preparedName(name, sources));
  if (await isThere(path)) return path;
  await mkdir(folder, { recursive: true });
  for (const other of await readdir(folder)) {
    if (isOutdated(other)) await rm(join(folder, other), { recursive: true, force: true });
  }
  const draft = `${path}_${process.pid}`;
  await make(draft);
  try {
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!(await isThere(path))) throw error;
  }
  return path;
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
