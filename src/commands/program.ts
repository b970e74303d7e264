/** Every command with its options, help and examples. Nothing here does the work, so that `--help` loads none of it. */
import { Command, Option } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { loadConfig, readConfig, readEnvironment } from '../config/index.ts';
import { roles } from '../kernel/access.ts';
import { addDeadLetters } from './dead-letters.program.ts';
import type { DemoOptions } from './demo.ts';
import { addFourJawBackfill } from './fourjaw-backfill.program.ts';
import { addImportPredecessor } from './import-predecessor.program.ts';
import { examples, type Finish, forDryRun, readRole, wholeNumber } from './program-parts.ts';

/** @param finish told the exit code of the command that ran */
export function createProgram(finish: (exitCode: number) => void): Command {
  const program = new Command('milldash')
    .description(packageJson.description)
    .version(packageJson.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .showSuggestionAfterError()
    .showHelpAfterError('(--help shows what there is)')
    .exitOverride()
    .addHelpText(
      'after',
      '\nSettings come from the environment or from .env in the working folder: see .env.example.\n' +
        'Exit codes: 0 done; 1 failed, or something was refused; 2 wrong arguments or configuration.',
    );
  const commands = [
    addServe,
    addDemo,
    addLoad,
    addFourJawBackfill,
    addImportPredecessor,
    addReport,
    addDeadLetters,
    addMigrate,
    addCreateUser,
    addDoctor,
  ];
  for (const add of commands) add(program, finish);
  return program;
}

function addServe(program: Command, finish: Finish): void {
  program
    .command('serve')
    .summary('start the server')
    .description('Starts the server: brings the database up to date, answers HTTP, stops cleanly on SIGTERM or Ctrl-C.')
    .addHelpText(
      'after',
      examples('milldash serve', 'PORT=9000 HOST=0.0.0.0 milldash serve', 'LOG_LEVEL=debug milldash serve'),
    )
    .action(async () => {
      const config = loadConfig(readEnvironment());
      const { serve } = await import('../main.ts');
      finish(await serve(config));
    });
}

function addDemo(program: Command, finish: Finish): void {
  program
    .command('demo')
    .summary('open a factory full of invented data and serve it')
    .description(
      'Opens a demo factory in a folder of its own (three mills, three months, users of each role), prints its report\n' +
        'and how to sign in, and keeps serving. Never touches real data.',
    )
    .option('--reset', 'throw the demo factory away and make a fresh one')
    .option('--port <port>', 'listen there instead of on PORT', wholeNumber(0, 65_535))
    .option('--dir <folder>', 'folder of the demo factory; one that demo did not make is refused')
    .option('--days <days>', 'days of data to invent', wholeNumber(1, 1_000))
    .option('--seed <number>', 'another number invents another factory', wholeNumber(0, 4_294_967_295))
    .option('--no-serve', 'make or continue the factory, print its report, and end')
    .addHelpText('after', examples('milldash demo', 'milldash demo --reset --days 30', 'milldash demo --port 9000'))
    .action(async (options: DemoOptions) => {
      const { runDemo } = await import('./demo.ts');
      finish(await runDemo(readEnvironment(), options));
    });
}

function addLoad(program: Command, finish: Finish): void {
  program
    .command('load')
    .summary('load status periods from CSV files')
    .description(
      'Loads status periods. Good rows are kept and refused ones reported with line, column and reason;\n' +
        'loading a file again changes nothing, so an interrupted load is simply repeated.',
    )
    .argument('<files...>', 'CSV files')
    .option('--dry-run', 'say what would change, and change nothing')
    .option('--rejects <file>', 'write the refused rows there')
    .option('--json', 'print the summary as JSON')
    .addHelpText(
      'after',
      examples(
        'milldash load data/*.csv',
        'milldash load --dry-run mill-3.csv',
        'milldash load --rejects refused.csv export.csv',
      ) +
        '\nExit codes: 0 every row was taken; 3 some rows were refused; 1 a file or the database failed; 2 nothing was tried;' +
        '\n130 stopped by Ctrl-C. What was recorded stays in every case.',
    )
    .action(async (files: string[], options: { dryRun?: boolean; json?: boolean; rejects?: string }) => {
      const config = options.dryRun === true ? await forDryRun() : loadConfig(readEnvironment());
      const { runLoad } = await import('./load.ts');
      finish(await runLoad(config, files, options));
    });
}

function addReport(program: Command, finish: Finish): void {
  program
    .command('report')
    .summary('print utilisation, OEE and top downtimes')
    .description('Prints utilisation, OEE and the top downtimes of each machine and shift for a range of time.')
    .option('--from <time>', 'start: a date, or a date and time, of the factory’s clock unless it names an offset')
    .option('--to <time>', 'end, exclusive')
    .option('--machine <id...>', 'only these machines')
    .option('--shift <name>', 'only this shift')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(
        'milldash report',
        'milldash report --from 2025-05-05 --to 2025-08-20',
        'milldash report --shift NIGHT --json',
      ),
    )
    .action(async (options: { from?: string; to?: string; machine?: string[]; shift?: string; json?: boolean }) => {
      const { requireDatabaseFile } = await import('./database-there.ts');
      const environment = readEnvironment();
      // before a folder or a key is made for it
      requireDatabaseFile(readConfig(environment));
      const config = loadConfig(environment);
      const { runReport } = await import('./report.ts');
      finish(await runReport(config, options));
    });
}

function addMigrate(program: Command, finish: Finish): void {
  program
    .command('migrate')
    .summary('bring the database up to date')
    .description(
      'Applies the missing steps to the database and prints them, and moves the factory to FACTORY_TIMEZONE,\n' +
        'DAY_SHIFT_START and DAY_SHIFT_END where those have changed. "serve" does the same at its start.',
    )
    .option('--status', 'only say which steps are applied and which are missing; exit code 1 when some are')
    .addHelpText('after', examples('milldash migrate', 'milldash migrate --status'))
    .action(async (options: { status?: boolean }) => {
      const config = readConfig(readEnvironment());
      const { runMigrate } = await import('./migrate.ts');
      finish(await runMigrate(config, options));
    });
}

function addCreateUser(program: Command, finish: Finish): void {
  program
    .command('create-user')
    .summary('create an account')
    .description('Creates an account that can sign in at once. Asks for the password without showing it.')
    .requiredOption('--email <address>', 'e-mail address to sign in with')
    .addOption(
      new Option('--role <role>', 'what the account may do')
        .choices([...roles])
        .default('VIEWER')
        .argParser(readRole),
    )
    .requiredOption('--first-name <name>', 'first name')
    .requiredOption('--last-name <name>', 'last name')
    .option('--password-stdin', 'take the password from standard input (one line)')
    .addHelpText(
      'after',
      examples(
        'milldash create-user --email ada@mill.example --role ADMIN --first-name Ada --last-name Byron',
        'milldash create-user --email ci@mill.example --first-name C --last-name I --password-stdin < password.txt',
      ),
    )
    .action(
      async (options: {
        email: string;
        role: string;
        firstName: string;
        lastName: string;
        passwordStdin?: boolean;
      }) => {
        const config = loadConfig(readEnvironment());
        const { runCreateUser } = await import('./create-user.ts');
        finish(await runCreateUser(config, { ...options, role: readRole(options.role) }));
      },
    );
}

function addDoctor(program: Command, finish: Finish): void {
  program
    .command('doctor')
    .summary('check that everything is in order')
    .description(
      'Checks configuration, data folder, secret key, database, broker, disk, clock and port, and says what to do.\n' +
        'Changes nothing. Exit code 1 when something has failed.',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', examples('milldash doctor', 'milldash doctor --json'))
    .action(async (options: { json?: boolean }) => {
      const { runDoctor } = await import('./doctor.ts');
      finish(await runDoctor(readEnvironment, options));
    });
}
