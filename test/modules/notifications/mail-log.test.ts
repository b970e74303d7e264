import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { DAY_MS, MINUTE_MS } from '../../../src/kernel/clock.ts';
import { createNotifications } from '../../../src/modules/notifications/index.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { selfSignedCertificate } from '../../support/certificate.ts';
import { onEachEngine } from '../../support/engines.ts';
import { clientOf, outcomeOf, type Send } from '../../support/http-client.ts';
import { type SmtpServer, startSmtpServer } from '../../support/smtp-server.ts';

const actor = systemActor('test');
const PASSWORD = 'kiwi lantern';
const at = '/api/v1/notifications/mails';

onEachEngine('the log of e-mail', (under) => {
  let app: TestApp;
  let smtp: SmtpServer;
  let admin: Send;
  let rightCaFile: string;
  const own = selfSignedCertificate();
  let numbers = 0;

  before(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'milldash-mail-'));
    under.atEnd(async () => rmSync(folder, { recursive: true }));
    const caFile = join(folder, 'wrong.pem');
    writeFileSync(caFile, selfSignedCertificate().certificate);
    rightCaFile = join(folder, 'right.pem');
    writeFileSync(rightCaFile, own.certificate);
    smtp = await startSmtpServer(PASSWORD, { how: 'always', ...own });
    under.atEnd(() => smtp.close());
    const environment = {
      SMTP_URL: `smtps://milldash:kiwi%20lantern@127.0.0.1:${smtp.port}`,
      SMTP_CA: caFile,
      ACCESS_TOKEN_EXPIRE_MINUTES: '1440',
    };
    app = await startTestApp(under, { environment });
    admin = clientOf(app.app, await app.signIn('ADMIN'));
    // a person is sent what is low by default
    await app.signIn('STOREKEEPER');
    await send();
  });

  const send = async () => app.services.notifications.mailDispatcher?.sendDue();
  const low = () =>
    app.services.store.transact(actor, async (tx) => {
      const component = { component_id: ++numbers, component_name: `Part ${numbers}`, stock_code: null, unit: 'pcs' };
      const place = { location_id: 1, location_name: 'Store', on_hand: 1, minimum: 2, shortage: 1 };
      tx.emit({ type: 'com.milldash.stock.low', subject: 'components/1', data: { ...component, ...place } });
    });
  async function list(query = ''): Promise<any[]> {
    const { status, body } = await admin('GET', `${at}${query}`);
    assert.equal(status, 200, JSON.stringify(body));
    return body.items;
  }

  test('keeps what a server with a certificate that nobody vouches for is not told, and says why', async () => {
    await low();
    await send();
    const [mail, ...others] = await list('?status=waiting');
    assert.deepEqual([mail.kind, mail.attempts, mail.to, others.length], ['low_stock', 1, null, 0]);
    assert.match(mail.problem, /certificate/);
    assert.equal('body' in mail, false);
    assert.deepEqual([smtp.received, smtp.heard()], [[], []]);
    const warned = app.lines.find((line) => line.includes('The mail server cannot be used'));
    assert.match(warned ?? '', /certificate/);
    assert.doesNotMatch(app.lines.join('\n'), /kiwi.lantern/);
  });

  test('an administrator has what was given up tried again, for another day, and it arrives', async () => {
    for (let tries = 0; (await list('?status=waiting')).length > 0 && tries < 60; tries++) {
      app.clock.advance(DAY_MS / 4);
      await send();
      admin = clientOf(app.app, await app.signIn('ADMIN'));
    }
    const [dead] = await list('?status=dead');
    assert.equal(dead.next_attempt_at, null);
    assert.equal(outcomeOf(await admin('POST', `${at}/999999/retry`)), '404 mail-not-found');
    const { body: retried } = await admin('POST', `${at}/${dead.id}/retry`);
    assert.deepEqual(
      [retried.status, retried.attempts, retried.next_attempt_at],
      ['waiting', 0, new Date(app.clock.now()).toISOString()],
    );
    const trusting = anotherProcess(app, rightCaFile);
    app.clock.advance(MINUTE_MS);
    await trusting.mailDispatcher?.sendDue();
    await trusting.close();
    assert.equal(smtp.received.length, 1);
    assert.deepEqual(smtp.heardInClear(), []);
    const [sent] = await list(`?user_id=${dead.user_id}`);
    assert.deepEqual([sent.id, sent.status, sent.problem, sent.attempts], [dead.id, 'sent', null, 1]);
    const { body: same } = await admin('POST', `${at}/${dead.id}/retry`);
    assert.deepEqual(same, sent, 'one that was sent is not sent again');
    const { items } = (await admin('GET', '/api/v1/audit?action=mail.retried')).body;
    assert.deepEqual(
      items.map(({ after }: any) => after),
      [{ mail: dead.id }],
    );
  });

  test('is for people who manage accounts alone: no program sees who is told what', async () => {
    const supervisor = clientOf(app.app, await app.signIn('SUPERVISOR'));
    assert.equal(outcomeOf(await supervisor('GET', at)), '403 forbidden');
    const { body: key } = await admin('POST', '/api/v1/api-keys', { name: 'integrator', scopes: ['settings:manage'] });
    assert.equal(outcomeOf(await clientOf(app.app, { 'x-api-key': key.key })('GET', at)), '403 forbidden');
  });
});

/** Another process on the same database, which trusts another authority. */
function anotherProcess({ services, clock, config }: TestApp, caFile: string) {
  const { store, log, settings, logs: events, eventNames, users, machines } = services;
  return createNotifications({
    store,
    clock,
    log,
    settings,
    events,
    eventNames,
    users,
    machines,
    zone: config.factory.timezone,
    mailServer: config.mail === undefined ? undefined : { ...config.mail, caFile },
    secretKey: config.secretKey,
  });
}
