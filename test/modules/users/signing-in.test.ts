import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../../src/kernel/clock.ts';
import { onEachEngine } from '../../support/engines.ts';
import { OTHER_PASSWORD, PASSWORD, startUsersApp } from './users-app.ts';

onEachEngine('signing in', (under) => {
  test('with e-mail and password answers the tokens that front ends read, and tells the two logs', async () => {
    const app = await startUsersApp(under);
    const person = await app.person('OPERATOR');
    await app.newEvents();
    await app.newAudit();
    const { status, body } = await app.signInAs('OPERATOR@mills.example');
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(body).sort(), ['access_token', 'expires_in', 'refresh_token', 'token_type']);
    assert.equal(body.token_type, 'bearer');
    assert.equal(body.expires_in, 3_600);
    assert.deepEqual(await app.newEvents(), ['session.started']);
    assert.deepEqual(await app.newAudit(), ['session.started']);
    assert.match(app.lines.join('\n'), /'operator@mills\.example' signed in/);
    const me = await app.call('GET', '/auth/users/me/', { token: body.access_token });
    assert.deepEqual(
      { ...me.body, created_at: '', updated_at: '' },
      {
        id: person.id,
        user_id: person.id,
        email: 'operator@mills.example',
        first_name: 'Pat',
        last_name: 'OPERATOR',
        role: 'EMPLOYEE',
        access_role: 'OPERATOR',
        onboarded: true,
        disabled: false,
        activated: true,
        must_change_password: false,
        version: 1,
        created_at: '',
        updated_at: '',
        last_sign_in_at: '2026-01-15T12:00:00.000Z',
      },
    );
  });

  test('an unknown e-mail, a wrong password and an account without one get the same answer', async () => {
    const app = await startUsersApp(under);
    await app.person('VIEWER');
    await app.users.createUser(systemActor('test'), {
      email: 'new@mills.example',
      firstName: 'New',
      lastName: 'Person',
      role: 'VIEWER',
    });
    const answers = await Promise.all([
      app.signInAs('nobody@mills.example'),
      app.signInAs('viewer@mills.example', 'not the right password'),
      app.signInAs('new@mills.example'),
    ]);
    for (const { status, body } of answers) {
      assert.equal(status, 401);
      assert.equal(body.detail, 'Incorrect email or password');
      assert.equal(body.code, 'credentials-invalid');
    }
    const audit = await app.tables
      .selectFrom('audit_entries')
      .selectAll()
      .where('action', '=', 'user.sign-in-refused')
      .execute();
    assert.deepEqual(audit.map((entry) => entry.reason).sort(), ['unknown e-mail', 'wrong password', 'wrong password']);
    assert.doesNotMatch(JSON.stringify(audit), /nobody@/);
    assert.doesNotMatch(app.lines.filter((line) => line.includes('[users]')).join('\n'), /nobody@/);
  });

  test('a password typed into the e-mail field of a refused sign-in is in no line, also where payloads are logged', async () => {
    const app = await startUsersApp(under);
    await app.person('VIEWER');
    for (const [slip, status] of [
      ['granite.kettle@window', 401],
      ['granite kettle window', 422],
    ] as const) {
      assert.equal((await app.signInAs(slip, 'whatever it was')).status, status);
    }
    assert.match(app.lines.join('\n'), /POST \/auth\/token payloads \(.*"email":"\[redacted\]"/);
    assert.doesNotMatch(app.lines.join('\n'), /granite.kettle/);
    assert.match(app.lines.join('\n'), /POST \/auth\/token payloads \(.*"email":"viewer@mills\.example"/);
  });

  test('a password is compared exactly, but in any Unicode form', async () => {
    const app = await startUsersApp(under);
    const composed = 'caf\u00e9 granite kettle';
    await app.users.createUser(systemActor('test'), {
      email: 'cafe@mills.example',
      firstName: 'A',
      lastName: 'B',
      role: 'VIEWER',
      password: composed,
    });
    assert.equal((await app.signInAs('cafe@mills.example', 'cafe\u0301 granite kettle')).status, 200);
    assert.equal((await app.signInAs('cafe@mills.example', 'Caf\u00e9 granite kettle')).status, 401);
    assert.equal((await app.signInAs('cafe@mills.example', `${composed} `)).status, 401);
  });

  test('a disabled account is refused, but only whoever knows its password is told so', async () => {
    const app = await startUsersApp(under);
    const admin = await app.person('ADMIN');
    const { id } = await app.person('VIEWER');
    await app.call('POST', `/api/v1/users/${id}/disable`, { token: admin.token });
    const known = await app.signInAs('viewer@mills.example');
    assert.deepEqual([known.status, known.body.code, known.body.detail], [403, 'account-disabled', 'Inactive user']);
    assert.equal((await app.signInAs('viewer@mills.example', 'not the right password')).status, 401);
  });

  test('a malformed body is refused as such', async () => {
    const app = await startUsersApp(under);
    for (const body of [
      { email: 'not an address', password: PASSWORD },
      { email: 'a@b.example' },
      { email: 'a@b.example', password: 'x'.repeat(257) },
      { email: 'a@b.example', password: PASSWORD, role: 'ADMIN' },
    ]) {
      const answer = await app.call('POST', '/auth/token', {}, body);
      assert.equal(answer.status, 422);
      assert.equal(typeof answer.body.detail, 'string');
    }
  });
});

onEachEngine('backing off', (under) => {
  test('five failures make an account wait, longer each time, 15 minutes at most, and then the owner gets in', async () => {
    const app = await startUsersApp(under);
    await app.users.createUser(systemActor('test'), {
      email: 'viewer@mills.example',
      firstName: 'V',
      lastName: 'V',
      role: 'VIEWER',
      password: PASSWORD,
    });
    const guess = (at: number) => app.signInAs('viewer@mills.example', 'wrong guess', `198.51.100.${at}`);
    for (let at = 1; at <= 5; at++) assert.equal((await guess(at)).status, 401);
    const waits: number[] = [];
    for (let at = 6; at <= 20; at++) {
      const refused = await guess(at);
      assert.equal(refused.status, 429);
      assert.equal(refused.body.code, 'too-many-attempts');
      const seconds = Number(refused.headers['retry-after']);
      assert.equal(seconds, refused.body.retry_after_seconds);
      waits.push(seconds);
      app.clock.advance(seconds * SECOND_MS);
      assert.equal((await guess(at)).status, 401);
    }
    assert.deepEqual(waits.slice(0, 4), [2, 4, 8, 16]);
    assert.equal(Math.max(...waits), 900);
    assert.equal((await app.signInAs('viewer@mills.example', PASSWORD, '203.0.113.9')).status, 429);
    app.clock.advance(15 * MINUTE_MS);
    assert.equal((await app.signInAs('viewer@mills.example', PASSWORD, '203.0.113.9')).status, 200);
  });

  test('a hundred guesses at once are counted one by one: no more than five are looked at', async () => {
    const app = await startUsersApp(under);
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, at) => app.signInAs('victim@mills.example', 'wrong guess', `198.51.100.${at}`)),
    );
    const statuses = answers.map((answer) => answer.status);
    assert.equal(statuses.filter((status) => status === 401).length, 5);
    assert.equal(statuses.filter((status) => status === 429).length, 95);
  });

  test('whoever guesses from elsewhere does not keep the owner out at an address where they have signed in', async () => {
    const app = await startUsersApp(under);
    await app.person('VIEWER');
    for (let at = 1; at <= 8; at++) await app.signInAs('viewer@mills.example', 'wrong guess', '198.51.100.7');
    assert.equal((await app.signInAs('viewer@mills.example', PASSWORD, '198.51.100.7')).status, 429);
    assert.equal((await app.signInAs('viewer@mills.example', PASSWORD, '192.0.2.1')).status, 200);
  });

  test('an address that fails with many accounts has to wait, its neighbours do not', async () => {
    const app = await startUsersApp(under);
    for (let at = 1; at <= 50; at++) {
      assert.equal((await app.signInAs(`guess${at}@mills.example`, 'wrong guess', '198.51.100.7')).status, 401);
    }
    assert.equal((await app.signInAs('other@mills.example', 'wrong guess', '198.51.100.7')).status, 429);
    assert.equal((await app.signInAs('other@mills.example', 'wrong guess', '198.51.100.8')).status, 401);
  });

  test('success forgets the failures of the account, a day without failures forgets them too', async () => {
    const app = await startUsersApp(under);
    await app.person('VIEWER');
    const failures = async () => (await app.tables.selectFrom('sign_in_throttles').selectAll().execute()).length;
    for (let at = 1; at <= 4; at++) await app.signInAs('viewer@mills.example', 'wrong guess');
    assert.equal((await app.signInAs('viewer@mills.example')).status, 200);
    for (let at = 1; at <= 4; at++)
      assert.equal((await app.signInAs('viewer@mills.example', 'wrong guess')).status, 401);
    assert.ok((await failures()) > 0);
    app.clock.advance(DAY_MS);
    for (let at = 1; at <= 4; at++)
      assert.equal((await app.signInAs('viewer@mills.example', 'wrong guess')).status, 401);
    app.clock.advance(DAY_MS);
    await app.users.prune();
    assert.equal(await failures(), 0);
  });
});

onEachEngine('changing a password', (under) => {
  test('needs the current one, ends the other sessions and keeps this one', async () => {
    const app = await startUsersApp(under);
    const { token } = await app.person('TECHNICIAN');
    const elsewhere = (await app.signInAs('technician@mills.example')).body;
    const change = (current: string, next: string) =>
      app.call('POST', '/auth/password', { token }, { current_password: current, new_password: next });
    const wrong = await change('not the right password', OTHER_PASSWORD);
    assert.deepEqual([wrong.status, wrong.body.code], [401, 'credentials-invalid']);
    const weak = await change(PASSWORD, 'password1234567');
    assert.deepEqual([weak.status, weak.body.code], [422, 'password-unacceptable']);
    await app.newEvents();
    await app.newAudit();
    assert.equal((await change(PASSWORD, OTHER_PASSWORD)).status, 204);
    assert.deepEqual(await app.newEvents(), ['user.password-changed', 'session.ended']);
    assert.deepEqual(await app.newAudit(), ['user.password-changed', 'session.ended']);
    assert.equal((await app.call('GET', '/auth/users/me/', { token })).status, 200);
    assert.equal((await app.call('GET', '/auth/users/me/', { token: elsewhere.access_token })).status, 401);
    assert.equal((await app.signInAs('technician@mills.example')).status, 401);
    assert.equal((await app.signInAs('technician@mills.example', OTHER_PASSWORD)).status, 200);
  });

  test('backs off after five wrong current passwords', async () => {
    const app = await startUsersApp(under);
    const { token } = await app.person('TECHNICIAN');
    const statuses: number[] = [];
    for (let at = 0; at < 7; at++) {
      const body = { current_password: 'not the right password', new_password: OTHER_PASSWORD };
      statuses.push((await app.call('POST', '/auth/password', { token }, body)).status);
    }
    assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429, 429]);
  });

  test('that must be changed first lets the account do nothing else', async () => {
    const app = await startUsersApp(under);
    await app.users.createUser(systemActor('test'), {
      email: 'fresh@mills.example',
      firstName: 'F',
      lastName: 'F',
      role: 'ADMIN',
      password: PASSWORD,
      mustChangePassword: true,
    });
    const token = (await app.signInAs('fresh@mills.example')).body.access_token;
    assert.equal((await app.call('GET', '/auth/users/me/', { token })).body.must_change_password, true);
    assert.equal((await app.call('GET', '/api/v1/users', { token })).status, 403);
    const body = { current_password: PASSWORD, new_password: OTHER_PASSWORD };
    assert.equal((await app.call('POST', '/auth/password', { token }, body)).status, 204);
    assert.equal((await app.call('GET', '/api/v1/users', { token })).status, 200);
  });
});
