/**
 * The program as it ships: one bundle, the screens, and what stands beside them.
 *
 * Native code cannot be bundled and stays a package: what `external` names is copied by the Dockerfile as well.
 */
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildWeb } from './web.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Writes `milldash.js`, with its source map, and the screens into a folder. @returns the size of the first in bytes */
export async function buildInto(folder: string): Promise<number> {
  const bytes = await bundleInto(folder);
  await buildWeb(join(folder, 'web'));
  return bytes;
}

async function bundleInto(folder: string): Promise<number> {
  const { metafile } = await build({
    absWorkingDir: root,
    // the process that decodes pictures is started from a file of its own
    entryPoints: { milldash: 'src/commands/bundle.ts', 'image-decoder': 'src/platform/images/decoder.ts' },
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    sourcemap: true,
    minifySyntax: true,
    metafile: true,
    alias: { debug: './scripts/silent-debug.cjs' },
    external: ['@node-rs/argon2', 'bcryptjs', 'pg-native', 'sharp', 'libheif-js'],
    // CommonJS packages in an ES module still ask for require
    banner: {
      js: "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);",
    },
  });
  const bundle = Object.entries(metafile.outputs).find(([path]) => path.endsWith('milldash.js'));
  await escapeOthersThanAscii(join(folder, 'milldash.js'));
  return bundle?.[1].bytes ?? 0;
}

/**
 * V8 keeps the text of a program while it runs, with two bytes a character where one of them is none of ASCII: 9 MB for
 * some dashes. esbuild leaves such characters in comments and in literals of regular expressions, which say the same by
 * escapes.
 */
async function escapeOthersThanAscii(file: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  // oxlint-disable-next-line no-control-regex
  const escaped = text.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  await writeFile(file, escaped);
}

/** Makes a folder that is run by its `bin/milldash.js`, where Node finds the native packages from there. */
export async function assembleProgram(folder: string): Promise<void> {
  await buildInto(join(folder, 'dist'));
  for (const part of ['bin', 'package.json']) await cp(join(root, part), join(folder, part), { recursive: true });
}
