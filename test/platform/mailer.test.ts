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

  /** Goes on with what it says for as long as the connection is there: its end alone ends `close`. */
  async function startDripping(greeting: string, answerTo: (line: string) => string, dripsAfter: string) {
    const server = createServer((socket) => {
      let drip: NodeJS.Timeout | undefined;
      const say = (lines: string, line: string) => {
        socket.write(lines);
        if (line === dripsAfter) drip = setInterval(() => socket.write('250-and more\r\n'), 10);
      };
      socket.on('error', () => {}).on('data', (line) => say(answerTo(String(line)), String(line)));
      socket.once('close', () => clearInterval(drip));
      say(greeting, greeting);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const close = async () => {
      server.close();
      await once(server, 'close');
    };
    return { port: (server.address() as AddressInfo).port, close };
  }

  test('gives a message up that is answered without an end', async () => {
    const { port, close } = await startDripping('220 here\r\n', () => '', '220 here\r\n');
    assert.deepEqual(await mailerTo({ port }, { wholeLimitMs: 300 }).send(mail), {
      kind: 'failed',
      problem: 'The server had not taken the message after 0.3 s',
      isServer: true,
    });
    await close();
  });

  test('gives a sign-in up that is answered without an end, and leaves no connection behind', async () => {
    const { port, close } = await startDripping('220 here\r\n', () => '', '220 here\r\n');
    assert.equal(
      await mailerTo({ port }, { signInLimitMs: 300 }).findTrouble(),
      'The server had not let us in after 0.3 s',
    );
    await close();
  });

  test('leaves none behind either where the farewell is answered without an end', async () => {
    const answers: Readonly<Record<string, string>> = { EHLO: '250 AUTH PLAIN\r\n', AUTH: '235 in\r\n', QUIT: '' };
    const answerTo = (line: string) => answers[line.slice(0, 4)] ?? '500 what?\r\n';
    const { port, close } = await startDripping('220 here\r\n', answerTo, 'QUIT\r\n');
    assert.equal(await mailerTo({ port }).findTrouble(), undefined);
    await close();
  });
});
