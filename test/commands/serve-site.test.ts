/** The program as it ships, with the pages beside its bundle and without: what is served, and what is said of it. */
import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { renderWelcome } from '../../src/commands/demo-box.ts';
import { program } from '../support/milldash-process.ts';
import { openPage } from '../support/page.ts';
import { administrator, send, serveMilldash } from '../support/serving.ts';

const html = { accept: 'text/html,*/*;q=0.8' };

test('the pages beside the bundle are served, and sign in', async () => {
  const server = await serveMilldash();
  const { status, headers, text } = await send(`${server.url}/tickets/7`, { headers: html });
  assert.equal(status, 200);
  const [, nonce] = /<meta name="csp-nonce" content="([\w-]{24})"/.exec(text) ?? [];
  assert.ok(headers.get('content-security-policy')?.includes(`'nonce-${nonce}'`), text);
  const [, script = ''] = /<script [^>]*src="(\/assets\/[^"]+\.js)"/.exec(text) ?? [];
  const asset = await send(`${server.url}${script}`, { headers: { 'accept-encoding': 'br' } });
  assert.deepEqual([asset.status, asset.headers.get('content-encoding')], [200, 'br'], script);
  const page = openPage(server.url);
  assert.equal((await page.ask('POST', '/auth/web/sign-in', administrator)).status, 200);
  assert.equal((await page.ask('GET', '/api/v1/users/me')).body.email, administrator.email);
  assert.equal((await server.stop()).exitCode, 0);
});

test('without them there is the API alone, and the log says so at debug only', async () => {
  // beside the other, from where Node finds the native packages
  const withoutPages = await mkdtemp(join(dirname(program), 'program-without-pages-'));
  after(() => rm(withoutPages, { recursive: true, force: true }));
  await cp(join(program, 'bin'), join(withoutPages, 'bin'), { recursive: true });
  await cp(join(program, 'package.json'), join(withoutPages, 'package.json'));
  const isPages = (source: string) => source === join(program, 'dist/web');
  await cp(join(program, 'dist'), join(withoutPages, 'dist'), {
    recursive: true,
    filter: (source) => !isPages(source),
  });
  for (const [level, expected] of [
    ['info', false],
    ['debug', true],
  ] as const) {
    const server = await serveMilldash({ file: join(withoutPages, 'bin/milldash.js'), env: { LOG_LEVEL: level } });
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
