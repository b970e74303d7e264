/** Which requests the worker answers, and which go past it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOfBuild, ruleFor, saysAway, withNonce } from './rules.ts';

const origin = 'https://mill.example';
const build = {
  files: ['/assets/index-A1.js', '/favicon.svg'],
  programPaths: ['/api', '/auth', '/uploads', '/docs', '/openapi.json', '/health'],
};

function rule(path: string, mode: RequestMode = 'navigate', method = 'GET') {
  return ruleFor({ url: new URL(path, origin).href, mode, method }, origin, build);
}

test('pages come from the server first, files that are named by their content from what is kept', () => {
  for (const path of ['/', '/tickets/7?tab=1', '/apiary', '/documents', '/healthy']) {
    assert.equal(rule(path), 'page', path);
  }
  assert.equal(rule('/assets/index-A1.js', 'cors'), 'asset');
  assert.equal(rule('/assets/of-the-build-before.js', 'cors'), 'asset');
  assert.equal(rule('/favicon.svg', 'no-cors'), 'file');
});

test('the API, its pages and files, other origins and everything but reading go past the worker', () => {
  const paths = ['/api', '/api/v1/tickets', '/auth/web/session', '/uploads/a.jpg', '/docs', '/docs/x', '/openapi.json'];
  for (const path of [...paths, '/health/live', '/api/v1/ws']) {
    for (const mode of ['navigate', 'cors', 'no-cors', 'same-origin'] as const) {
      assert.equal(rule(path, mode), undefined, `${path} ${mode}`);
    }
  }
  assert.equal(rule('/index.html', 'same-origin'), undefined, 'asked for to see whether there are newer screens');
  assert.equal(rule('/', 'navigate', 'POST'), undefined);
  assert.equal(rule('https://elsewhere.example/'), undefined);
  assert.equal(rule('http://mill.example/assets/index-A1.js', 'cors'), undefined);
});

test('a page of another build is not taken for one of this', () => {
  const named = ['/assets/index-A1.js', '/assets/style-B2.css'];
  assert.ok(isOfBuild('<script src="/assets/index-A1.js"></script><link href="/assets/style-B2.css">', { named }));
  assert.ok(!isOfBuild('<script src="/assets/index-A1.js"></script><link href="/assets/style-C3.css">', { named }));
});

test('a kept page is handed out with another number, in its text as in its policy', () => {
  const policy = "script-src 'self'; style-src 'self' 'nonce-old_1'";
  assert.deepEqual(withNonce('<meta content="old_1">', policy, 'new+2='), {
    page: '<meta content="new+2=">',
    policy: "script-src 'self'; style-src 'self' 'nonce-new+2='",
  });
  assert.equal(withNonce('<meta>', "script-src 'self'", 'new'), undefined);
});

test('a proxy without its server is one that is away, and a refusal is an answer', () => {
  assert.deepEqual([502, 503, 504].map(saysAway), [true, true, true]);
  assert.deepEqual([200, 304, 404, 429, 500].map(saysAway), [false, false, false, false, false]);
});
