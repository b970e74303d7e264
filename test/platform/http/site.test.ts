/** The built web interface over real HTTP: its page, its files, and what stays a problem document. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Type } from 'typebox';
import { readSite } from '../../../src/platform/http/index.ts';
import { buildSite, SCRIPT } from '../../support/built-site.ts';
import { plantServer } from '../../support/server.ts';

/** As Chromium asks for an address that was typed. */
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';
const script = '/assets/index-Bx3k_9-Q.js';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
}

let folder: string;
let port: number;
let lines: string[];

/** Sends the path as it is written: a browser or fetch would mend it. */
function ask(path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET', at = port): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = get({ port: at, path, headers, method, agent: false }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () => {
        const bytes = Buffer.concat(pieces);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, text: bytes.toString() });
      });
    });
    request.on('error', reject);
  });
}

const open = (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
  ask(path, { accept: BROWSER, ...headers }, method);
const isPage = ({ status, headers, text }: Answer) =>
  status === 200 && headers['content-type'] === 'text/html; charset=utf-8' && text.includes('<title>MillDash</title>');

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'milldash-site-'));
  after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'secret.txt'), 'outside of the site');
  await buildSite(join(folder, 'dist'));
  const planted = plantServer(
    (app) => {
      const config = { permission: 'public' } as const;
      app.get('/api/v1/things', { schema: { response: { 200: Type.Any() } }, config }, async () => ({}));
      app.post('/only-posted', { schema: { response: { 200: Type.Any() } }, config }, async () => ({}));
    },
    { site: await readSite(join(folder, 'dist')), rateLimits: fewStrangers },
  );
  lines = planted.lines;
  await planted.app.listen({ host: '127.0.0.1', port: 0 });
  port = (planted.app.server.address() as { port: number }).port;
});

/** So that counting the pages or files would be seen. */
const fewStrangers = { signedIn: { burst: 1_000, perSecond: 1_000 }, stranger: { burst: 60, perSecond: 1_000 } };

test('a browser gets the page at the root, a program what it always got', async () => {
  assert.ok(isPage(await open('/')));
  for (const accept of ['*/*', 'application/json', 'application/json, text/html;q=0.5', 'text/html;q=0']) {
    const { headers, text } = await ask('/', { accept });
    assert.deepEqual(JSON.parse(text), { status: 'Mill Dash API is running' }, accept);
    assert.deepEqual([headers.vary, headers['cache-control']], ['Origin, Accept', 'no-store']);
  }
  assert.deepEqual(JSON.parse((await ask('/')).text), { status: 'Mill Dash API is running' });
});

test('every address that the page may have gives it, one-time links among them', async () => {
  const paths = ['/tickets/7', '/machines/mill-1?tab=history', '/a/b/c/', '/apiary', '/authors', '/index.html'];
  for (const path of [...paths, `/reset-password/7/mdl_${'x'.repeat(43)}`, `/activate/7/mdl_${'y'.repeat(43)}`]) {
    const answer = await open(path);
    assert.ok(isPage(answer), path);
  }
  assert.ok(isPage(await ask('/index.html')), 'by its own name also for who keeps it for later');
  const log = lines.join('\n');
  assert.match(log, /GET \/tickets\/7 200/);
  assert.match(log, /GET \/reset-password\/7\//);
  assert.doesNotMatch(log, /mdl_x|mdl_y/, 'no one-time link is in the log');
});

test('its policy lets it run its own scripts only, and style what carries the nonce of this answer', async () => {
  const [one, two] = [await open('/', { host: 'mills.example:8443' }), await open('/tickets')];
  const nonceOf = ({ text }: Answer) => /name="csp-nonce" content="([\w-]{24})"/.exec(text)?.[1];
  assert.equal(
    one.headers['content-security-policy'],
    "default-src 'none'; script-src 'self'; " +
      `style-src 'self' 'nonce-${nonceOf(one)}'; img-src 'self' data: blob:; font-src 'self'; ` +
      "connect-src 'self' ws://mills.example:8443 wss://mills.example:8443; manifest-src 'self'; worker-src 'self'; " +
      "media-src 'self' blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  );
  assert.ok(nonceOf(two) !== undefined && nonceOf(one) !== nonceOf(two));
  assert.ok(String(two.headers['content-security-policy']).includes(`'nonce-${nonceOf(two)}'`));
  const { headers } = one;
  assert.equal(headers['permissions-policy'], 'camera=(self), geolocation=(), microphone=()');
  assert.deepEqual([headers['cache-control'], headers.etag], ['no-cache', undefined], 'no nonce is used twice');
  assert.deepEqual(
    [headers['x-content-type-options'], headers['x-frame-options'], headers['referrer-policy']],
    ['nosniff', 'DENY', 'no-referrer'],
  );
  const forged = await open('/', { host: "x;script-src'unsafe-inline'" });
  assert.match(String(forged.headers['content-security-policy']), /connect-src 'self'; manifest-src/);
});

test('what programs ask for stays a problem document, whoever asks', async () => {
  const unknown = ['/api', '/api/v1/nothing', '/auth/nothing', '/uploads/x.png', '/docs/nothing', '/health/nothing'];
  for (const path of [...unknown, '/openapi.json/x', '/asyncapi.json', '/assets/gone-1.js', '/assets/', '/assets']) {
    const { status, headers, text } = await open(path);
    assert.deepEqual([status, JSON.parse(text).code], [404, 'route-not-found'], path);
    assert.match(String(headers['content-type']), /^application\/problem\+json/, path);
  }
  for (const [path, accept] of [
    ['/tickets/7', '*/*'],
    ['/tickets/7', 'application/json'],
    ['/robots.txt', 'image/avif,image/webp,*/*'],
  ] as const) {
    const { status, headers } = await ask(path, { accept });
    assert.deepEqual([status, headers.vary], [404, 'Origin, Accept'], path);
  }
  assert.equal((await open('/tickets/7', {}, 'POST')).status, 404);
  const { status, headers } = await open('/only-posted');
  assert.deepEqual([status, headers.allow], [405, 'POST, OPTIONS']);
});

test('files whose names change with their content are kept for a year, the others are asked for again', async () => {
  const { status, headers, text } = await ask(script);
  assert.deepEqual([status, text], [200, SCRIPT]);
  assert.equal(headers['content-type'], 'text/javascript; charset=utf-8');
  assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable');
  assert.equal(headers['x-content-type-options'], 'nosniff');
  const kinds: Record<string, string> = {
    '/favicon.svg': 'image/svg+xml; charset=utf-8',
    '/manifest.webmanifest': 'application/manifest+json; charset=utf-8',
    '/sw.js': 'text/javascript; charset=utf-8',
    '/sw.js?v=2': 'text/javascript; charset=utf-8',
  };
  for (const [path, kind] of Object.entries(kinds)) {
    const file = await ask(path);
    assert.deepEqual([file.headers['content-type'], file.headers['cache-control']], [kind, 'no-cache'], path);
  }
  const worker = await ask('/sw.js');
  assert.equal(worker.headers['service-worker-allowed'], '/');
  assert.match(
    String(worker.headers['content-security-policy']),
    /^default-src 'none'; script-src 'self'; connect-src 'self' ws:/,
  );
});

test('what is packed goes to whoever can unpack it, each under a tag of its own', async () => {
  const unpack = { br: brotliDecompressSync, gzip: gunzipSync } as const;
  const tags = new Set<unknown>();
  for (const [accepted, encoding] of [
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, deflate', 'gzip'],
    ['br;q=0, GZIP;q=0.5', 'gzip'],
    ['identity', undefined],
    ['*', undefined],
  ] as const) {
    const { headers, bytes } = await ask(script, { 'accept-encoding': accepted });
    assert.deepEqual([headers['content-encoding'], headers.vary], [encoding, 'Origin, Accept-Encoding'], accepted);
    assert.equal((encoding === undefined ? bytes : unpack[encoding](bytes)).toString(), SCRIPT);
    assert.equal(headers['content-length'], String(bytes.length));
    tags.add(headers.etag);
  }
  assert.equal(tags.size, 3);
  const style = await ask('/assets/style-A1.css', { 'accept-encoding': 'br' });
  assert.equal(style.headers['content-encoding'], undefined, 'not where it would be larger');
});

test('who has a file is told that it is the same', async () => {
  for (const path of [script, '/favicon.svg', '/sw.js']) {
    const headers = { 'accept-encoding': 'br' };
    const { headers: first } = await ask(path, headers);
    const tag = String(first.etag);
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const again = await ask(path, { ...headers, 'if-none-match': known });
      assert.deepEqual([again.status, again.text, again.headers.etag], [304, '', tag], `${path} ${known}`);
      assert.equal(again.headers['cache-control'], first['cache-control']);
      assert.equal(again.headers['content-security-policy'], first['content-security-policy']);
    }
    assert.equal((await ask(path, { ...headers, 'if-none-match': '"other"' })).status, 200);
  }
});

test('HEAD tells what GET would, without the body', async () => {
  for (const path of ['/', '/tickets/7', script, '/sw.js']) {
    const [whole, head] = [await open(path), await open(path, {}, 'HEAD')];
    assert.deepEqual([head.status, head.text], [200, ''], path);
    for (const name of ['content-type', 'content-length', 'etag', 'cache-control', 'vary']) {
      assert.equal(head.headers[name], whole.headers[name], `${path} ${name}`);
    }
  }
});

test('nothing but the files of the build can be reached', async () => {
  const hidden = [`${script}.map`, `${script}.br`, '/index.html.br', '/.vite/manifest.json', '/dist/index.html'];
  const outside = [
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/..\\secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '//secret.txt',
    join(folder, 'secret.txt'),
    '/assets/index-Bx3k_9-Q.js%00.txt',
    '/__proto__',
    '/constructor',
  ];
  for (const path of [...hidden, ...outside]) {
    const asProgram = await ask(path);
    assert.ok([400, 404].includes(asProgram.status), `${path}: ${asProgram.status}`);
    const asBrowser = await open(path);
    for (const { text } of [asProgram, asBrowser]) assert.doesNotMatch(text, /outside of the site|sources/, path);
    assert.ok(isPage(asBrowser) || [400, 404].includes(asBrowser.status), path);
  }
});

test('a floor of tablets that reloads is not locked out, and asking for what is missing is counted', async () => {
  const rounds = Array.from({ length: 3 }, () => ['/', '/floor', script, '/sw.js', '/favicon.svg']).flat();
  const many = await Promise.all(Array.from({ length: 20 }, () => rounds.map((path) => open(path))).flat());
  assert.deepEqual([...new Set(many.map(({ status }) => status))], [200]);
  assert.ok(many.every(({ headers }) => headers['ratelimit-remaining'] === undefined));
  assert.equal((await open('/assets/gone.js')).headers['ratelimit-limit'], '60');
});

test('without a build there is no page, and all is as it was', async () => {
  assert.equal(await readSite(join(folder, 'nowhere')), undefined);
  const { app } = plantServer(() => {}, { site: undefined });
  const root = await app.inject({ url: '/', headers: { accept: BROWSER } });
  assert.deepEqual([root.json(), root.headers['vary']], [{ status: 'Mill Dash API is running' }, 'Origin']);
  const deep = await app.inject({ url: '/tickets/7', headers: { accept: BROWSER } });
  assert.deepEqual([deep.statusCode, deep.json().code], [404, 'route-not-found']);
});

test('a file of a kind or name that is not served stops the start, and says which', async () => {
  for (const name of ['notes.docx', 'assets/a b.js']) {
    const other = await mkdtemp(join(tmpdir(), 'milldash-site-'));
    after(() => rm(other, { recursive: true, force: true }));
    await buildSite(other, { 'index.html': '<title>MillDash</title>', [name]: '' });
    await assert.rejects(readSite(other), /(notes\.docx|a b\.js) is no file of a web interface\. Allowed: plain names/);
  }
});
