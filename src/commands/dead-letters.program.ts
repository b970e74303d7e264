/** The definition of `milldash dead-letters`. */
import { Argument, type Command } from 'commander';
import { loadConfig, readEnvironment } from '../config/index.ts';
import { examples, type Finish, wholeNumber } from './program-parts.ts';

export function addDeadLetters(program: Command, finish: Finish): void {
  program
    .command('dead-letters')
    .summary('look after messages of machines that could not be used')
    .description(
      'Lists what machines published and MillDash could not use, tries it again (replay), or removes it for good (purge).\n' +
        'Exit code 1 when something that was tried again is still refused.',
    )
    .addArgument(new Argument('[action]').choices(['list', 'replay', 'purge']).default('list'))
    .option('--reason <reason>', 'only those with this reason, for example machine-unknown')
    .option('--topic <topic>', 'only those of this topic')
    .option('--limit <count>', 'how many are listed, the newest first', wholeNumber(1, 1_000), 50)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(
        'milldash dead-letters',
        'milldash dead-letters replay --reason machine-unknown',
        'milldash dead-letters purge --topic plc/events/cuts',
      ),
    )
    .action(
      async (
        action: 'list' | 'replay' | 'purge',
        options: { reason?: string; topic?: string; limit: number; json?: boolean },
      ) => {
        const config = loadConfig(readEnvironment());
        const { runDeadLetters } = await import('./dead-letters.ts');
        finish(await runDeadLetters(config, action, options));
      },
    );
}
