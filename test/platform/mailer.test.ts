import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { createMailer, type MailerOptions, type MailServer } from '../../src/platform/mail/index.ts';
import { type SmtpServer, startSmtpServer } from '../support/smtp-server.ts';

const mail = { to: 'tess@mills.example', subject: 'Low', text: 'a', html: '<p>a</p>', messageId: '<1@mills.example>' };

describe('the mailer', () => {
  let smtp: SmtpServer;
  before(async () => {
    smtp = await startSmtpServer('kiwi lantern');
  });
  after(() => smtp.close());

  const mailerTo = (changes: Partial<MailServer>, options?: MailerOptions) =>
    createMailer(
      {
        host: '127.0.0.1',
        port: smtp.port,
        tls: 'never',
        caFile: undefined,
        user: 'milldash',
        password: 'kiwi lantern',
        from: 'milldash@mills.example',
        ...changes,
      },
      options,
    );

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

  test('gives a message up that is answered without an end', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {}).write('220 here\r\n');
      const drip = setInterval(() => socket.write('250-and more\r\n'), 10);
      socket.once('close', () => clearInterval(drip));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    assert.deepEqual(await mailerTo({ port }, { wholeLimitMs: 300 }).send(mail), {
      kind: 'failed',
      problem: 'The server had not taken the message after 0.3 s',
      isServer: true,
    });
    server.close();
    await once(server, 'close');
  });
});
