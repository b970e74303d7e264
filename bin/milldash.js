#!/usr/bin/env node
/**
 * The command.
 *
 * Plain JavaScript that any Node from 20 on can read: MillDash needs Node 24, and where the running one is older this
 * file starts the same command again with the Node 24 that npm has installed beside it. The older process then only
 * hands on signals and the exit code; when it is killed the newer one ends as well.
 *
 * What serves gets options of Node's that keep its memory small. They work from the start of a process only, so it takes
 * its own place once, with the same process id.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NEEDED_MAJOR = 24;
const MARK = 'MILLDASH_STARTED_BY_OLDER_NODE';
const HANDED_ON = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'];

/** Other commands may take what they need: they end. */
const SERVING = ['serve', 'demo'];
/**
 * Node collects late where there is much memory, and then holds twice as much as this needs (docs/operations.md). Each
 * with what somebody may have set instead.
 */
const MEMORY = [
  { option: '--max-semi-space-size=16', setBy: /--max-semi-space-size\b/ },
  { option: '--max-old-space-size=512', setBy: /--max-(old-space-size|heap-size)\b/ },
];

/**
 * For the C library of most Linux systems, which else keeps what a burst of large buffers took: it lets the size from which
 * on one is given back by itself grow, and gives each thread a heap of its own. Others do not look.
 */
const ALLOCATOR = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '131072' };

if (Number.parseInt(process.versions.node, 10) < NEEDED_MAJOR) runWithNewerNode();
else if (memoryOptions().length > 0 && canTakeOwnPlace()) takeOwnPlace();
else await runHere();

function memoryOptions() {
  if (!SERVING.includes(process.argv[2])) return [];
  const set = [...process.execArgv, process.env.NODE_OPTIONS ?? ''].join(' ').replaceAll('_', '-');
  return MEMORY.filter(({ setBy }) => !setBy.test(set)).map(({ option }) => option);
}

function argumentsOfNode() {
  return [...process.execArgv, ...memoryOptions(), fileURLToPath(import.meta.url), ...process.argv.slice(2)];
}

/** Not on Windows, and not where a parent talks with this process by a channel, which would break. */
function canTakeOwnPlace() {
  return typeof process.execve === 'function' && process.platform !== 'win32' && process.channel === undefined;
}

function takeOwnPlace() {
  process.execve(process.execPath, [process.execPath, ...argumentsOfNode()], { ...ALLOCATOR, ...process.env });
}

async function runHere() {
  if (process.env[MARK] !== undefined) endWithParent();
  const source = new URL('../src/commands/index.ts', import.meta.url);
  const bundle = new URL('../dist/milldash.js', import.meta.url);
  const { runCommand } = await import((existsSync(fileURLToPath(source)) ? source : bundle).href);
  process.exitCode = await runCommand(process.argv.slice(2));
}

function runWithNewerNode() {
  const newer = process.env[MARK] === undefined ? findNewerNode() : undefined;
  if (newer === undefined) {
    process.stderr.write(
      `MillDash needs Node ${NEEDED_MAJOR} or newer; this is ${process.version} and none is installed beside it for ` +
        `${process.platform} ${process.arch}. Run "npm ci" in ${dirname(import.meta.dirname ?? '.')} without --omit=optional, ` +
        `or install Node ${NEEDED_MAJOR} from https://nodejs.org.\n`,
    );
    process.exitCode = 1;
    return;
  }
  const child = spawn(newer, argumentsOfNode(), {
    env: { ...(SERVING.includes(process.argv[2]) ? ALLOCATOR : {}), ...process.env, [MARK]: process.version },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of HANDED_ON) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`MillDash could not start ${newer}: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exit(signal === null ? code : 128 + (constants.signals[signal] ?? 0));
  });
}

/** The packages of package.json's optionalDependencies; npm installs the one that fits this machine. */
function findNewerNode() {
  const require = createRequire(import.meta.url);
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  for (const source of [`node-${platform}-${process.arch}`, `node-bin-${platform}-${process.arch}`]) {
    try {
      const file = join(dirname(require.resolve(`${source}/package.json`)), 'bin', name);
      if (existsSync(file)) return file;
    } catch {
      // not installed: the next one may be
    }
  }
  return undefined;
}

/** Without this a killed parent would leave a server behind that nobody sees and that holds the port. */
function endWithParent() {
  delete process.env[MARK];
  process.on('disconnect', () => process.exit(constants.signals.SIGKILL + 128));
  process.channel?.unref();
}
