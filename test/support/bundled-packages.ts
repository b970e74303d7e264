/**
 * Two packages of 900 modules come as a few files, bundled like the program that ships: to find and to link them takes a
 * tenth of the processor time of a usual test file.
 */
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { prepared } from './prepared.ts';

const entryPoints = {
  kysely: 'kysely',
  typebox: 'typebox',
  'typebox-compile': 'typebox/compile',
  'typebox-value': 'typebox/value',
};

const folder = await prepared('packages', ['package-lock.json', 'test/support/bundled-packages.ts'], async (outdir) => {
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: fileURLToPath(new URL('../..', import.meta.url)),
    entryPoints,
    outdir,
    bundle: true,
    // what all of typebox use is one thing
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
    if (url !== undefined) return { url, format: 'module', shortCircuit: true };
    const isForgotten =
      /^(kysely|typebox)(\/|$)/.test(specifier) && context.parentURL?.includes('/node_modules/') === false;
    // it would bring all modules of its package once more
    if (isForgotten)
      throw new Error(`Name ${specifier} in test/support/bundled-packages.ts, for ${context.parentURL}.`);
    return next(specifier, context);
  },
});
