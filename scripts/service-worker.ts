/** The service worker of built screens: it names every file of the build, so any change of one makes it another worker. */
import { createHash } from 'node:crypto';
import { glob, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { programPaths } from '../src/platform/http/program-paths.ts';

const source = fileURLToPath(new URL('../web/src/worker/worker.ts', import.meta.url));
const WORKER = 'sw.js';
const PAGE = 'index.html';

/** Writes `sw.js` for what is in the folder. Before that is compressed: copies are not files of their own. */
export async function writeServiceWorker(folder: string): Promise<void> {
  const names: string[] = [];
  for await (const found of glob('**/*.*', { cwd: folder })) {
    const name = found.replaceAll('\\', '/');
    if (name !== WORKER && !/\.(map|br|gz)$/.test(name)) names.push(name);
  }
  names.sort();
  const script = await bundled();
  const page = await readFile(join(folder, PAGE), 'utf8');
  const contents = {
    files: names.filter((name) => name !== PAGE).map((name) => `/${name}`),
    named: Array.from(page.matchAll(/"(\/assets\/[^"]+)"/g), ([, path]) => path),
    programPaths,
  };
  // two workers that differ in anything must not share what they keep
  const digest = createHash('sha256').update(script).update(JSON.stringify(contents));
  for (const name of names) digest.update(`${name}\0`).update(await readFile(join(folder, name)));
  const version = digest.digest('base64url').slice(0, 16);
  await writeFile(join(folder, WORKER), `const BUILD=${JSON.stringify({ version, ...contents })};\n${script}`);
}

async function bundled(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [source],
    bundle: true,
    format: 'iife',
    target: 'es2023',
    minify: true,
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}
