import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { DomainError } from '../../../src/kernel/errors.ts';
import { createPasswordHasher, productionHashCost } from '../../../src/modules/users/index.ts';
import { HASHES_AT_ONCE, HASHES_WAITING } from '../../../src/modules/users/password-hasher.ts';
import { onEachEngine } from '../../support/engines.ts';
import { PASSWORD, startUsersApp } from './users-app.ts';

const cheap = createPasswordHasher({ memoryKib: 64, passes: 1, lanes: 1 });

describe('hashing passwords', () => {
  test('costs 46 MiB of argon2id unless a test asks for less', async () => {
    assert.deepEqual(productionHashCost, { memoryKib: 47_104, passes: 1, lanes: 1 });
    const hash = await createPasswordHasher().hash(PASSWORD);
    assert.match(hash, /^\$argon2id\$v=19\$m=47104,t=1,p=1\$/);
    assert.equal(await createPasswordHasher().verify(hash, PASSWORD), true);
    assert.equal(createPasswordHasher().isOutdated(hash), false);
    assert.equal(createPasswordHasher().isOutdated(await cheap.hash(PASSWORD)), true);
  });

  test('gives the same password another hash each time', async () => {
    assert.notEqual(await cheap.hash(PASSWORD), await cheap.hash(PASSWORD));
  });

  test('verifies nothing as wrong, after the work of a hash', async () => {
    assert.equal(await cheap.verify(null, PASSWORD), false);
    assert.equal(await cheap.verify(null, ''), false);
  });

  test('takes a bounded number at once and refuses the rest', async () => {
    const flood = Array.from({ length: HASHES_AT_ONCE + HASHES_WAITING + 10 }, () => cheap.hash(PASSWORD));
    const outcomes = await Promise.allSettled(flood);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    assert.equal(refused.length, 10);
    for (const { reason } of refused) assert.ok(reason instanceof DomainError && reason.code === 'server-busy');
    assert.match(await cheap.hash(PASSWORD), /^\$argon2id/);
  });

  test('leaves the event loop free', async () => {
    let turns = 0;
    const counting = setInterval(() => turns++, 1);
    await Promise.all(Array.from({ length: 6 }, () => createPasswordHasher().hash(PASSWORD)));
    clearInterval(counting);
    assert.ok(turns >= 3, `${turns} turns`);
  });
});

onEachEngine('the work of a sign-in', (under) => {
  test('is the same in the database for an unknown e-mail as for a wrong password', async () => {
    const app = await startUsersApp(under);
    await app.users.createUser(systemActor('test'), {
      email: 'known@mills.example',
      firstName: 'K',
      lastName: 'K',
      role: 'VIEWER',
      password: PASSWORD,
    });
    const statementsOf = async (email: string) => {
      const before = app.lines.length;
      assert.equal((await app.signInAs(email, 'wrong guess')).status, 401);
      const queries = app.lines.slice(before).filter((line) => line.includes('[database]'));
      return queries.map((line) => /(select|insert|update|delete|begin|commit).*/.exec(line)?.[0].split('(')[0]);
    };
    const known = await statementsOf('known@mills.example');
    assert.ok(known.length >= 5, known.join('\n'));
    assert.deepEqual(await statementsOf('unknown@mills.example'), known);
  });

  test("stores a hash at today's cost where the old one was made at another", async () => {
    const app = await startUsersApp(under);
    const { email } = await app.person('VIEWER');
    await app.tables
      .updateTable('users')
      .set({ password_hash: await createPasswordHasher({ memoryKib: 8, passes: 1, lanes: 1 }).hash(PASSWORD) })
      .execute();
    assert.equal((await app.signInAs(email)).status, 200);
    const row = await app.tables.selectFrom('users').select('password_hash').executeTakeFirstOrThrow();
    assert.match(row.password_hash ?? '', /m=64,/);
    assert.equal((await app.signInAs(email)).status, 200);
  });
});
