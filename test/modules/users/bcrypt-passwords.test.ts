/** Accounts that came with bcrypt hashes: they sign in with their old passwords, and each hash is replaced then. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hash as bcrypt } from 'bcryptjs';
import { systemActor } from '../../../src/kernel/access.ts';
import { bcryptDecoy, isBcryptHash, verifyBcrypt } from '../../../src/modules/users/bcrypt-hashes.ts';
import { createPasswordHasher } from '../../../src/modules/users/index.ts';
import { onEachEngine } from '../../support/engines.ts';
import { PASSWORD, startUsersApp, type UsersApp } from './users-app.ts';

const cheap = createPasswordHasher({ memoryKib: 64, passes: 1, lanes: 1 });
/** Shorter than any that is accepted for a new account. */
const OLD_PASSWORD = 'mill 3';

describe('bcrypt hashes', () => {
  test('verify the password that they were made of, in every spelling of the variant, and are outdated', async () => {
    // a published test vector
    for (const variant of ['2a', '2b', '2y']) {
      const vector = `$${variant}$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW`;
      assert.equal(await cheap.verify(vector, 'U*U'), true);
      assert.equal(await cheap.verify(vector, 'U*U*'), false);
      assert.equal(cheap.isOutdated(vector), true);
    }
  });

  test('count 72 bytes of a password, as the predecessor did', async () => {
    const old = await bcrypt('é'.repeat(40), 4);
    assert.equal(await cheap.verify(old, 'é'.repeat(36)), true);
    assert.equal(await cheap.verify(old, 'é'.repeat(35)), false);
  });

  test('keep the event loop free', async () => {
    const old = await bcrypt(OLD_PASSWORD, 10);
    let turns = 0;
    const counting = setInterval(() => turns++, 1);
    assert.equal(await cheap.verify(old, OLD_PASSWORD), true);
    clearInterval(counting);
    assert.ok(turns >= 3, `${turns} turns`);
  });

  test('cost whoever is refused the same work, whatever the account has, while one of them is left', async () => {
    const old = await bcrypt(OLD_PASSWORD, 4);
    const work: string[] = [];
    const watched = createPasswordHasher({ memoryKib: 64, passes: 1, lanes: 1 }, async (stored, password) => {
      work.push(stored);
      return verifyBcrypt(stored, password);
    });
    for (const stored of [null, await cheap.hash(PASSWORD), old]) {
      assert.equal(await watched.verify(stored, 'wrong guess', old), false);
    }
    assert.deepEqual(work, [bcryptDecoy(old), bcryptDecoy(old), old]);
    assert.equal(await watched.verify(null, 'wrong guess'), false);
    assert.equal(work.length, 3, 'once none is left, nobody waits for it');
    assert.equal(isBcryptHash(bcryptDecoy(old)), true);
    assert.equal(await verifyBcrypt(bcryptDecoy(old), OLD_PASSWORD), false);
  });

  test('of a cost that no sign-in can bear are none', () => {
    assert.equal(isBcryptHash(`$2b$12$${'.'.repeat(53)}`), true);
    for (const cost of ['03', '15', '31']) assert.equal(isBcryptHash(`$2b$${cost}$${'.'.repeat(53)}`), false);
    for (const other of ['', '$2b$12$short', '$argon2id$v=19$m=64', `$2x$12$${'.'.repeat(53)}`]) {
      assert.equal(isBcryptHash(other), false, other);
    }
  });
});

onEachEngine('accounts taken over', (under) => {
  async function takeOver(app: UsersApp, email: string, passwordHash: string | null) {
    const account = { email, firstName: 'Olive', lastName: 'Old', role: 'OPERATOR', disabled: false } as const;
    const taken = await app.services.store.transact(systemActor('takeover'), (tx) =>
      app.users.takeOverAccountsWithin(tx, [{ ...account, passwordHash }]),
    );
    assert.deepEqual([...taken.keys()], [email]);
  }
  const hashOf = async (app: UsersApp, email: string) =>
    (await app.tables.selectFrom('users').select('password_hash').where('email', '=', email).executeTakeFirstOrThrow())
      .password_hash ?? '';

  test('sign in with the old password once and with the new hash from then on', async () => {
    const app = await startUsersApp(under);
    await takeOver(app, 'olive@mills.example', await bcrypt(OLD_PASSWORD, 4));
    assert.deepEqual((await app.newEvents()).slice(-1), ['user.created']);
    assert.equal((await app.signInAs('olive@mills.example', 'wrong guess')).status, 401);
    assert.match(await hashOf(app, 'olive@mills.example'), /^\$2b\$/);
    assert.equal((await app.signInAs('Olive@Mills.example', OLD_PASSWORD)).status, 200);
    const replaced = await hashOf(app, 'olive@mills.example');
    assert.match(replaced, /^\$argon2id\$/);
    assert.equal((await app.signInAs('olive@mills.example', OLD_PASSWORD)).status, 200);
    assert.equal(await hashOf(app, 'olive@mills.example'), replaced);
    assert.equal((await app.signInAs('olive@mills.example', 'mill 4')).status, 401);
  });

  test('without a hash wait for a link', async () => {
    const app = await startUsersApp(under);
    await takeOver(app, 'nobody@mills.example', null);
    assert.equal((await app.signInAs('nobody@mills.example', 'any guess')).status, 401);
    const account = await app.services.store.transact(systemActor('test'), (tx) =>
      app.users.findAccountsWithin(tx, ['nobody@mills.example', 'unknown@mills.example']),
    );
    assert.deepEqual(
      [...account.values()].map(({ email, activated }) => [email, activated]),
      [['nobody@mills.example', false]],
    );
  });

  test('read the same for an unknown e-mail as for a wrong password', async () => {
    const app = await startUsersApp(under);
    await takeOver(app, 'olive@mills.example', await bcrypt(OLD_PASSWORD, 4));
    const statementsOf = async (email: string) => {
      const before = app.lines.length;
      assert.equal((await app.signInAs(email, 'wrong guess')).status, 401);
      const queries = app.lines.slice(before).filter((line) => line.includes('[database]'));
      return queries.map((line) => /(select|insert|update|delete|begin|commit).*/.exec(line)?.[0].split('(')[0]);
    };
    assert.deepEqual(await statementsOf('unknown@mills.example'), await statementsOf('olive@mills.example'));
  });
});
