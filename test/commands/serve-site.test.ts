/** The program as it ships, with the pages beside its bundle: found, signed in to by cookie, and told of in the demo's box. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { renderWelcome } from '../../src/commands/demo-box.ts';
import { buildSite } from '../support/built-site.ts';
import { openPage } from '../support/page.ts';
import { prepared } from '../support/prepared.ts';
import { administrator, send, serveMilldash } from '../support/serving.ts';

const sources = ['src', 'bin', 'scripts/program.ts', 'package-lock.json', 'test/support/built-site.ts'];
const withPages = await prepared('program-with-pages', sources, async (folder) => {
  const { assembleProgram } = await import('../../scripts/program.ts');
  await assembleProgram(folder);
  await buildSite(join(folder, 'dist/web'));
});
const html = { accept: 'text/html,*/*;q=0.8' };

test('the pages beside the bundle are served, and sign in', async () => {
  const server = await serveMilldash({ file: join(withPages, 'bin/milldash.js') });
  const { status, text } = await send(`${server.url}/tickets/7`, { headers: html });
  assert.equal(status, 200);
  assert.match(text, /<title>MillDash<\/title>/);
  const page = openPage(server.url);
  assert.equal((await page.ask('POST', '/auth/web/sign-in', administrator)).status, 200);
  assert.equal((await page.ask('GET', '/api/v1/users/me')).body.email, administrator.email);
  assert.equal((await server.stop()).exitCode, 0);
});

test('without them there is the API alone, and the log says so at debug only', async () => {
  for (const [level, expected] of [
    ['info', false],
    ['debug', true],
  ] as const) {
    const server = await serveMilldash({ env: { LOG_LEVEL: level } });
    const { status, body } = await send(`${server.url}/tickets/7`, { headers: html });
    assert.deepEqual([status, body.code], [404, 'route-not-found']);
    const { stdout } = await server.stop();
    assert.equal(/No web interface in \S+web: the API alone is served/.test(stdout), expected, level);
  }
});

test('the box of the demo says how to get the pages while there are none', () => {
  const welcome = { address: 'http://127.0.0.1:8000', machines: undefined, folder: '/d', people: [], apiDocs: false };
  assert.match(renderWelcome({ ...welcome, site: false }), /`npm run build:web` makes the pages/);
  assert.doesNotMatch(renderWelcome({ ...welcome, site: true }), /build:web/);
});
