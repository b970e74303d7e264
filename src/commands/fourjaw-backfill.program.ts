/** `fourjaw-backfill` with its options, help and examples. */
import { type Command, InvalidArgumentError } from 'commander';
import { loadConfig, readEnvironment } from '../config/index.ts';
import { examples, type Finish } from './program-parts.ts';

export function addFourJawBackfill(program: Command, finish: Finish): void {
  program
    .command('fourjaw-backfill')
    .summary('fetch status periods of the past from FourJaw')
    .description(
      'Fetches the status periods of a range from FourJaw, however often FourJaw fails meanwhile. The server may run beside\n' +
        'it. Repeating it changes nothing but what FourJaw has changed, so an interrupted one is simply run again.',
    )
    .requiredOption(
      '--from <time>',
      'start: a date, or a date and time, of the factory’s clock unless it names an offset',
    )
    .option('--to <time>', 'end, exclusive; now where absent')
    .option('--machine <id...>', 'only these machines, by FourJaw’s id', readMachineId)
    .option('--json', 'print the summary as JSON')
    .addHelpText(
      'after',
      examples(
        'milldash fourjaw-backfill --from 2025-05-05',
        'milldash fourjaw-backfill --from 2025-05-05 --to 2025-08-20 --machine 6809f67ffc54c40ff1b489cf',
      ) +
        '\nExit codes: 0 everything was fetched and taken; 3 some periods were refused; 1 FourJaw or the database failed;' +
        '\n2 nothing was tried; 130 stopped by Ctrl-C. What was recorded stays in every case.',
    )
    .action(async (options: { from: string; to?: string; machine?: string[]; json?: boolean }) => {
      const config = loadConfig(readEnvironment());
      const { runFourJawBackfill } = await import('./fourjaw-backfill.ts');
      finish(await runFourJawBackfill(config, options));
    });
}

function readMachineId(text: string, before: string[] = []): string[] {
  if (!/^[0-9a-f]{24}$/i.test(text)) throw new InvalidArgumentError('Allowed: ids of 24 hexadecimal digits.');
  return [...before, text.toLowerCase()];
}
