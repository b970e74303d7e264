/** The real command as a child process, with an environment of its own and a working folder that is thrown away. */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../bin/milldash.js', import.meta.url));

export interface Finished {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface MilldashOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly folder?: string;
  readonly stdin?: string;
  /** Another Node than the one that runs the tests. */
  readonly node?: string;
}

export interface RunningMilldash {
  readonly child: ChildProcessWithoutNullStreams;
  readonly finished: Promise<Finished>;
}

/** A working folder without `.env` and data; removed after the suite. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'milldash-command-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts `milldash …args`. Of the environment of the tests only PATH is handed on. */
export function startMilldash(args: readonly string[], options: MilldashOptions = {}): RunningMilldash {
  const child = spawn(options.node ?? process.execPath, [bin, ...args], {
    cwd: options.folder ?? newFolder(),
    env: { PATH: process.env['PATH'] ?? '', NO_COLOR: '1', ...options.env },
    stdio: 'pipe',
  });
  // a command that reads nothing may end before it was written to
  child.stdin.on('error', () => {});
  child.stdin.end(options.stdin ?? '');
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const finished = Promise.all([text(child.stdout), text(child.stderr), ended]).then(
    ([stdout, stderr, [exitCode, signal]]) => ({ exitCode, signal, stdout, stderr }),
  );
  return { child, finished };
}

export function runMilldash(args: readonly string[], options: MilldashOptions = {}): Promise<Finished> {
  return startMilldash(args, options).finished;
}

/** A Node on the PATH that is too old for MillDash; undefined where there is none. */
export function findOlderNode(): string | undefined {
  const candidates = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'node'));
  return candidates.find((candidate) => {
    const { status, stdout } = spawnSync(candidate, ['--version'], { encoding: 'utf8' });
    return status === 0 && Number.parseInt(stdout.slice(1), 10) < 24;
  });
}
