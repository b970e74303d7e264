import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FastifyReply } from 'fastify';
import { type TObject, type TSchema, Type } from 'typebox';
import { DomainError } from '../../../src/kernel/errors.ts';
import type { RouteApp } from '../../../src/platform/http/index.ts';
import { as, plantServer } from '../../support/server.ts';

const ok = { 200: Type.Any() };

function problemOf(response: { statusCode: number; headers: Record<string, unknown>; json(): unknown }) {
  assert.match(String(response.headers['content-type']), /^application\/problem\+json(;|$)/);
  const problem = response.json() as { code: string; detail: string; status: number; [member: string]: unknown };
  assert.equal(problem.status, response.statusCode);
  assert.equal(typeof problem.detail, 'string');
  return problem;
}

function plantThings(app: RouteApp): void {
  app.post(
    '/things',
    {
      schema: {
        body: Type.Object(
          {
            name: Type.String({ minLength: 1, maxLength: 20 }),
            kind: Type.Union([Type.Literal('mill'), Type.Literal('saw')]),
            size: Type.Optional(Type.Integer({ minimum: 1, maximum: 99 })),
          },
          { additionalProperties: false },
        ),
        response: ok,
      },
      config: { permission: 'public' },
    },
    async (request) => request.body,
  );
  app.get('/things/:id', { schema: { response: ok }, config: { permission: 'public' } }, async () => ({}));
}

test('every mistake in a body is listed with its path, its message and what is allowed', async () => {
  const { app } = plantServer(plantThings);
  const response = await app.inject({
    method: 'POST',
    url: '/things',
    payload: { name: '', kind: 'lathe', size: '7', colour: 'red' },
  });
  const problem = problemOf(response);
  assert.equal(response.statusCode, 422);
  assert.equal(problem.code, 'validation-failed');
  assert.deepEqual(
    (problem['errors'] as { path: string }[]).sort((a, b) => (a.path < b.path ? -1 : 1)),
    [
      {
        path: 'body',
        message: "has the unknown key 'colour'",
        allowed: ['name', 'kind', 'size'],
        rule: 'additionalProperties',
      },
      {
        path: 'body.kind',
        message: "must be one of the allowed values, not 'lathe'",
        rule: 'enum',
        allowed: ['mill', 'saw'],
      },
      { path: 'body.name', message: 'must not be empty', rule: 'minLength', limit: 1 },
      { path: 'body.size', message: 'must be an integer', rule: 'type' },
    ],
  );
});

test('a body is never coerced and no key of it is dropped', async () => {
  const { app } = plantServer(plantThings);
  for (const payload of [{ name: 7, kind: 'mill' }, { name: 'a', kind: 'mill', other: 1 }, [], null, 'text']) {
    const response = await app.inject({
      method: 'POST',
      url: '/things',
      payload: JSON.stringify(payload),
      headers: { 'content-type': 'application/json' },
    });
    assert.equal(response.statusCode, 422, JSON.stringify(payload));
    problemOf(response);
  }
});

test('NUL, which one of the engines cannot store, is refused in addresses and in texts of bodies, however deep', async () => {
  const { app } = plantServer(plantThings);
  for (const url of ['/things/%00', '/things/7?a=%00', '/things/7?%00=a', '/nothing/%00']) {
    assert.equal(problemOf(await app.inject(url)).code, 'url-malformed', url);
  }
  const post = async (payload: string) =>
    problemOf(
      await app.inject({ method: 'POST', url: '/things', payload, headers: { 'content-type': 'application/json' } }),
    ).code;
  assert.equal(await post('{"name":"a\\u0000","kind":"mill"}'), 'body-malformed');
  assert.equal(await post('{"na\\u0000me":"a"}'), 'body-malformed');
  assert.equal(await post(`${'['.repeat(3_000)}"\\u0000"${']'.repeat(3_000)}`), 'body-malformed');
  // a backslash and five characters, which is a text like any other
  assert.equal(await post('{"name":"\\\\u0000","kind":"lathe"}'), 'validation-failed');
});

test('an address that does not exist is 404, a method that it lacks is 405 with Allow', async () => {
  const { app } = plantServer(plantThings);
  assert.equal(problemOf(await app.inject('/nothing')).code, 'route-not-found');
  const response = await app.inject({ method: 'DELETE', url: '/things/7/?a=b' });
  assert.equal(problemOf(response).code, 'method-not-allowed');
  assert.equal(response.statusCode, 405);
  assert.equal(response.headers.allow, 'GET, HEAD, OPTIONS');
  const options = await app.inject({ method: 'OPTIONS', url: '/things' });
  assert.deepEqual([options.statusCode, options.headers.allow], [204, 'POST, OPTIONS']);
});

test('a body that is too large, of another media type, not JSON or not UTF-8 is refused with its own status', async () => {
  const { app } = plantServer(plantThings);
  const send = (payload: string | Buffer, type: string) =>
    app.inject({ method: 'POST', url: '/things', payload, headers: { 'content-type': type } });
  const expectations: [string | Buffer, string, number, string][] = [
    [`"${'x'.repeat(20_000)}"`, 'application/json', 413, 'body-too-large'],
    ['name=a', 'application/x-www-form-urlencoded', 415, 'media-type-unsupported'],
    ['hello', 'text/plain', 415, 'media-type-unsupported'],
    ['{"name":', 'application/json', 400, 'body-malformed'],
    ['{"__proto__":{"a":1}}', 'application/json', 400, 'body-malformed'],
    [Buffer.from([0x22, 0xff, 0x22]), 'application/json', 400, 'body-malformed'],
  ];
  for (const [payload, type, status, code] of expectations) {
    const response = await send(payload, type);
    assert.deepEqual([response.statusCode, problemOf(response).code], [status, code], code);
  }
});

test('a refused media type and a body that is too large are told with what is allowed', async () => {
  const { app } = plantServer(plantThings);
  const detailOf = async (payload: string, headers: Record<string, string>) =>
    problemOf(await app.inject({ method: 'POST', url: '/things', payload, headers })).detail;
  const asForm = await detailOf('name=a', { 'content-type': 'application/x-www-form-urlencoded' });
  assert.equal(asForm, "A body of type 'application/x-www-form-urlencoded' is not read. Allowed: application/json.");
  assert.equal(await detailOf('{}', {}), 'The body has no Content-Type. Allowed: application/json.');
  const tooLong = await detailOf(`"${'x'.repeat(20_000)}"`, { 'content-type': 'application/json' });
  assert.match(tooLong, /^The body is larger than the \d+ bytes that this address accepts\.$/);
});

test('a body that cannot be read is described without repeating it', async () => {
  const { app } = plantServer(plantThings);
  const response = await app.inject({
    method: 'POST',
    url: '/things',
    payload: '{"password": hunter2}',
    headers: { 'content-type': 'application/json' },
  });
  assert.doesNotMatch(response.body, /hunter2/);
  assert.match(problemOf(response).detail, /not valid JSON/);
});

test('an address with a broken percent sign is 400, one with an over-long part 414', async () => {
  const { app } = plantServer(plantThings);
  assert.equal(problemOf(await app.inject('/things/%zz')).status, 400);
  assert.equal(problemOf(await app.inject(`/things/${'x'.repeat(300)}`)).status, 414);
});

test('an unexpected failure says nothing of its cause, and the log says all', async () => {
  const { app, lines } = plantServer((routes) => {
    routes.get('/broken', { schema: { response: ok }, config: { permission: 'public' } }, async () => {
      throw new Error('no such column: password_hash');
    });
  });
  const response = await app.inject('/broken');
  assert.equal(response.statusCode, 500);
  assert.equal(problemOf(response).code, 'internal');
  assert.doesNotMatch(response.body, /column/);
  assert.match(lines.join('\n'), /no such column/);
});

test('trouble of the database is 503 with Retry-After', async () => {
  const { app } = plantServer((routes) => {
    routes.get('/read', { schema: { response: ok }, config: { permission: 'public' } }, async () => {
      throw new DomainError('database-unavailable', 'The database cannot be reached.');
    });
  });
  const response = await app.inject('/read');
  assert.deepEqual([response.statusCode, response.headers['retry-after']], [503, '2']);
  assert.equal(problemOf(response).code, 'database-unavailable');
});

test('a handler that takes too long is answered for, and its signal is aborted', async () => {
  let aborted = false;
  const { app } = plantServer((routes) => {
    routes.get(
      '/slow',
      { schema: { response: ok }, config: { permission: 'public', timeLimitMs: 20 } },
      async (request) =>
        new Promise((_resolve, reject) => {
          request.signal.addEventListener('abort', () => {
            aborted = true;
            reject(new Error('stopped'));
          });
        }),
    );
  });
  const response = await app.inject('/slow');
  assert.deepEqual([response.statusCode, problemOf(response).code, aborted], [503, 'answer-timeout', true]);
});

test('401 says how to sign in', async () => {
  const { app } = plantServer((routes) => {
    routes.get('/mine', { schema: { response: ok }, config: { permission: 'account:own' } }, async () => ({}));
  });
  for (const headers of [{}, { authorization: 'Bearer forged' }]) {
    const response = await app.inject({ url: '/mine', headers });
    assert.deepEqual([response.statusCode, response.headers['www-authenticate']], [401, 'Bearer']);
    problemOf(response);
  }
  assert.equal((await app.inject({ url: '/mine', headers: as('VIEWER') })).statusCode, 200);
});

test('a code that a route does not declare is an error in tests', async () => {
  const { app } = plantServer((routes) => {
    routes.get('/liar', { schema: { response: ok }, config: { permission: 'public' } }, async () => {
      throw new DomainError('machine-not-found', 'No machine.');
    });
  });
  const response = await app.inject('/liar');
  assert.equal(response.statusCode, 500);
  assert.match(problemOf(response).detail, /GET \/liar answered 'machine-not-found', which it does not declare/);
});

test('a status that a route does not describe is an error in tests', async () => {
  const { app } = plantServer((routes) => {
    routes.post('/liar', { schema: { response: ok }, config: { permission: 'public' } }, async (_request, reply) =>
      (reply as FastifyReply).code(201).send({}),
    );
  });
  const response = await app.inject({ method: 'POST', url: '/liar' });
  assert.equal(response.statusCode, 500);
  assert.match(problemOf(response).detail, /POST \/liar answered 201/);
});

test('a route that takes a text, a number or a list of any size cannot be mounted', () => {
  const plantAsking = (querystring: TObject) =>
    plantServer((routes) => {
      routes.get('/asked', { schema: { querystring }, config: { permission: 'public' } }, async () => ({}));
    });
  const unbounded: [TSchema, RegExp][] = [
    [Type.String(), /a in GET \/asked takes a string without limits: give it maxLength/],
    [Type.Integer({ minimum: 0 }), /takes a integer without limits: give it maximum/],
    [Type.Union([Type.Number({ maximum: 9 }), Type.Null()]), /takes a number without limits: give it minimum/],
    [Type.Array(Type.String({ maxLength: 9 })), /takes a array without limits: give it maxItems/],
  ];
  for (const [a, message] of unbounded) assert.throws(() => plantAsking(Type.Object({ a })), message);
  plantAsking(Type.Object({ a: Type.Enum(['x']), b: Type.String({ maxLength: 9 }) }));
});

test('a route whose body has open keys cannot be mounted', () => {
  assert.throws(
    () =>
      plantServer((routes) => {
        routes.post(
          '/open',
          {
            schema: { body: Type.Object({ a: Type.Object({}) }, { additionalProperties: false }) },
            config: { permission: 'public' },
          },
          async () => ({}),
        );
      }),
    /a in the body of POST \/open accepts keys that nobody described/,
  );
});
