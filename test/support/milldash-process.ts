/**
 * The real command as a child process, with an environment of its own and a working folder that is thrown away.
 *
 * It is the program as it ships: the bundle starts in a third of the time that the sources take.
 */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { after } from 'node:test';
import { prepared } from './prepared.ts';

const screens = ['web/src', 'web/public', 'web/index.html', 'web/vite.config.ts', 'web/package.json'];
const scripts = ['scripts/program.ts', 'scripts/web.ts', 'scripts/service-worker.ts'];
const sources = ['src', 'bin', ...scripts, 'package-lock.json', ...screens];
/** Its folder, for who runs another one that is made of it. */
export const program = await prepared('program', sources, async (folder) => {
  const { assembleProgram } = await import('../../scripts/program.ts');
  await assembleProgram(folder);
});
const bin = join(program, 'bin/milldash.js');

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
  /** Another file of the program than its command; an absolute path: of another program. */
  readonly file?: string;
}

export interface RunningMilldash {
  readonly child: ChildProcessWithoutNullStreams;
  /** What standard output says, from the first match of `pattern`; rejects when the command ends without it. */
  untilPrinted(pattern: RegExp): Promise<RegExpExecArray>;
  readonly finished: Promise<Finished>;
}

// registered here, for the whole file: an `after` that is called in a hook runs when that hook has ended
const running = new Set<RunningMilldash>();
const folders: string[] = [];
after(() => {
  for (const command of running) command.child.kill('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

/** A working folder without `.env` and data; removed after the tests of the file. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'milldash-command-'));
  folders.push(folder);
  return folder;
}

/** Starts `milldash …args`; killed after the tests at the latest. Of the environment only PATH is handed on. */
export function startMilldash(args: readonly string[], options: MilldashOptions = {}): RunningMilldash {
  const child = spawn(
    options.node ?? process.execPath,
    [options.file === undefined ? bin : resolve(program, options.file), ...args],
    {
      cwd: options.folder ?? newFolder(),
      env: {
        PATH: process.env['PATH'] ?? '',
        NO_COLOR: '1',
        // what one of them has compiled, the next one has ready
        NODE_COMPILE_CACHE: join(program, 'compiled'),
        ...options.env,
      },
      stdio: 'pipe',
    },
  );
  // a command that reads nothing may end before it was written to
  child.stdin.on('error', () => {});
  child.stdin.end(options.stdin ?? '');
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const finished = new Promise<Finished>((resolve) => {
    child.on('close', (exitCode, signal) => resolve({ exitCode, signal, stdout, stderr }));
  });
  const command: RunningMilldash = {
    child,
    finished,
    untilPrinted: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(stdout);
          if (match !== null) resolve(match);
        };
        look();
        child.stdout.on('data', look);
        void finished.then(() => reject(new Error(`ended without printing ${pattern}:\n${stdout}${stderr}`)));
      }),
  };
  running.add(command);
  void finished.then(() => running.delete(command));
  return command;
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
