/**
 * `npm run check`: everything that can be said about the code without running it.
 *
 * Runs each `check:…` script of package.json that no other one contains, two at a time. A step is one line, and a failed
 * one shows what its tool said. Exit code 1 if any failed.
 */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { styleText } from 'node:util';

const AT_ONCE = 2;
const PREFIX = 'check:';
/**
 * For the desk, where they remember what has not changed. The linter, which has to know all types, says the same errors of
 * the same files under the same tsconfig.json beside its own, in half of the time.
 */
const SAID_BY_LINT = ['check:types', 'check:web'];

interface Outcome {
  readonly step: string;
  readonly command: string;
  readonly succeeded: boolean;
  readonly durationMs: number;
  readonly said: string;
}

function runStep(step: string, command: string): Promise<Outcome> {
  const startedAt = performance.now();
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', NO_COLOR: '1' };
  return new Promise((resolve) => {
    const child = spawn(command, { shell: true, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const said: string[] = [];
    child.stdout.on('data', (chunk: Buffer) => said.push(chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
    child.on('close', (code) => {
      const durationMs = performance.now() - startedAt;
      resolve({ step, command, succeeded: code === 0, durationMs, said: said.join('') });
    });
  });
}

function report({ step, command, succeeded, durationMs, said }: Outcome): void {
  const mark = succeeded ? styleText('green', '✓') : styleText('red', '✗');
  console.log(`${mark} ${step} (${(durationMs / 1_000).toFixed(1)} s)`);
  if (!succeeded) console.log(`\n$ ${command}\n${said.trimEnd()}\n`);
}

const manifest = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
  scripts: Record<string, string>;
};
const waiting = Object.entries(manifest.scripts).filter(
  ([name]) => name.startsWith(PREFIX) && !SAID_BY_LINT.includes(name),
);
const failed: string[] = [];

async function work(): Promise<void> {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const outcome = await runStep(next[0].slice(PREFIX.length), next[1]);
    report(outcome);
    if (!outcome.succeeded) failed.push(outcome.step);
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, work));
console.log(failed.length === 0 ? 'Check passed.' : `Check failed: ${failed.join(', ')}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
