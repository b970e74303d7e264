import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadConfig } from '../../src/config/index.ts';
import { withServices } from '../../src/services/command-services.ts';
import { type Services } from '../../src/services.ts';
import { onEachEngine } from '../support/engines.ts';
import { newFolder, runMilldash } from '../support/milldash-process.ts';

const PASSWORD = 'kiwi lantern orbit 88';

function argumentsFor(email: string, role = 'ADMIN'): string[] {
  return [
    'create-user',
    '--email',
    email,
    '--role',
    role,
    '--first-name',
    'Ada',
    '--last-name',
    'Byron',
    '--password-stdin',
  ];
}

onEachEngine('milldash create-user', ({ createDatabaseUrl }) => {
  async function newInstallation(): Promise<{
    env: Record<string, string>;
    look: <T>(work: (services: Services) => Promise<T>) => Promise<T>;
  }> {
    const env = { DATABASE_URL: await createDatabaseUrl(), DATA_DIR: newFolder(), LOG_LEVEL: 'silent' };
    return { env, look: (work) => withServices(loadConfig(env), work) };
  }

  test('makes an account that can sign in, and leaves an audit entry', async () => {
    const { env, look } = await newInstallation();
    const { exitCode, stdout, stderr } = await runMilldash(argumentsFor('Ada@Mill.Example'), {
      env,
      stdin: `${PASSWORD}\n`,
    });
    assert.equal(stderr, '');
    assert.equal(exitCode, 0);
    assert.match(stdout, /^Created ada@mill\.example \(ADMIN, id \d+\)\.\n$/);
    await look(async ({ users, database }) => {
      const { user } = await users.signIn({}, { email: 'ada@mill.example', password: PASSWORD });
      assert.deepEqual([user.role, user.firstName, user.lastName, user.activated], ['ADMIN', 'Ada', 'Byron', true]);
      const entries = await database.kysely.selectFrom('audit_entries').select(['action', 'actor_name']).execute();
      assert.ok(entries.some(({ action, actor_name }) => action === 'user.created' && actor_name === 'create-user'));
      assert.ok(
        !JSON.stringify(await database.kysely.selectFrom('events').selectAll().execute()).includes('mill.example'),
      );
    });
  });

  test('takes a role in any case and is a VIEWER without one', async () => {
    const { env } = await newInstallation();
    const operator = await runMilldash(argumentsFor('o@mill.example', 'operator'), { env, stdin: PASSWORD });
    assert.match(operator.stdout, /\(OPERATOR, /);
    const without = argumentsFor('v@mill.example').toSpliced(3, 2);
    assert.match((await runMilldash(without, { env, stdin: PASSWORD })).stdout, /\(VIEWER, /);
  });

  test('refuses a second account with the same address, in one line', async () => {
    const { env } = await newInstallation();
    await runMilldash(argumentsFor('ada@mill.example'), { env, stdin: PASSWORD });
    const { exitCode, stdout, stderr } = await runMilldash(argumentsFor('ADA@mill.example'), { env, stdin: PASSWORD });
    assert.equal(exitCode, 1);
    assert.equal(stdout, '');
    assert.match(stderr, /^[^\n]*already[^\n]*\n$/i);
  });

  test('refuses a password that the rules refuse, without repeating it', async () => {
    const { env, look } = await newInstallation();
    const { exitCode, stderr } = await runMilldash(argumentsFor('ada@mill.example'), { env, stdin: 'hunter2' });
    assert.equal(exitCode, 1);
    assert.match(stderr, /password/i);
    assert.doesNotMatch(stderr, /hunter2/);
    assert.deepEqual((await look(({ users }) => users.listUsers({}))).items, []);
  });
});

describe('the password of milldash create-user', () => {
  const args = argumentsFor('ada@mill.example');
  const env = { DATA_DIR: newFolder() };

  test('is never taken from standard input unasked', async () => {
    const { exitCode, stderr } = await runMilldash(args.slice(0, -1), { env, stdin: PASSWORD });
    assert.equal(exitCode, 2);
    assert.match(stderr, /no terminal to ask for the password: give it by --password-stdin/);
  });

  const refused: [what: string, stdin: string, expected: RegExp][] = [
    ['nothing', '', /Standard input is empty/],
    ['an empty line', '\n', /Standard input is empty/],
    ['several lines', 'one\ntwo\n', /several lines/],
    ['a whole file', 'x'.repeat(5_000), /more than one password/],
  ];
  for (const [what, stdin, expected] of refused) {
    test(`cannot be ${what}`, async () => {
      const { exitCode, stderr } = await runMilldash(args, { env, stdin });
      assert.equal(exitCode, 2);
      assert.match(stderr, expected);
    });
  }
});
