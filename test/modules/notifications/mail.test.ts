import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../../src/kernel/clock.ts';
import { createNotifications } from '../../../src/modules/notifications/index.ts';
import type { NotificationTables } from '../../../src/modules/notifications/tables.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { onEachEngine } from '../../support/engines.ts';
import { clientOf, outcomeOf, type Send } from '../../support/http-client.ts';
import { type ReceivedMail, type SmtpServer, startSmtpServer } from '../../support/smtp-server.ts';

const actor = systemActor('test');
const mine = '/api/v1/users/me/notifications';

onEachEngine('e-mail', (under) => {
  let app: TestApp;
  let smtp: SmtpServer;
  let admin: Send;
  let storekeeper: Send;
  let technician: Send;
  let seen = 0;
  let numbers = 0;

  before(async () => {
    smtp = await startSmtpServer('kiwi lantern');
    under.atEnd(() => smtp.close());
    const environment = {
      SMTP_URL: `smtp://milldash:kiwi%20lantern@127.0.0.1:${smtp.port}`,
      ACCESS_TOKEN_EXPIRE_MINUTES: '1440',
      REFRESH_TOKEN_EXPIRE_MINUTES: '525600',
    };
    app = await startTestApp(under, { environment });
    admin = clientOf(app.app, await app.signIn('ADMIN'));
    storekeeper = clientOf(app.app, await app.signIn('STOREKEEPER'));
    technician = clientOf(app.app, await app.signIn('TECHNICIAN'));
    await app.services.settings.changeSetting(actor, 'mail.public_url', 'https://milldash.example/');
    await app.services.machines.createMachine(actor, { id: 'm1', name: 'Mill 1', criticality: 'A' });
    // who sets e-mail up hears of nothing that was before
    await low();
    await send();
    assert.deepEqual(arrived(), []);
  });

  const tables = () => app.services.store.access<NotificationTables>();
  const send = async () => app.services.notifications.mailDispatcher?.sendDue();
  /** Something of which there is little, which the storekeeper is told by default. */
  const low = (count = 1) =>
    app.services.store.transact(actor, async (tx) => {
      for (let at = 0; at < count; at++) {
        const component = { component_id: ++numbers, component_name: `Part ${numbers}`, stock_code: null, unit: 'pcs' };
        const place = { location_id: 1, location_name: 'Store', on_hand: 1, minimum: 2, shortage: 1 };
        tx.emit({ type: 'com.milldash.stock.low', subject: 'components/1', data: { ...component, ...place } });
      }
    });
  function arrived(): ReceivedMail[] {
    const fresh = smtp.received.slice(seen);
    seen = smtp.received.length;
    return fresh;
  }
  const subjects = () => arrived().map(({ to, headers }) => `${to}: ${headers['subject']}`);
  const waiting = () => tables().selectFrom('mails').selectAll().where('status', '=', 'waiting').execute();
  /** Behind every pause and every quarter of an hour. */
  const later = () => app.clock.advance(20 * MINUTE_MS);

  test('people are sent what is of interest to them, once, with a link and a Message-ID out of the event', async () => {
    await low();
    await send();
    await send();
    const [mail, ...others] = arrived();
    assert.deepEqual(others, []);
    assert.equal(mail?.to, 'storekeeper@factory.example');
    assert.match(mail?.headers['from'] ?? '', /MillDash.*<milldash@factory\.example>/);
    assert.match(mail?.headers['content-type'] ?? '', /multipart\/alternative/);
    assert.match(mail?.raw ?? '', /https:\/\/milldash\.example\/stores\/components\/2/);
    const { items } = (await admin('GET', '/api/v1/events?types=com.milldash.stock.low&limit=1000')).body;
    assert.match(mail?.headers['message-id'] ?? '', new RegExp(`^<${items.at(-1).id}\\.\\d+@factory\\.example>$`));
    later();
  });

  test('who is given a ticket is told of it, and not who takes one', async () => {
    const { body: ticket } = await admin('POST', '/api/v1/tickets', { machine_id: 'm1', description: 'Oil' });
    const { id } = (await technician('GET', '/auth/users/me')).body;
    await send();
    assert.deepEqual(subjects(), [`technician@factory.example: Ticket ${ticket.id} on Mill 1: Medium, Other`]);
    await technician('POST', `/api/v1/tickets/${ticket.id}/assign`, { assignee_id: id });
    await technician('POST', `/api/v1/tickets/${ticket.id}/assign`, { assignee_id: null });
    await send();
    assert.deepEqual(subjects(), []);
    await admin('POST', `/api/v1/tickets/${ticket.id}/assign`, { assignee_id: id });
    await send();
    const [mail, ...others] = arrived();
    assert.equal(mail?.to, 'technician@factory.example');
    assert.equal(mail?.headers['subject'], `Ticket ${ticket.id} was assigned to you: Mill 1, Oil (Medium)`);
    assert.match(mail?.raw ?? '', /\n> Oil\r?\n/);
    assert.deepEqual(others, []);
    later();
  });

  test('people choose for themselves, and what they choose is told and kept', async () => {
    const { body } = await storekeeper('GET', mine);
    assert.deepEqual(body, {
      mail: true,
      email: 'storekeeper@factory.example',
      choices: {
        ticket_assigned: true,
        critical_ticket: false,
        stop_alert: false,
        help_call: false,
        low_stock: true,
        shift_report: false,
      },
    });
    const off = await storekeeper('PATCH', mine, { choices: { low_stock: false } });
    assert.deepEqual([off.status, off.body.choices.low_stock], [200, false]);
    await low();
    await send();
    assert.deepEqual(subjects(), []);
    assert.equal((await storekeeper('PATCH', mine, { choices: { low_stock: null } })).body.choices.low_stock, true);
    assert.equal(outcomeOf(await storekeeper('PATCH', mine, { choices: { magic: true } })), '422 validation-failed');
    const { items } = (await admin('GET', '/api/v1/audit?action=user.notifications-changed')).body;
    assert.equal(items.length, 2);
  });

  test('a server that is busy, or away, is tried again with growing pauses, and after a day no more', async () => {
    smtp.behave('busy');
    await low();
    await send();
    await send();
    const [mail, ...others] = await waiting();
    assert.deepEqual([mail?.attempts, others.length, (mail?.next_attempt_at ?? 0) > app.clock.now()], [1, 0, true]);
    assert.match(mail?.problem ?? '', /451/);
    smtp.behave('take');
    app.clock.advance(10 * SECOND_MS);
    await send();
    assert.equal(subjects().length, 1);
    smtp.behave('busy');
    await low();
    for (let tries = 0; (tries === 0 || (await waiting()).length > 0) && tries < 60; tries++) {
      await send();
      app.clock.advance(DAY_MS / 4);
    }
    const dead = await tables().selectFrom('mails').selectAll().where('status', '=', 'dead').execute();
    assert.deepEqual([dead.length, (await waiting()).length], [1, 0]);
    smtp.behave('take');
    assert.deepEqual(arrived(), []);
  });

  test('an address that the server does not know is not tried again, and holds nobody else', async () => {
    smtp.behave('no-such-person');
    await low();
    await send();
    assert.deepEqual(await waiting(), []);
    smtp.behave('take');
    later();
    await send();
    assert.deepEqual(arrived(), []);
  });

  test('more than so many in a quarter of an hour come together in one', async () => {
    await app.services.settings.changeSetting(actor, 'mail.digest_after', 3);
    await low(2);
    await send();
    assert.equal(subjects().length, 2);
    await low(4);
    await send();
    assert.deepEqual(subjects(), ['storekeeper@factory.example: 4 notifications']);
    await low(2);
    await send();
    assert.deepEqual(subjects(), [], 'three have been sent');
    app.clock.advance(16 * MINUTE_MS);
    await send();
    assert.equal(subjects().length, 2);
    later();
  });

  test('a process that dies before it can write down what it sent sends it again, with the same Message-ID; one that is slow does not', async () => {
    smtp.behave('cut');
    await low();
    await send();
    smtp.behave('take');
    app.clock.advance(MINUTE_MS);
    const { services, clock, config } = app;
    const another = createNotifications({
      ...services,
      clock,
      events: services.logs,
      zone: 'UTC',
      mailServer: config.mail,
      secretKey: config.secretKey,
    });
    await Promise.all([another.mailDispatcher?.sendDue(), send()]);
    await Promise.all([another.mailDispatcher?.sendDue(), send()]);
    const ids = arrived().map(({ headers }) => headers['message-id']);
    assert.deepEqual([ids.length, new Set(ids).size], [2, 1], 'one of the two has sent it');
    assert.deepEqual(await waiting(), []);
    later();
    await low(3);
    const meanwhile: Promise<void>[] = [];
    smtp.whenTaken = () => {
      app.clock.advance(8 * SECOND_MS);
      meanwhile.push(another.mailDispatcher?.sendDue() ?? assert.fail());
    };
    await send();
    await Promise.all(meanwhile);
    smtp.whenTaken = () => {};
    assert.equal(subjects().length, 3, 'a slow server makes nobody else send the same');
    assert.deepEqual(await waiting(), []);
    await another.close();
  });

  test('an administrator tries it out, and is told what the server says; the password is nowhere', async () => {
    admin = clientOf(app.app, await app.signIn('ADMIN'));
    technician = clientOf(app.app, await app.signIn('TECHNICIAN'));
    const tried = await admin('POST', '/api/v1/notifications/mail/test');
    assert.deepEqual(tried.body, { to: 'admin@factory.example', taken: true, problem: null });
    assert.equal(outcomeOf(await technician('POST', '/api/v1/notifications/mail/test')), '403 forbidden');
    smtp.behave('no-such-person');
    const refused = await admin('POST', '/api/v1/notifications/mail/test', { to: 'nobody@factory.example' });
    assert.equal(refused.body.taken, false);
    assert.match(refused.body.problem, /550 5\.1\.1 No such person/);
    const { checks } = (await admin('GET', '/health/ready')).body;
    assert.deepEqual(
      checks.filter(({ name }: any) => name === 'mail'),
      [{ name: 'mail', status: 'ok' }],
    );
    assert.doesNotMatch(app.lines.join('\n'), /kiwi.lantern/);
  });

  test('what many are to be told of at once is written down in several turns, each of it once', async () => {
    for (const who of [admin, technician]) await who('PATCH', mine, { choices: { low_stock: true } });
    // another process had the lease
    later();
    await low(400);
    const first = numbers - 399;
    await send();
    const told = (await tables().selectFrom('mails').select(['user_id', 'body']).execute()).filter(
      ({ body }) => Number(/^Part (\d+):/.exec(body)?.[1]) >= first,
    );
    assert.deepEqual([told.length, new Set(told.map((mail) => JSON.stringify(mail))).size], [1_200, 1_200]);
    const { cursor } = await tables().selectFrom('mail_cursor').select('cursor').executeTakeFirstOrThrow();
    const { items } = (await admin('GET', '/api/v1/events?types=com.milldash.stock.low&limit=1000')).body;
    assert.ok((cursor ?? 0) >= Number(items.at(-1).sequence));
  });
});
