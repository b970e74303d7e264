import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, describe, test } from 'node:test';
import { createMailer, type MailServer } from '../../src/platform/mail/index.ts';
import { selfSignedCertificate } from '../support/certificate.ts';
import { type SmtpEncryption, type SmtpServer, startSmtpServer } from '../support/smtp-server.ts';

const PASSWORD = 'kiwi lantern';
const mail = { to: 'tess@mills.example', subject: 'Low', text: 'a', html: '<p>a</p>', messageId: '<1@mills.example>' };
const own = selfSignedCertificate();

describe('the mailer and a server that encrypts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'milldash-smtp-'));
  const caFile = join(folder, 'ca.pem');
  writeFileSync(caFile, own.certificate);
  const servers: SmtpServer[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });
  after(() => rmSync(folder, { recursive: true }));

  async function serve(how?: SmtpEncryption['how']): Promise<SmtpServer> {
    const server = await startSmtpServer(PASSWORD, how === undefined ? undefined : { how, ...own });
    servers.push(server);
    return server;
  }

  const mailerTo = ({ port }: SmtpServer, changes: Partial<MailServer>) =>
    createMailer({
      host: '127.0.0.1',
      port,
      tls: 'starttls',
      caFile,
      user: 'milldash',
      password: PASSWORD,
      from: 'milldash@mills.example',
      ...changes,
    });

  const signedIn = (lines: readonly string[]) => lines.filter((line) => line.startsWith('AUTH')).length;

  test('sends over TLS from the first byte, signed in, and nothing can be read on the line', async () => {
    const smtp = await serve('always');
    const mailer = mailerTo(smtp, { tls: 'always' });
    assert.equal(await mailer.findTrouble(), undefined);
    assert.deepEqual(await mailer.send(mail), { kind: 'taken' });
    assert.deepEqual([smtp.received.length, signedIn(smtp.heard()), smtp.heardInClear()], [1, 2, []]);
  });

  test('demands STARTTLS, and says who it is only behind it', async () => {
    const smtp = await serve('starttls');
    assert.equal(await mailerTo(smtp, {}).findTrouble(), undefined);
    assert.deepEqual(await mailerTo(smtp, {}).send(mail), { kind: 'taken' });
    assert.deepEqual([smtp.received.length, signedIn(smtp.heard())], [1, 2]);
    assert.deepEqual(
      smtp.heardInClear().map((line) => line.split(' ')[0]),
      ['EHLO', 'STARTTLS', 'EHLO', 'STARTTLS'],
    );
  });

  test('is let in by no server from whose answers somebody strips STARTTLS, and tells it nothing', async () => {
    const smtp = await serve();
    const mailer = mailerTo(smtp, {});
    const outcome = await mailer.send(mail);
    assert.deepEqual([outcome.kind, 'isServer' in outcome && outcome.isServer], ['failed', true]);
    assert.match((await mailer.findTrouble()) ?? '', /STARTTLS/);
    assert.deepEqual([smtp.received.length, signedIn(smtp.heardInClear())], [0, 0]);
  });

  for (const [what, other] of [
    ['nobody vouches for', undefined],
    ['another authority vouches for', join(folder, 'other.pem')],
  ] as const) {
    for (const how of ['always', 'starttls'] as const) {
      test(`refuses a certificate that ${what}, with TLS ${how}, and tells the server nothing`, async () => {
        if (other !== undefined) writeFileSync(other, selfSignedCertificate().certificate);
        const smtp = await serve(how);
        const outcome = await mailerTo(smtp, { tls: how, caFile: other }).send(mail);
        assert.deepEqual([outcome.kind, 'isServer' in outcome && outcome.isServer], ['failed', true]);
        assert.match('problem' in outcome ? outcome.problem : '', /certificate/);
        assert.deepEqual([smtp.received.length, signedIn(smtp.heard())], [0, 0]);
      });
    }
  }

  test('says that the file of the authority cannot be read, and works once it can', async () => {
    const smtp = await serve('always');
    const late = join(folder, 'late.pem');
    const mailer = mailerTo(smtp, { tls: 'always', caFile: late });
    assert.match((await mailer.findTrouble()) ?? '', /^SMTP_CA names a file that cannot be read: ENOENT/);
    assert.equal((await mailer.send(mail)).kind, 'failed');
    writeFileSync(late, own.certificate);
    assert.deepEqual(await mailer.send(mail), { kind: 'taken' });
  });
});
