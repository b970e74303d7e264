/** The screens, built into files with a compressed copy of each beside it. */
import { glob, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'vite';
import { writeServiceWorker } from './service-worker.ts';

const webFolder = fileURLToPath(new URL('../web/', import.meta.url));
const builtFolder = fileURLToPath(new URL('../web/dist/', import.meta.url));

/** Smaller files gain nothing; fonts and pictures are compressed already. */
const COMPRESSED_FROM_BYTES = 1_000;
const compressible = '**/*.{js,css,html,svg,webmanifest,json}';

/** @param folder is emptied first */
export async function buildWeb(folder: string = builtFolder): Promise<void> {
  await build({ root: webFolder, logLevel: 'warn', build: { outDir: folder, emptyOutDir: true } });
  await writeServiceWorker(folder);
  for await (const file of glob(compressible, { cwd: folder })) {
    const path = join(folder, file);
    const bytes = await readFile(path);
    // the page is made anew for each answer
    if (bytes.length < COMPRESSED_FROM_BYTES || file === 'index.html') continue;
    const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    await Promise.all([
      writeFile(`${path}.br`, brotliCompressSync(bytes, { params })),
      writeFile(`${path}.gz`, gzipSync(bytes, { level: 9 })),
    ]);
  }
}

/** Whether a source is newer than what was built of it, or nothing was built yet. */
export async function isWebStale(): Promise<boolean> {
  const built = await modifiedAt(`${builtFolder}index.html`);
  const sources = ['web/{src,public}/**/*.*', 'web/*.{html,ts,json}', 'package-lock.json'];
  const root = fileURLToPath(new URL('../', import.meta.url));
  for await (const file of glob(sources, { cwd: root })) {
    if ((await modifiedAt(root + file)) > built) return true;
  }
  return false;
}

async function modifiedAt(path: string): Promise<number> {
  try {
    return (await stat(path)).mtimeMs;
  } catch {
    return 0;
  }
}
