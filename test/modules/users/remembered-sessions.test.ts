import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { MINUTE_MS } from '../../../src/kernel/clock.ts';
import { createPasswordHasher, createUsers } from '../../../src/modules/users/index.ts';
import { openDatabase } from '../../../src/platform/database/index.ts';
import { createLogger } from '../../../src/platform/logging/index.ts';
import { createHeadWatch, createStore } from '../../../src/platform/outbox/index.ts';
import { TestClock } from '../../support/clock.ts';
import { addressOf, onEachEngine } from '../../support/engines.ts';

const password = 'seven purple tractors';
const hasher = createPasswordHasher({ memoryKib: 8, passes: 1, lanes: 1 });
const origin = { address: '127.0.0.1', requestId: 'r1' };

onEachEngine('Sessions in memory', (under) => {
  /** Two processes on one database. */
  async function startTwo() {
    const url = await under.createDatabaseUrl();
    const clock = new TestClock();
    const { log } = createLogger({ level: 'silent', fileMaxBytes: 1, filesKept: 1, colour: false, clock });
    let sessionReads = 0;
    const start = async () => {
      const observe = ({ sql }: { sql: string }) => {
        if (/from "sessions" inner join "users"/.test(sql)) sessionReads += 1;
      };
      const database = await openDatabase({ address: addressOf(url), observe });
      const store = createStore(database, clock);
      const config = {
        secretKey: 'k'.repeat(43),
        accessTokenLifeMs: 60 * MINUTE_MS,
        refreshTokenLifeMs: 600 * MINUTE_MS,
        selfRegistration: false,
      };
      return { database, users: createUsers({ store, heads: createHeadWatch(store), clock, log, config, hasher }) };
    };
    const [one, two] = [await start(), await start()];
    const user = await one.users.createUser(systemActor('test'), {
      email: 'pat@mills.example',
      firstName: 'Pat',
      lastName: 'Miller',
      role: 'SUPERVISOR',
      password,
    });
    const { accessToken } = await one.users.signIn(origin, { email: user.email, password });
    const ask = () => one.users.authenticate({ ...origin, authorization: `Bearer ${accessToken}` });
    const stop = () => Promise.all([one.database.close(), two.database.close()]);
    return { user, two: two.users, ask, clock, stop, reads: () => sessionReads };
  }

  test('the session is read once, until something of sessions or users changes', async () => {
    const { ask, reads, stop } = await startTwo();
    await ask();
    const before = reads();
    for (let at = 0; at < 5; at++) assert.equal((await ask()).name, 'pat@mills.example');
    assert.equal(reads(), before);
    await stop();
  });

  test('a role changed, and an account disabled, by another process act on the next request', async () => {
    const { user, two, ask, stop } = await startTwo();
    assert.equal((await ask()).role, 'SUPERVISOR');
    await two.changeUser(systemActor('test'), user.id, { role: 'VIEWER' });
    const changed = await ask();
    assert.deepEqual([changed.role, changed.permissions.has('machines:manage')], ['VIEWER', false]);
    await two.disableUser(systemActor('test'), user.id);
    await assert.rejects(ask(), { code: 'account-disabled' });
    await stop();
  });

  test('a session that is signed out by another process is refused on the next request', async () => {
    const { two, ask, stop } = await startTwo();
    await two.signOut(await ask());
    await assert.rejects(ask(), { code: 'token-invalid' });
    await stop();
  });

  test('that a session is in use is still noted every few minutes', async () => {
    const { user, two, ask, clock, stop } = await startTwo();
    const startedMs = clock.now();
    await ask();
    clock.advance(6 * MINUTE_MS);
    await ask();
    await ask();
    const [session] = await two.listSessions(user.id);
    assert.equal(session?.lastSeenAtMs, startedMs + 6 * MINUTE_MS);
    await stop();
  });
});
