/**
 * Every route that takes a body, sent what is none: nothing, null, other JSON, what is no JSON, and other media.
 *
 * The routes are those of the served description, so a new one is here by itself.
 */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { startTestApp, type TestApp } from '../support/app.ts';
import { onEngine } from '../support/engines.ts';

/** Content-Type and body. */
const bodies: readonly (readonly [mediaType: string | undefined, body: string | undefined])[] = [
  [undefined, undefined],
  ['application/json', ''],
  ...['null', '[]', '{}', '"x"', '5', '[[]]', '{"id":{}}', '{"__proto__":{"a":1}}', '{', '\u0000'].map(
    (json) => ['application/json', json] as const,
  ),
  ['application/json; charset=latin1', '{}'],
  ['text/plain', 'x'],
  ['application/xml', '<a/>'],
  ['text/csv', 'x\n1\n'],
  ['text/csv', ''],
  ['multipart/form-data', 'x'],
  ['multipart/form-data; boundary=b', '--b\r\n\r\nx'],
  ['multipart/form-data; boundary=b', '--b--\r\n'],
  // a part without a name
  [
    'multipart/form-data; boundary=b',
    '--b\r\nContent-Disposition: form-data;, name="file"; filename="x"\r\n\r\nx\r\n--b--\r\n',
  ],
  // a file without a name
  [
    'multipart/form-data; boundary=b',
    '--b\r\nContent-Disposition: form-data; name="file"\r\nContent-Type: application/octet-stream\r\n\r\nx\r\n--b--\r\n',
  ],
];

const methods = ['post', 'put', 'patch', 'delete'] as const;

// refused before a database is asked for anything: one engine shows it
onEngine('sqlite', 'a body that is none', (under) => {
  let opened: TestApp;
  let routes: readonly (readonly [method: (typeof methods)[number], path: string])[];

  before(async () => {
    opened = await startTestApp(under);
    const { paths } = (await opened.app.inject({ method: 'GET', url: '/openapi.json' })).json() as {
      paths: Record<string, Record<string, unknown>>;
    };
    routes = Object.entries(paths).flatMap(([path, operations]) =>
      methods.filter((method) => operations[method] !== undefined).map((method) => [method, path] as const),
    );
    assert.ok(routes.length > 50, 'the description was read');
  });

  test('is answered or refused by every route, and never a failure of ours', async () => {
    for (const [method, path] of routes) {
      // a session of its own: some routes end it
      const credentials = await opened.signIn('ADMIN');
      for (const id of ['1', 'nobody']) {
        const url = path.replaceAll(/\{\w+\}/g, id);
        for (const [mediaType, payload] of bodies) {
          const headers = { ...credentials, ...(mediaType === undefined ? {} : { 'content-type': mediaType }) };
          const answer = await opened.app.inject({
            method: method.toUpperCase() as 'POST',
            url,
            headers,
            ...(payload === undefined ? {} : { payload }),
          });
          const what = `${method} ${url} with ${mediaType}: ${payload}: ${answer.statusCode} ${answer.body}`;
          assert.ok(answer.statusCode < 500, what);
          if (answer.statusCode < 400) continue;
          assert.match(String(answer.headers['content-type']), /^application\/problem\+json/, what);
          assert.equal(typeof answer.json().detail, 'string', what);
        }
      }
    }
  });
});
