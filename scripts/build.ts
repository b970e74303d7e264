/** `npm run build`: one bundle of the whole program, `dist/milldash.js`, with its source map. */
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import packageJson from '../package.json' with { type: 'json' };
import { bundleInto } from './program.ts';

const folder = fileURLToPath(new URL('../dist', import.meta.url));

await rm(folder, { recursive: true, force: true });
const bytes = await bundleInto(folder);
console.log(`dist/milldash.js of MillDash ${packageJson.version}: ${(bytes / 1_048_576).toFixed(1)} MiB`);
