import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { linkedPages, pageAddress } from '../../src/kernel/page-addresses.ts';
import { type MailKind, mailKinds } from '../../src/modules/notifications/mail/mail-kinds.rules.ts';
import { composeMail } from '../../src/modules/notifications/mail/mail-texts.rules.ts';
import { reportAddress } from '../../src/modules/shift-reports/events.ts';
import { linkForAnotherPurpose } from '../../src/modules/users/refusals.ts';
import { linkToWire } from '../../src/modules/users/users.wire.ts';

const root = new URL('../..', import.meta.url).pathname;
const publicUrl = 'https://milldash.example';

/** As the files of routes write them: what stands below the frame of the administration has its path in front. */
async function webPaths(): Promise<string[]> {
  const paths: string[] = [];
  for await (const file of glob('web/src/pages/**/routes.ts', { cwd: root })) {
    const text = await readFile(join(root, file), 'utf8');
    const routes = [...text.matchAll(/createRoute\(\{\s*getParentRoute(?:: \(\) => (\w+))?,\s*path: '([^']+)'/g)];
    for (const [, parent, path = ''] of routes) paths.push(parent === 'administrationFrame' ? `/admin${path}` : path);
    const calls = text.match(/\bcreateRoute\(/g)?.length;
    assert.equal(routes.length, calls, `${file} writes routes in another way: this test does not see them`);
  }
  return paths;
}

function isRouted(paths: readonly string[], address: string): boolean {
  const given = address.split('/');
  return paths.some((path) => {
    const parts = path.split('/');
    return (
      parts.length === given.length &&
      parts.every((part, at) => (part.startsWith('$') ? given[at] !== '' : part === given[at]))
    );
  });
}

/** What a message of each kind links to, with all that decides about it. */
const linkingMails: Readonly<Record<MailKind, readonly (readonly [type: string, data: object])[]>> = {
  ticket_assigned: [
    ['ticket.assigned', { ticket_id: 7 }],
    ['ticket.opened', { ticket_id: 7 }],
  ],
  critical_ticket: [
    ['ticket.opened', { ticket_id: 7 }],
    ['stop.alerted', { ticket_id: 7 }],
  ],
  stop_alert: [
    ['stop.alerted', { machine_id: 'mill 1', ticket_id: 7 }],
    ['stop.alerted', { machine_id: 'mill 1', ticket_id: null }],
  ],
  help_call: [['help-call.raised', { machine_id: 'mill 1', called_at: '2026-01-15T11:20:00.000Z' }]],
  low_stock: [['stock.low', { component_id: 7 }]],
  shift_report: [['shift-report.completed', { report_id: 7 }]],
};

describe('Links that the server makes', () => {
  test('every link of e-mail is a page of the web interface', async () => {
    const paths = await webPaths();
    assert.ok(paths.length > 40, String(paths.length));
    const links = mailKinds.flatMap((kind) =>
      linkingMails[kind].map(([type, data]) => {
        const around = { machineName: 'Mill 1', publicUrl, zone: 'UTC' };
        const { text } = composeMail(kind, `com.milldash.${type}`, { ...data }, around);
        return [`${kind} ${type}`, text.split('\n\n').at(-1)] as const;
      }),
    );
    for (const [what, link] of links) {
      const path = URL.parse(link ?? '')?.pathname;
      assert.ok(link?.startsWith(publicUrl) === true && path !== undefined, `${what}: ${link}`);
      assert.ok(isRouted(paths, path), `${what} leads to ${path}, which is no page`);
    }
  });

  test('every page that the server knows is one, and so are those of one-time links', async () => {
    const paths = await webPaths();
    const addresses = linkedPages.map((page) => pageAddress(page, 7, 'x'));
    for (const purpose of ['activation', 'password'] as const) {
      const { path } = linkToWire({ purpose, uid: '7', token: 'mdl_x', expiresAtMs: 0 });
      addresses.push(path);
      const [, named] = /(\/[a-z-]+\/)…/.exec(linkForAnotherPurpose(purpose).message) ?? assert.fail();
      const other = purpose === 'activation' ? 'activation' : 'password';
      assert.ok(pageAddress(other, 7, 'x').startsWith(named ?? '?'), named);
    }
    for (const address of addresses) assert.ok(isRouted(paths, address), `${address} is no page`);
    assert.equal(pageAddress('machine', 'mill/1'), '/machines/mill%2F1');
  });

  test('no other source writes the address of a page', async () => {
    const rooms = [...new Set((await webPaths()).map((path) => path.split('/')[1] ?? ''))].filter(
      (room) => room !== '',
    );
    const written = new RegExp(`['"\`}]/(${rooms.join('|')})(/[$\\w{]|['"\`])`);
    const found: string[] = [];
    for await (const file of glob('src/**/*.ts', { cwd: root })) {
      if (file === 'src/kernel/page-addresses.ts' || file.endsWith('.test.ts')) continue;
      const lines = (await readFile(join(root, file), 'utf8')).split('\n');
      found.push(
        ...lines
          .filter((line) => written.test(line) && !/^\s*\/?\*/.test(line))
          .map((line) => `${file}: ${line.trim()}`),
      );
    }
    // an example of an answer
    assert.deepEqual(
      found.filter((line) => !line.includes("examples: ['/reset-password/7/mdl_m3Rk…']")),
      [],
    );
  });

  test('the address in the event of a shift report is one of the interface for programs', async () => {
    const { paths } = JSON.parse(await readFile(join(root, 'docs/reference/openapi.json'), 'utf8'));
    const templates = Object.keys(paths).map((path) => path.replace(/\{(\w+)\}/g, '$$$1'));
    assert.ok(isRouted(templates, reportAddress(7)));
  });
});
