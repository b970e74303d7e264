/**
 * What is bundled into `dist/milldash.js`. It is run by `bin/milldash.js`, and runs the command by itself where Node was
 * given this file.
 */
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runCommand } from './index.ts';

export { runCommand };

function isStartedDirectly(): boolean {
  const started = process.argv[1];
  try {
    return started !== undefined && realpathSync(started) === realpathSync(fileURLToPath(import.meta.url));
  } catch {
    return false;
  }
}

if (isStartedDirectly()) process.exitCode = await runCommand(process.argv.slice(2));
