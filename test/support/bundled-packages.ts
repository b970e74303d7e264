/**
 * Two packages of 900 modules come as a few files, bundled like the program that ships: to find and to link them takes a
 * tenth of the processor time of a usual test file.
 */
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { prepared } from './prepared.ts';

const entryPoints = { kysely: 'kysely', typebox: 'typebox', 'typebox-value': 'typebox/value' };

const folder = await prepared('packages', ['package-lock.json', 'test/support/bundled-packages.ts'], async (outdir) => {
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: fileURLToPath(new URL('../..', import.meta.url)),
    entryPoints,
    outdir,
    bundle: true,
    // what both of typebox use is one thing
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    keepNames: true,
    outExtension: { '.js': '.mjs' },
  });
});

const urls = new Map(
  Object.entries(entryPoints).map(([file, specifier]) => [specifier, pathToFileURL(join(folder, `${file}.mjs`)).href]),
);
registerHooks({
  resolve(specifier, context, next) {
    const url = urls.get(specifier);
    return url === undefined ? next(specifier, context) : { url, format: 'module', shortCircuit: true };
  },
});
