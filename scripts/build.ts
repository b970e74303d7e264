/**
 * `npm run build`: one bundle of the whole program, `dist/milldash.js`, with its source map.
 *
 * Native code cannot be bundled and stays a package: what `external` names is copied by the Dockerfile as well.
 */
import { rm } from 'node:fs/promises';
import { build } from 'esbuild';

const { version } = (await import('../package.json', { with: { type: 'json' } })).default;
const root = new URL('..', import.meta.url).pathname;

await rm(`${root}dist`, { recursive: true, force: true });
const { metafile, outputFiles: _ } = await build({
  absWorkingDir: root,
  entryPoints: { milldash: 'src/commands/index.ts' },
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  sourcemap: true,
  minifySyntax: true,
  keepNames: true,
  metafile: true,
  external: ['@node-rs/argon2', 'pg-native'],
  // CommonJS packages in an ES module still ask for require
  banner: {
    js: "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);",
  },
});
const bytes = metafile.outputs['dist/milldash.js']?.bytes ?? 0;
console.log(`dist/milldash.js of MillDash ${version}: ${(bytes / 1_048_576).toFixed(1)} MiB`);
