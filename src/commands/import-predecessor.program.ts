/** `import-predecessor` with its options, help and examples. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { loadConfig, readEnvironment } from '../config/index.ts';
import { type Role, roles } from '../kernel/access.ts';
import { examples, type Finish, forDryRun, readRole } from './program-parts.ts';

export function addImportPredecessor(program: Command, finish: Finish): void {
  program
    .command('import-predecessor')
    .summary("take over the predecessor's database")
    .description(
      "Takes over people, machines, periods, products, tickets with pictures, stock, runs and cuts from the predecessor's file,\n" +
        'which is read and never written. Says what it would do; with --apply it does it. Each row is taken once: what was\n' +
        'changed here since stays, and an interrupted take-over is simply repeated. Stop the predecessor first.',
    )
    .argument('<file>', "the predecessor's database: mill_dash.db")
    .argument('[uploads]', 'its folder of uploaded pictures')
    .option('--apply', 'take the rows over; without it nothing is written')
    .addOption(
      new Option('--employee-role <role>', 'what an EMPLOYEE becomes')
        .choices(roles.filter((role) => role !== 'ADMIN'))
        .default('OPERATOR')
        .argParser(readEmployeeRole),
    )
    .option('--report <file>', 'write every change, doubt and refusal there, as CSV')
    .option('--json', 'print the summary as JSON')
    .addHelpText(
      'after',
      examples(
        'milldash import-predecessor mill_dash.db uploads/',
        'milldash import-predecessor mill_dash.db uploads/ --report report.csv',
        'milldash import-predecessor mill_dash.db uploads/ --apply --employee-role TECHNICIAN',
      ) +
        '\nExit codes: 0 every row was taken or is here; 3 some rows were refused; 1 a database failed; 2 nothing was tried;' +
        '\n130 stopped by Ctrl-C. What was taken stays in every case.',
    )
    .action(
      async (
        file: string,
        uploads: string | undefined,
        options: { apply?: boolean; employeeRole: string; report?: string; json?: boolean },
      ) => {
        const config = options.apply === true ? loadConfig(readEnvironment()) : await forDryRun();
        const { runImportPredecessor } = await import('./import-predecessor.ts');
        finish(
          await runImportPredecessor(config, file, uploads, {
            ...options,
            employeeRole: readEmployeeRole(options.employeeRole),
          }),
        );
      },
    );
}

function readEmployeeRole(text: string): Role {
  const role = readRole(text);
  if (role === 'ADMIN') throw new InvalidArgumentError('An EMPLOYEE cannot become ADMIN.');
  return role;
}
