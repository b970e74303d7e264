import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Type } from 'typebox';
import type { RouteApp } from '../../../src/platform/http/index.ts';
import { as, plantServer } from '../../support/server.ts';

const closed = { additionalProperties: false };
const form = Type.Object(
  {
    name: Type.String({ maxLength: 20 }),
    inner: Type.Optional(Type.Object({ size: Type.Optional(Type.Integer({ minimum: 0, maximum: 9 })) }, closed)),
    code: Type.Optional(
      Type.String({
        pattern: '^[A-Z_]{1,8}$',
        errorMessage: 'must be 1 to 8 capital letters',
        maxLength: 8,
        description: 'Name of it.',
      }),
    ),
    bare: Type.Optional(Type.String({ pattern: '^[A-Z]$', maxLength: 1 })),
  },
  closed,
);

function plantForms(app: RouteApp): void {
  const schema = { body: form, response: { 200: Type.Any() } };
  app.post('/open', { schema, config: { permission: 'public' } }, async () => ({}));
  const several = {
    body: Type.Union([form, Type.Array(form, { maxItems: 2 }), Type.Null()]),
    response: { 200: Type.Any() },
  };
  app.post('/several', { schema: several, config: { permission: 'public' } }, async () => ({}));
  app.post('/mine', { schema, config: { permission: 'account:own' } }, async () => ({}));
}

const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, 1]));

test('a body with more keys than any form costs no more than its first mistake', async () => {
  const { app } = plantServer(plantForms, { bodyLimitBytes: 10_000_000 });
  const ask = (payload: object) => app.inject({ method: 'POST', url: '/mine', payload, headers: as('VIEWER') });
  for (const payload of [
    { name: 'a', ...keys(95_000) },
    { name: 'a', inner: keys(95_000) },
  ]) {
    const { statusCode, json } = await ask(payload);
    assert.equal(statusCode, 422);
    assert.equal(json().errors.length, 1);
  }
  assert.equal((await ask(keys(60))).json().errors.length, 20);
});

test('at most twenty mistakes are told, and that there are more', async () => {
  const { app } = plantServer(plantForms);
  const problem = (await app.inject({ method: 'POST', url: '/open', payload: { name: 7, ...keys(40) } })).json();
  assert.equal(problem.errors.length, 20);
  assert.match(problem.detail, /\(and more\)\.$/);
});

test('who has not signed in may send 16 kB, whatever others may send', async () => {
  const { app } = plantServer(plantForms, { bodyLimitBytes: 1_000_000 });
  const payload = { name: 'x'.repeat(16_400) };
  assert.equal((await app.inject({ method: 'POST', url: '/open', payload })).json().code, 'body-too-large');
  const signedIn = await app.inject({ method: 'POST', url: '/mine', payload, headers: as('VIEWER') });
  assert.equal(signedIn.json().code, 'validation-failed');
});

test('a text of the wrong form is refused in words, never with a regular expression', async () => {
  const { app } = plantServer(plantForms);
  const ask = async (given: object) =>
    (await app.inject({ method: 'POST', url: '/open', payload: { name: 'a', ...given } })).json().detail;
  assert.equal(await ask({ code: 'a-b' }), 'body.code must be 1 to 8 capital letters.');
  assert.equal(await ask({ bare: 'a' }), 'body.bare is not of the form that the reference describes.');
});

test('a body of several shapes is refused by the mistake in it, not by the shapes that it does not have', async () => {
  const { app } = plantServer(plantForms);
  const ask = async (payload: object) =>
    (await app.inject({ method: 'POST', url: '/several', payload })).json().detail as string;
  assert.equal(await ask([{ name: 'a' }, { name: 5 }]), 'body[1].name must be a string.');
  assert.equal(await ask([{}]), 'body[0].name is required.');
  assert.equal(await ask({ name: 5 }), 'body.name must be a string.');
  assert.match(await ask([{ name: 'a' }, { name: 'b' }, { name: 'c' }]), /^body must not have more than 2 items/);
  const text = await app.inject({
    method: 'POST',
    url: '/several',
    payload: '"x"',
    headers: { 'content-type': 'application/json' },
  });
  assert.equal(text.json().detail, 'body must be object or array or null.');
});
