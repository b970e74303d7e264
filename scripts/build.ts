/** `npm run build`: the whole program as one bundle, `dist/milldash.js`, with its source map, and the screens, `dist/web`. */
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import packageJson from '../package.json' with { type: 'json' };
import { buildInto } from './program.ts';

const folder = fileURLToPath(new URL('../dist', import.meta.url));

await rm(folder, { recursive: true, force: true });
const bytes = await buildInto(folder);
console.log(`dist/milldash.js of MillDash ${packageJson.version}: ${(bytes / 1_048_576).toFixed(1)} MiB`);
