/** Processes to measure: started by the bench, watched through /proc, ended with it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** Of /proc/<pid>/stat; 100 a second on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4_096;
const PATIENCE_MS = 60_000;

export interface RunningProcess {
  readonly pid: number;
  /** Instant of `performance.now()` at which it was started. */
  readonly startedAtMs: number;
  /** The first match of `pattern` in what it printed. @throws Error when it ends or a minute passes without one */
  untilPrinted(pattern: RegExp): Promise<RegExpExecArray>;
  /** @throws Error with all that it printed, where it has ended or a minute has passed since its start */
  requireUnderWay(awaited: string): void;
  /** CPU time so far of it and its children. */
  cpuSeconds(): number;
  residentBytes(): number;
  stop(): Promise<void>;
}

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

/** @param outputFile takes what it prints: a pipe would have to be read, which costs both sides */
export function startProcess(
  args: readonly string[],
  options: { readonly outputFile: string; readonly folder: string; readonly env?: Readonly<Record<string, string>> },
): RunningProcess {
  const output = openSync(options.outputFile, 'a');
  const startedAtMs = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: options.folder,
    env: { PATH: process.env['PATH'] ?? '', NO_COLOR: '1', ...options.env },
    stdio: ['ignore', output, output],
  });
  running.add(child);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  void ended.then(() => running.delete(child));
  const { pid } = child;
  if (pid === undefined) throw new Error(`${args.join(' ')} could not be started.`);
  const printed = () => readFileSync(options.outputFile, 'utf8');
  function requireUnderWay(awaited: string): void {
    const hasEnded = child.exitCode !== null || child.signalCode !== null;
    if (!hasEnded && performance.now() - startedAtMs < PATIENCE_MS) return;
    throw new Error(`${args.join(' ')} ${hasEnded ? 'ended' : 'still runs'} without ${awaited}:\n${printed()}`);
  }
  return {
    pid,
    startedAtMs,
    requireUnderWay,
    cpuSeconds: () => treeOf(pid).reduce((sum, each) => sum + cpuSecondsOfProcess(each), 0),
    residentBytes: () => treeOf(pid).reduce((sum, each) => sum + residentBytesOf(each), 0),
    async untilPrinted(pattern) {
      for (;;) {
        const match = pattern.exec(printed());
        if (match !== null) return match;
        requireUnderWay(String(pattern));
        await setTimeout(20);
      }
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** @param bodies JSON texts; the n-th is answered at `/n` by a bare Fastify route */
export function startBareServer(bodies: readonly string[], folder: string): RunningProcess {
  return startProcess([fileURLToPath(new URL('bare-server.ts', import.meta.url))], {
    outputFile: join(folder, `bare-${++bareServers}.log`),
    folder,
    env: { BODIES: `[${bodies.join()}]`, NODE_ENV: 'production' },
  });
}

/** Each has a log of its own: what an earlier one printed is not its address. */
let bareServers = 0;

function treeOf(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(treeOf)];
}

/** User and system time of all threads. */
function cpuSecondsOfProcess(pid: number): number {
  const [userTicks = 0, systemTicks = 0] = statFields(pid).slice(11, 13).map(Number);
  return (userTicks + systemTicks) / TICKS_PER_SECOND;
}

function residentBytesOf(pid: number): number {
  return Number(statFields(pid)[21]) * PAGE_BYTES;
}

/** From the third field on: the second, the name in brackets, may hold spaces. */
function statFields(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
