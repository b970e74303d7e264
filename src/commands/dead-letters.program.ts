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
        'Exit code 1 when something that was tried again is still refused, 2 when it is not said what to remove.',
    )
    .addArgument(new Argument('[action]').choices(['list', 'replay', 'purge']).default('list'))
    .option('--reason <reason>', 'only those with this reason, for example machine-unknown')
    .option('--topic <topic>', 'only those of this topic')
    .option('--limit <count>', 'how many are listed, the newest first', wholeNumber(1, 1_000), 50)
    .option('--all', 'with purge: remove all of them, where no other filter is given')
    .option('--json', 'print JSON, each letter as GET /api/v1/dead-letters answers it')
    .addHelpText(
      'after',
      examples(
        'milldash dead-letters',
        'milldash dead-letters replay --reason machine-unknown',
        'milldash dead-letters purge --topic plc/events/cuts',
        'milldash dead-letters purge --all',
      ),
    )
    .action(
      async (
        action: 'list' | 'replay' | 'purge',
        options: { reason?: string; topic?: string; limit: number; all?: boolean; json?: boolean },
      ) => {
        const config = loadConfig(readEnvironment());
        const { runDeadLetters } = await import('./dead-letters.ts');
        finish(await runDeadLetters(config, action, options));
      },
    );
}
