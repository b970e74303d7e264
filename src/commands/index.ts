/**
 * The command's front door: reads the arguments, runs one command, answers with an exit code.
 *
 * 0: done. 1: tried and failed, or done with refusals that the output names. 2: the arguments or the configuration are
 * wrong, and nothing was tried. Each command's code is loaded when it is asked for.
 */
import { CommanderError } from 'commander';
import { exitCodeOf, explainFailure } from './failures.ts';
import { createProgram } from './program.ts';

/** @param args what stands after `milldash` */
export async function runCommand(args: readonly string[]): Promise<number> {
  // a reader that has seen enough (`milldash report | head`) is no failure
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  let exitCode = 0;
  const program = createProgram((code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    // commander has already said what is wrong, or has shown the help that was asked for
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    process.stderr.write(`${explainFailure(error)}\n`);
    return exitCodeOf(error);
  }
}
