/** A milldash command in a process of its own, whose memory is given back when it ends. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const HANDED_ON = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * Runs `milldash …args` on this terminal, and hands the signals on that end it.
 *
 * @returns its exit code; 128 and the signal's number when a signal ended it
 */
export async function runInChild(args: readonly string[]): Promise<number> {
  const [, script = ''] = process.argv;
  const child = spawn(process.execPath, [...process.execArgv, script, ...args], { stdio: 'inherit' });
  const handOn = (signal: NodeJS.Signals) => void child.kill(signal);
  for (const signal of HANDED_ON) process.on(signal, handOn);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
    });
  } finally {
    for (const signal of HANDED_ON) process.off(signal, handOn);
  }
}
