import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { DomainError } from '../../../src/kernel/errors.ts';
import { onEachEngine } from '../../support/engines.ts';
import { OTHER_PASSWORD, PASSWORD, startUsersApp } from './users-app.ts';

const newcomer = { email: 'Nina@Mills.example', first_name: 'Nina', last_name: 'New', access_role: 'TECHNICIAN' };

onEachEngine('an ADMIN', (under) => {
  test('creates an account and hands over the link by which its owner chooses a password', async () => {
    const app = await startUsersApp(under);
    const { token } = await app.person('ADMIN');
    await app.newEvents();
    await app.newAudit();
    const { status, body } = await app.call('POST', '/api/v1/users', { token }, newcomer);
    assert.equal(status, 201);
    assert.equal(body.user.email, 'nina@mills.example');
    assert.deepEqual([body.user.role, body.user.access_role, body.user.activated], ['EMPLOYEE', 'TECHNICIAN', false]);
    assert.equal(body.link.purpose, 'password');
    assert.equal(body.link.path, `/reset-password/${body.user.id}/${body.link.token}`);
    assert.deepEqual(await app.newEvents(), ['user.created', 'user.link-created']);
    assert.deepEqual(await app.newAudit(), ['user.created', 'user.link-created']);
    const confirm = { uid: body.link.uid, token: body.link.token, new_password: PASSWORD, re_new_password: PASSWORD };
    assert.equal((await app.call('POST', '/auth/users/reset_password_confirm/', {}, confirm)).status, 200);
    assert.deepEqual(await app.newEvents(), ['user.password-changed', 'user.activated']);
    assert.equal((await app.signInAs('nina@mills.example')).status, 200);
  });

  test('cannot make two accounts of one e-mail, whatever its capitals, also at the same moment', async () => {
    const app = await startUsersApp(under);
    const { token } = await app.person('ADMIN');
    const answers = await Promise.all(
      ['nina@mills.example', 'NINA@mills.example', 'Nina@Mills.Example'].map((email) =>
        app.call('POST', '/api/v1/users', { token }, { ...newcomer, email }),
      ),
    );
    assert.deepEqual(answers.map((answer) => answer.status).sort(), [201, 409, 409]);
    assert.ok(answers.some((answer) => answer.body.detail === 'Email already registered'));
  });

  test('is refused an account with a role, a name or a key that is none', async () => {
    const app = await startUsersApp(under);
    const { token } = await app.person('ADMIN');
    for (const change of [
      { access_role: 'BOSS' },
      { first_name: '' },
      { first_name: '   ' },
      { last_name: 'a\nb' },
      { email: 'nina' },
      { email: 'ni"na@mills.example' },
      { password_hash: 'x' },
      { id: 1 },
    ]) {
      const { status } = await app.call('POST', '/api/v1/users', { token }, { ...newcomer, ...change });
      assert.equal(status, 422, JSON.stringify(change));
    }
  });

  test('lists accounts in pages, by role, by state and by part of a name', async () => {
    const app = await startUsersApp(under);
    const { token } = await app.person('ADMIN');
    for (const role of ['SUPERVISOR', 'OPERATOR', 'VIEWER'] as const) await app.person(role);
    const list = async (query: string) => (await app.call('GET', `/api/v1/users${query}`, { token })).body;
    const first = await list('?limit=3');
    assert.equal(first.items.length, 3);
    const second = await list(`?limit=3&cursor=${first.next_cursor}`);
    assert.deepEqual(
      second.items.map((user: { access_role: string }) => user.access_role),
      ['VIEWER'],
    );
    assert.equal(second.next_cursor, null);
    assert.equal((await list('?access_role=OPERATOR')).items.length, 1);
    assert.equal((await list('?disabled=true')).items.length, 0);
    assert.equal((await list('?search=pAt%20super')).items.length, 1);
    assert.equal((await list('?search=%25')).items.length, 0);
    assert.equal((await app.call('GET', '/api/v1/users?cursor=nonsense', { token })).body.code, 'cursor-invalid');
    assert.equal((await app.call('GET', '/api/v1/users?limit=0', { token })).status, 422);
    assert.doesNotMatch(JSON.stringify(first), /password_hash|argon2/);
  });

  test('changes a role, which acts on open sessions at once', async () => {
    const app = await startUsersApp(under);
    const admin = await app.person('ADMIN');
    const { id, token } = await app.person('OPERATOR');
    assert.equal((await app.call('GET', '/api/v1/users', { token })).status, 403);
    await app.newEvents();
    await app.newAudit();
    const url = `/api/v1/users/${id}`;
    const changed = await app.call('PATCH', url, { token: admin.token }, { access_role: 'ADMIN', version: 1 });
    assert.deepEqual([changed.status, changed.body.role, changed.body.version], [200, 'ADMIN', 2]);
    assert.deepEqual(await app.newEvents(), ['user.role-changed']);
    assert.deepEqual(await app.newAudit(), ['user.role-changed']);
    assert.equal((await app.call('GET', '/api/v1/users', { token })).status, 200);
    const stale = await app.call('PATCH', url, { token: admin.token }, { access_role: 'VIEWER', version: 1 });
    assert.deepEqual([stale.status, stale.body.code], [409, 'version-conflict']);
    const repeated = await app.call('PATCH', url, { token: admin.token }, { access_role: 'ADMIN' });
    assert.equal(repeated.body.version, 2);
    assert.deepEqual(await app.newEvents(), []);
    assert.equal((await app.call('PATCH', '/api/v1/users/999', { token: admin.token }, {})).status, 404);
  });

  test('disables an account: its sessions end at once; enables it again', async () => {
    const app = await startUsersApp(under);
    const admin = await app.person('ADMIN');
    const { id, token } = await app.person('OPERATOR');
    await app.newEvents();
    await app.newAudit();
    const disable = () => app.call('POST', `/api/v1/users/${id}/disable`, { token: admin.token });
    assert.equal((await disable()).body.disabled, true);
    assert.deepEqual(await app.newEvents(), ['user.disabled', 'session.ended']);
    assert.deepEqual(await app.newAudit(), ['user.disabled', 'session.ended']);
    const refused = await app.call('GET', '/auth/users/me/', { token });
    assert.deepEqual(
      [refused.status, refused.body.code, refused.body.detail],
      [403, 'account-disabled', 'Inactive user'],
    );
    assert.equal((await disable()).status, 200);
    assert.deepEqual(await app.newEvents(), []);
    const enabled = await app.call('POST', `/api/v1/users/${id}/enable`, { token: admin.token });
    assert.equal(enabled.body.disabled, false);
    assert.deepEqual(await app.newEvents(), ['user.enabled']);
    assert.equal((await app.call('GET', '/auth/users/me/', { token })).status, 401);
    assert.equal((await app.signInAs('operator@mills.example')).status, 200);
  });

  test('cannot change their own role or disable themselves', async () => {
    const app = await startUsersApp(under);
    const { id, token } = await app.person('ADMIN');
    await app.person('ADMIN', 'second@mills.example');
    const role = await app.call('PATCH', `/api/v1/users/${id}`, { token }, { access_role: 'VIEWER' });
    assert.deepEqual([role.status, role.body.code], [403, 'forbidden']);
    assert.equal((await app.call('POST', `/api/v1/users/${id}/disable`, { token })).status, 403);
    assert.equal((await app.call('PATCH', `/api/v1/users/${id}`, { token }, { first_name: 'Ann' })).status, 200);
  });

  test('is never the last to go: of two who demote or disable each other at once, one stays', async () => {
    const app = await startUsersApp(under);
    for (const attack of ['demote', 'disable'] as const) {
      const one = await app.person('ADMIN', `one-${attack}@mills.example`);
      const two = await app.person('ADMIN', `two-${attack}@mills.example`);
      const others = await app.tables.selectFrom('users').select('id').where('access_role', '=', 'ADMIN').execute();
      for (const { id } of others) {
        if (id !== one.id && id !== two.id) await app.users.changeUser(systemActor('test'), id, { role: 'VIEWER' });
      }
      const on = (token: string, id: number) =>
        attack === 'demote'
          ? app.call('PATCH', `/api/v1/users/${id}`, { token }, { access_role: 'VIEWER' })
          : app.call('POST', `/api/v1/users/${id}/disable`, { token });
      const answers = await Promise.all([on(one.token, two.id), on(two.token, one.id)]);
      const { items } = await app.users.listUsers({ role: 'ADMIN', disabled: false });
      assert.equal(items.length, 1, attack);
      assert.equal(answers.filter((answer) => answer.status === 200).length, 1, attack);
    }
  });

  test('is not made the last one by the command line either, and accounts that cannot sign in do not count', async () => {
    const app = await startUsersApp(under);
    const { id } = await app.person('ADMIN');
    await app.users.createUser(systemActor('test'), {
      email: 'waiting@mills.example',
      firstName: 'W',
      lastName: 'W',
      role: 'ADMIN',
    });
    const lastAdmin = (error: unknown) => error instanceof DomainError && error.code === 'last-admin';
    await assert.rejects(app.users.changeUser(systemActor('test'), id, { role: 'VIEWER' }), lastAdmin);
    await assert.rejects(app.users.disableUser(systemActor('test'), id), lastAdmin);
  });
});

onEachEngine('one-time links', (under) => {
  const confirmWith = (link: { uid: string; token: string }, password = OTHER_PASSWORD, again = password) => ({
    uid: link.uid,
    token: link.token,
    new_password: password,
    re_new_password: again,
  });
  const path = '/auth/users/reset_password_confirm/';

  test('set a new password once, end every session and end the waiting of the account', async () => {
    const app = await startUsersApp(under);
    const admin = await app.person('ADMIN');
    const { id, token, email } = await app.person('VIEWER');
    const link = (await app.call('POST', `/api/v1/users/${id}/password-link`, { token: admin.token })).body;
    for (let at = 0; at < 6; at++) await app.signInAs(email, 'wrong guess', '198.51.100.7');
    assert.equal((await app.signInAs(email, PASSWORD, '198.51.100.7')).status, 429);
    const differing = await app.call('POST', path, {}, confirmWith(link, OTHER_PASSWORD, PASSWORD));
    assert.deepEqual([differing.status, differing.body.detail], [422, 'The two passwords differ.']);
    const weak = await app.call('POST', path, {}, confirmWith(link, 'passwordpassword'));
    assert.deepEqual([weak.status, weak.body.code], [422, 'password-unacceptable']);
    const answers = await Promise.all([1, 2, 3].map(() => app.call('POST', path, {}, confirmWith(link))));
    assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 400, 400]);
    assert.equal((await app.call('GET', '/auth/users/me/', { token })).status, 401);
    assert.equal((await app.signInAs(email, OTHER_PASSWORD, '198.51.100.7')).status, 200);
  });

  test('stop working after a day, when a newer one is made, and when the account is disabled', async () => {
    const app = await startUsersApp(under);
    const admin = await app.person('ADMIN');
    const { id } = await app.person('VIEWER');
    const make = async () => (await app.call('POST', `/api/v1/users/${id}/password-link`, { token: admin.token })).body;
    const statusOf = async (link: { uid: string; token: string }) =>
      (await app.call('POST', path, {}, confirmWith(link))).body.code;
    const first = await make();
    const second = await make();
    assert.equal(await statusOf(first), 'link-invalid');
    assert.equal(await statusOf({ ...second, uid: String(admin.id) }), 'link-invalid');
    assert.equal(await statusOf({ ...second, uid: '../1' }), 'link-invalid');
    app.clock.advance(24 * 3_600_000);
    assert.equal(await statusOf(second), 'link-invalid');
    const signedIn = (await app.signInAs(admin.email)).body.access_token;
    const third = (await app.call('POST', `/api/v1/users/${id}/password-link`, { token: signedIn })).body;
    await app.users.disableUser(systemActor('test'), id);
    await app.users.enableUser(systemActor('test'), id);
    assert.equal(await statusOf(third), 'link-invalid');
  });

  test('used for another purpose say what they are for, and still work for that', async () => {
    const app = await startUsersApp(under, { SELF_REGISTRATION: 'true' });
    const admin = await app.person('ADMIN');
    const { id } = await app.person('VIEWER');
    const activation = '/auth/users/activation/';
    const link = (await app.call('POST', `/api/v1/users/${id}/password-link`, { token: admin.token })).body;
    const onActivation = await app.call('POST', activation, {}, { uid: link.uid, token: link.token });
    assert.deepEqual([onActivation.status, onActivation.body.code], [400, 'link-invalid']);
    assert.match(onActivation.body.detail, /^This link is for choosing a password.+\/reset-password\/…/);
    assert.equal((await app.call('POST', path, {}, confirmWith(link))).status, 200);
    const usedUp = await app.call('POST', activation, {}, { uid: link.uid, token: link.token });
    assert.match(usedUp.body.detail, /it was used before/);

    const names = { first_name: 'Walk', last_name: 'In', role: 'EMPLOYEE' };
    const form = { email: 'walk.in@mills.example', password: PASSWORD, re_password: PASSWORD, ...names };
    const waiting = (await app.call('POST', '/auth/users/', {}, form)).body;
    const url = `/api/v1/users/${waiting.id}/activation-link`;
    const activating = (await app.call('POST', url, { token: admin.token })).body;
    const onPassword = await app.call('POST', path, {}, confirmWith(activating));
    assert.deepEqual([onPassword.status, onPassword.body.code], [400, 'link-invalid']);
    assert.match(onPassword.body.detail, /^This link activates an account, and sets no password.+\/activate\/…/);
    assert.equal((await app.signInAs(form.email)).status, 403, 'neither activated nor given another password');
    const activated = await app.call('POST', activation, {}, { uid: activating.uid, token: activating.token });
    assert.equal(activated.status, 200);
  });

  test('are stored as hashes only, and never in a log', async () => {
    const app = await startUsersApp(under);
    const admin = await app.person('ADMIN');
    const link = (await app.call('POST', `/api/v1/users/${admin.id}/password-link`, { token: admin.token })).body;
    for (const table of ['one_time_links', 'events', 'audit_entries'] as const) {
      assert.doesNotMatch(
        JSON.stringify(await app.tables.selectFrom(table).selectAll().execute()),
        new RegExp(link.token),
      );
    }
    assert.match(link.token, /^mdl_[\w-]{43}$/);
    await app.call('GET', `/anywhere/${link.uid}/${link.token}`);
    assert.doesNotMatch(app.lines.join('\n'), new RegExp(link.token.slice(4)));
  });
});

onEachEngine('registering', (under) => {
  const form = {
    email: 'Walk.In@mills.example',
    first_name: 'Walk',
    last_name: 'In',
    password: PASSWORD,
    re_password: PASSWORD,
    role: 'EMPLOYEE',
  };

  test('is refused with a word on what to do, unless it is switched on', async () => {
    const app = await startUsersApp(under);
    const { status, body } = await app.call('POST', '/auth/users/', {}, form);
    assert.deepEqual([status, body.code], [403, 'registration-closed']);
    assert.match(body.detail, /Ask an administrator/);
  });

  test('makes a VIEWER who waits for an ADMIN and then signs in', async () => {
    const app = await startUsersApp(under, { SELF_REGISTRATION: 'true' });
    const admin = await app.person('ADMIN');
    const { status, body } = await app.call('POST', '/auth/users', {}, form);
    assert.equal(status, 200);
    assert.deepEqual([body.email, body.access_role, body.activated], ['walk.in@mills.example', 'VIEWER', false]);
    const waiting = await app.signInAs('walk.in@mills.example');
    assert.deepEqual([waiting.status, waiting.body.code], [403, 'account-disabled']);
    const url = `/api/v1/users/${body.id}/activation-link`;
    const link = (await app.call('POST', url, { token: admin.token })).body;
    assert.equal(link.path, `/activate/${body.id}/${link.token}`);
    await app.newEvents();
    const use = () => app.call('POST', '/auth/users/activation/', {}, { uid: link.uid, token: link.token });
    const answers = await Promise.all([use(), use()]);
    assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 400]);
    assert.deepEqual(await app.newEvents(), ['user.activated']);
    assert.equal((await app.signInAs('walk.in@mills.example')).status, 200);
    assert.equal((await app.call('POST', url, { token: admin.token })).body.code, 'already-activated');
  });

  test('is also ended by an ADMIN who enables the account', async () => {
    const app = await startUsersApp(under, { SELF_REGISTRATION: 'true' });
    const { id } = (await app.call('POST', '/auth/users/', {}, form)).body;
    await app.users.enableUser(systemActor('test'), id);
    assert.equal((await app.signInAs('walk.in@mills.example')).status, 200);
  });

  test('never lets anybody choose a role, another password than they meant, or an address that is taken', async () => {
    const app = await startUsersApp(under, { SELF_REGISTRATION: 'true' });
    const attempt = async (change: object) => {
      const { status, body } = await app.call('POST', '/auth/users/', {}, { ...form, ...change });
      assert.equal(body.status ?? 200, status);
      return [status, body.code, body.detail];
    };
    assert.equal((await attempt({ role: 'ADMIN' }))[0], 422);
    assert.equal((await attempt({ access_role: 'ADMIN' }))[0], 422);
    assert.deepEqual(await attempt({ re_password: OTHER_PASSWORD }), [
      422,
      'validation-failed',
      'The two passwords differ.',
    ]);
    assert.equal(
      (await attempt({ password: 'walk.in@mills.example', re_password: 'walk.in@mills.example' }))[1],
      'password-unacceptable',
    );
    assert.equal((await attempt({}))[0], 200);
    assert.deepEqual(await attempt({}), [400, 'email-taken', 'Email already registered']);
  });
});

onEachEngine("one's own account", (under) => {
  test('can be renamed by its owner at both addresses that front ends use, and nothing else can be changed', async () => {
    const app = await startUsersApp(under);
    const { token } = await app.person('OPERATOR');
    await app.newEvents();
    for (const url of ['/auth/users/me/', '/auth/users/me', '/api/v1/users/me']) {
      const name = `Olga ${url.length}`;
      const { status, body } = await app.call('PATCH', url, { token }, { first_name: name, onboarded: true });
      assert.deepEqual([status, body.first_name, body.onboarded], [200, name, true]);
    }
    assert.deepEqual(await app.newEvents(), ['user.changed', 'user.changed', 'user.changed']);
    for (const change of [{ access_role: 'ADMIN' }, { role: 'ADMIN' }, { disabled: false }, { onboarded: false }]) {
      assert.equal((await app.call('PATCH', '/auth/users/me/', { token }, change)).status, 422);
    }
  });
});

onEachEngine('the first administrator', (under) => {
  test('is made on an empty database, by one of several processes, and never again', async () => {
    const app = await startUsersApp(under);
    const first = { email: 'boss@mills.example', password: PASSWORD };
    const made = await Promise.all([1, 2, 3].map(() => app.users.bootstrapAdmin(first)));
    assert.equal(made.filter((user) => user !== undefined).length, 1);
    assert.equal((await app.signInAs('boss@mills.example')).status, 200);
    assert.equal(await app.users.bootstrapAdmin({ email: 'other@mills.example', password: PASSWORD }), undefined);
    assert.equal((await app.users.listUsers({})).items.length, 1);
  });

  test('needs a password that the rules accept', async () => {
    const app = await startUsersApp(under);
    await assert.rejects(app.users.bootstrapAdmin({ email: 'boss@mills.example', password: 'admin' }), /at least 15/);
  });
});
