import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createMailer, type MailServer } from '../../src/platform/mail/index.ts';
import { type SmtpServer, startSmtpServer } from '../support/smtp-server.ts';

const mail = { to: 'tess@mills.example', subject: 'Low', text: 'a', html: '<p>a</p>', messageId: '<1@mills.example>' };

describe('the mailer', () => {
  let smtp: SmtpServer;
  before(async () => {
    smtp = await startSmtpServer('kiwi lantern');
  });
  after(() => smtp.close());

  const mailerTo = (changes: Partial<MailServer>) =>
    createMailer({
      host: '127.0.0.1',
      port: smtp.port,
      tls: 'never',
      caFile: undefined,
      user: 'milldash',
      password: 'kiwi lantern',
      from: 'milldash@mills.example',
      ...changes,
    });

  test('says nothing to a server that cannot encrypt, unless it was told to', async () => {
    const outcome = await mailerTo({ tls: 'starttls' }).send(mail);
    assert.deepEqual([outcome.kind, 'isServer' in outcome && outcome.isServer], ['failed', true]);
    assert.deepEqual([smtp.received.length, smtp.heard().filter((line) => line.startsWith('AUTH'))], [0, []]);
    assert.deepEqual(await mailerTo({}).send(mail), { kind: 'taken' });
    assert.equal(smtp.received.length, 1);
  });

  test('tells what the server says, and never the password', async () => {
    assert.equal(await mailerTo({}).findTrouble(), undefined);
    const refused = await mailerTo({ password: 'hunter2' }).findTrouble();
    assert.match(refused ?? '', /535/);
    assert.doesNotMatch(refused ?? '', /hunter2/);
    assert.match((await mailerTo({ port: 9 }).findTrouble()) ?? '', /ECONNREFUSED/);
  });
});
