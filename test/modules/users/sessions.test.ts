import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../src/kernel/clock.ts';
import { tokenHash } from '../../../src/kernel/ids.ts';
import { onEachEngine } from '../../support/engines.ts';
import { PASSWORD, startUsersApp, type UsersApp } from './users-app.ts';

const refresh = (app: UsersApp, token: string) => app.call('POST', '/auth/refresh', {}, { refresh_token: token });
const me = async (app: UsersApp, token: string) => (await app.call('GET', '/auth/users/me/', { token })).status;

onEachEngine('refreshing', (under) => {
  test('exchanges a refresh token for the next pair, and the session lives on', async () => {
    const app = await startUsersApp(under);
    const { refreshToken } = await app.person('VIEWER');
    app.clock.advance(2 * HOUR_MS);
    const first = await refresh(app, refreshToken);
    assert.equal(first.status, 200);
    assert.notEqual(first.body.refresh_token, refreshToken);
    assert.equal(await me(app, first.body.access_token), 200);
    app.clock.advance(2 * HOUR_MS);
    assert.equal(await me(app, first.body.access_token), 401);
    assert.equal((await refresh(app, first.body.refresh_token)).status, 200);
  });

  test('gives the same successor to a program whose reply was lost', async () => {
    const app = await startUsersApp(under);
    const { refreshToken } = await app.person('VIEWER');
    const lost = await refresh(app, refreshToken);
    app.clock.advance(9 * SECOND_MS);
    const again = await refresh(app, refreshToken);
    assert.equal(again.status, 200);
    assert.equal(again.body.refresh_token, lost.body.refresh_token);
    assert.equal((await refresh(app, again.body.refresh_token)).status, 200);
  });

  test('gives two that refresh at the same moment the same successor', async () => {
    const app = await startUsersApp(under);
    const { refreshToken } = await app.person('VIEWER');
    const answers = await Promise.all(Array.from({ length: 6 }, () => refresh(app, refreshToken)));
    assert.deepEqual(
      answers.map((answer) => answer.status),
      [200, 200, 200, 200, 200, 200],
    );
    assert.equal(new Set(answers.map((answer) => answer.body.refresh_token)).size, 1);
  });

  test('ends the session when an exchanged token comes back later', async () => {
    const app = await startUsersApp(under);
    const { refreshToken } = await app.person('VIEWER');
    const next = (await refresh(app, refreshToken)).body;
    app.clock.advance(11 * SECOND_MS);
    await app.newEvents();
    await app.newAudit();
    const reused = await refresh(app, refreshToken);
    assert.deepEqual([reused.status, reused.body.code], [401, 'token-invalid']);
    assert.deepEqual(await app.newEvents(), ['session.ended']);
    assert.deepEqual(await app.newAudit(), ['session.ended']);
    assert.match(app.lines.join('\n'), /used twice: its session has been ended/);
    assert.equal(await me(app, next.access_token), 401);
    assert.equal((await refresh(app, next.refresh_token)).status, 401);
  });

  test('ends the session when an exchanged token comes back after its successor was used, however soon', async () => {
    const app = await startUsersApp(under);
    const { refreshToken } = await app.person('VIEWER');
    const next = (await refresh(app, refreshToken)).body;
    const after = (await refresh(app, next.refresh_token)).body;
    assert.equal((await refresh(app, refreshToken)).status, 401);
    assert.equal((await refresh(app, after.refresh_token)).status, 401);
    assert.equal(await me(app, after.access_token), 401);
  });

  test('gives tokens that a log knows by their look, and takes those that are older than that look', async () => {
    const app = await startUsersApp(under);
    const { refreshToken } = await app.person('VIEWER');
    assert.match(refreshToken, /^mdr_[\w-]{43}$/);
    const older = 'x'.repeat(43);
    await app.tables
      .updateTable('refresh_tokens')
      .set({ token_hash: tokenHash(older) })
      .execute();
    const { status, body } = await refresh(app, older);
    assert.equal(status, 200);
    assert.match(body.refresh_token, /^mdr_[\w-]{43}$/);
    await app.call('GET', `/somewhere/${refreshToken}?next=${body.refresh_token}`);
    assert.match(app.lines.join('\n'), /GET \/somewhere\/\[redacted\]\?next=\[redacted\] 404/);
    assert.ok(!app.lines.join('\n').includes(refreshToken.slice(4)));
  });

  test('keeps tokens as hashes only', async () => {
    const app = await startUsersApp(under);
    const { refreshToken } = await app.person('VIEWER');
    const rows = await app.tables.selectFrom('refresh_tokens').selectAll().execute();
    assert.deepEqual(
      rows.map((row) => row.token_hash),
      [tokenHash(refreshToken)],
    );
  });

  test('refuses an access token, an unknown one and one of a disabled account', async () => {
    const app = await startUsersApp(under);
    const admin = await app.person('ADMIN');
    const { token, id, refreshToken } = await app.person('VIEWER');
    assert.equal((await refresh(app, 'x'.repeat(43))).status, 401);
    assert.equal((await refresh(app, token)).status >= 400, true);
    await app.call('POST', `/api/v1/users/${id}/disable`, { token: admin.token });
    assert.equal((await refresh(app, refreshToken)).status, 403);
  });

  test('ends after seven days without use, and after thirty days whatever is done', async () => {
    const app = await startUsersApp(under);
    const idle = await app.person('VIEWER');
    app.clock.advance(7 * DAY_MS);
    assert.equal((await refresh(app, idle.refreshToken)).status, 401);
    let token = (await app.signInAs(idle.email)).body.refresh_token;
    for (let day = 0; day < 29; day++) {
      app.clock.advance(DAY_MS);
      const answer = await refresh(app, token);
      assert.equal(answer.status, 200);
      token = answer.body.refresh_token;
    }
    app.clock.advance(DAY_MS);
    assert.equal((await refresh(app, token)).status, 401);
  });

  test('use moves the idle end on, with one write in five minutes', async () => {
    const app = await startUsersApp(under);
    const { token, id } = await app.person('VIEWER');
    const lastSeen = async () => (await app.users.listSessions(id))[0]?.lastSeenAtMs;
    const start = app.clock.now();
    app.clock.advance(4 * MINUTE_MS);
    await me(app, token);
    assert.equal(await lastSeen(), start);
    app.clock.advance(MINUTE_MS);
    await me(app, token);
    assert.equal(await lastSeen(), start + 5 * MINUTE_MS);
  });
});

onEachEngine('sessions', (under) => {
  test('signing out ends the session at once, and doing it again changes nothing', async () => {
    const app = await startUsersApp(under);
    const { token, refreshToken, id } = await app.person('VIEWER');
    await app.newEvents();
    await app.newAudit();
    assert.equal((await app.call('POST', '/auth/logout', { token })).status, 204);
    assert.deepEqual(await app.newEvents(), ['session.ended']);
    assert.deepEqual(await app.newAudit(), ['session.ended']);
    assert.equal(await me(app, token), 401);
    assert.equal((await refresh(app, refreshToken)).status, 401);
    assert.equal((await app.call('POST', '/auth/logout', { token })).status, 401);
    assert.deepEqual(await app.users.listSessions(id), []);
  });

  test('people see where they are signed in, and end one or all others', async () => {
    const app = await startUsersApp(under);
    const { token, email } = await app.person('VIEWER');
    app.clock.advance(SECOND_MS);
    const second = (await app.signInAs(email, PASSWORD, '198.51.100.7')).body;
    app.clock.advance(SECOND_MS);
    const third = (await app.signInAs(email)).body;
    const list = (await app.call('GET', '/auth/sessions', { token })).body.items;
    assert.deepEqual(
      list.map((session: { current: boolean; address: string }) => [session.current, session.address]),
      [
        [false, '192.0.2.1'],
        [false, '198.51.100.7'],
        [true, '192.0.2.1'],
      ],
    );
    assert.equal(list[0].user_agent, 'tests');
    assert.equal((await app.call('DELETE', `/auth/sessions/${list[1].id}`, { token })).status, 204);
    assert.equal((await app.call('DELETE', `/auth/sessions/${list[1].id}`, { token })).status, 404);
    assert.equal(await me(app, second.access_token), 401);
    assert.deepEqual((await app.call('DELETE', '/auth/sessions', { token })).body, { ended: 1 });
    assert.equal(await me(app, third.access_token), 401);
    assert.equal(await me(app, token), 200);
    await app.signInAs(email);
    const all = await app.call('DELETE', '/auth/sessions?current=true', { token });
    assert.deepEqual(all.body, { ended: 2 });
    assert.equal(await me(app, token), 401);
  });

  test('nobody ends the session of somebody else', async () => {
    const app = await startUsersApp(under);
    const victim = await app.person('VIEWER');
    const other = await app.person('OPERATOR');
    const [session] = await app.users.listSessions(victim.id);
    const answer = await app.call('DELETE', `/auth/sessions/${session?.id}`, { token: other.token });
    assert.deepEqual([answer.status, answer.body.code], [404, 'session-not-found']);
    assert.equal(await me(app, victim.token), 200);
  });

  test('an ADMIN sees and ends the sessions of an account', async () => {
    const app = await startUsersApp(under);
    const admin = await app.person('ADMIN');
    const victim = await app.person('VIEWER');
    const url = `/api/v1/users/${victim.id}/sessions`;
    assert.equal((await app.call('GET', url, { token: admin.token })).body.items.length, 1);
    assert.deepEqual((await app.call('DELETE', url, { token: admin.token })).body, { ended: 1 });
    assert.deepEqual((await app.call('DELETE', url, { token: admin.token })).body, { ended: 0 });
    assert.equal(await me(app, victim.token), 401);
    assert.equal((await app.call('DELETE', '/api/v1/users/999/sessions', { token: admin.token })).status, 404);
  });

  test('an account has at most a hundred sessions: the oldest ends for the newest', async () => {
    const app = await startUsersApp(under);
    const { id, email, token } = await app.person('VIEWER');
    for (let at = 0; at < 100; at++) {
      app.clock.advance(SECOND_MS);
      await app.users.signIn({ address: '192.0.2.1' }, { email, password: PASSWORD });
    }
    assert.equal((await app.users.listSessions(id)).length, 100);
    assert.equal(await me(app, token), 401);
  });

  test('an actor of an open socket is asked for again: ended sessions are gone, changed roles are seen', async () => {
    const app = await startUsersApp(under);
    const admin = await app.person('ADMIN');
    const { id, token } = await app.person('VIEWER');
    const actor = await app.users.authenticate({ authorization: `Bearer ${token}` });
    assert.equal(actor.permissions.has('shifts:manage'), false);
    await app.call('PATCH', `/api/v1/users/${id}`, { token: admin.token }, { access_role: 'SUPERVISOR' });
    assert.equal((await app.users.findCurrentActor(actor))?.permissions.has('shifts:manage'), true);
    await app.call('POST', '/auth/logout', { token });
    assert.equal(await app.users.findCurrentActor(actor), undefined);
  });
});

onEachEngine('pruning', (under) => {
  test('deletes sessions, tokens and links three months after their end, and nothing younger', async () => {
    const app = await startUsersApp(under);
    const { id } = await app.person('ADMIN');
    await app.users.createPasswordLink(systemActor('test'), id);
    const rows = async () => {
      const counts = [];
      for (const table of ['sessions', 'refresh_tokens', 'one_time_links'] as const) {
        counts.push((await app.tables.selectFrom(table).selectAll().execute()).length);
      }
      return counts;
    };
    app.clock.advance(90 * DAY_MS);
    await app.users.prune();
    assert.deepEqual(await rows(), [1, 1, 1]);
    app.clock.advance(31 * DAY_MS);
    await app.users.prune();
    assert.deepEqual(await rows(), [0, 0, 0]);
  });
});
