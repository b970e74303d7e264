import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Type } from 'typebox';
import type { RouteApp } from '../../../src/platform/http/index.ts';
import { plantServer } from '../../support/server.ts';

function plantMachines(app: RouteApp): void {
  app.post(
    '/api/v1/machines/:id/moves',
    {
      schema: {
        summary: 'Move a machine',
        description: 'Takes it to another place <script>alert(1)</script>.',
        tags: ['Machines'],
        params: Type.Object({ id: Type.String({ maxLength: 64, description: 'The machine.' }) }),
        querystring: Type.Object({
          notify: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 9 })),
        }),
        body: Type.Object(
          { place_id: Type.Integer({ minimum: 1, maximum: 99, description: 'Where to.', examples: [7] }) },
          { additionalProperties: false },
        ),
        response: { 201: Type.Object({ id: Type.String() }, { description: 'Moved.' }) },
      },
      config: { permission: 'machines:manage', errors: ['machine-not-found', 'place-not-found', 'version-conflict'] },
    },
    async (_request, reply) => reply.code(201).send({ id: 'a' }),
  );
}

test('the description is OpenAPI 3.1 and tells of each route its permission, parameters, body and codes', async () => {
  const { app } = plantServer(plantMachines);
  const response = await app.inject('/openapi.json');
  assert.equal(response.statusCode, 200);
  const document = response.json();
  assert.equal(document.openapi, '3.1.0');
  const operation = document.paths['/api/v1/machines/{id}/moves'].post;
  assert.equal(operation.operationId, 'postMachinesByIdMoves');
  assert.match(operation.description, /Needs the permission `machines:manage`\./);
  assert.deepEqual(operation.security, [{ bearer: [] }, { cookie: [] }, { apiKey: [] }]);
  assert.deepEqual(
    operation.parameters.map(({ name, in: where, required }: Record<string, unknown>) => [name, where, required]),
    [
      ['id', 'path', true],
      ['notify', 'query', false],
    ],
  );
  assert.equal(operation.requestBody.content['application/json'].schema.properties.place_id.examples[0], 7);
  assert.equal(operation.responses['201'].description, 'Moved.');
  const codesOf = (status: string) => {
    const name = operation.responses[status].$ref.replace('#/components/responses/', '');
    return document.components.responses[name].content['application/problem+json'].schema.properties.code.enum;
  };
  assert.deepEqual(codesOf('404'), ['machine-not-found', 'place-not-found']);
  assert.deepEqual(codesOf('409'), ['version-conflict']);
  assert.deepEqual(codesOf('401'), ['not-authenticated', 'token-invalid']);
  assert.deepEqual(codesOf('422'), ['validation-failed']);
  assert.ok(codesOf('503').includes('database-unavailable'));
  assert.ok(document.components.securitySchemes.bearer);
});

test('an open route needs no key, and no operation name is given twice', async () => {
  const { app } = plantServer(plantMachines);
  const { paths } = (await app.inject('/openapi.json')).json();
  assert.deepEqual(paths['/health/live'].get.security, []);
  const names = Object.values(paths).flatMap((path) =>
    Object.values(path as Record<string, { operationId: string }>).map(({ operationId }) => operationId),
  );
  assert.equal(new Set(names).size, names.length);
});

test('the description is the same bytes until the program changes, so readers are answered 304', async () => {
  const { app } = plantServer(plantMachines);
  const { etag } = (await app.inject('/openapi.json')).headers;
  const again = await app.inject({ url: '/openapi.json', headers: { 'if-none-match': String(etag) } });
  assert.equal(again.statusCode, 304);
});

test('the reference page shows every operation, escapes its texts and loads nothing from elsewhere', async () => {
  const { app } = plantServer(plantMachines);
  const page = await app.inject('/docs');
  assert.match(String(page.headers['content-type']), /^text\/html/);
  assert.match(page.body, /Move a machine/);
  assert.match(page.body, /machine-not-found/);
  assert.doesNotMatch(page.body, /<script/i);
  const loaded = [...page.body.matchAll(/(?:src|href|action|data|poster)="([^"]*)"/g)].map((match) => match[1] ?? '');
  assert.ok(loaded.length > 0);
  for (const address of loaded) assert.match(address, /^(\/docs\/style\.css|\/openapi\.json|#[\w-]+)$/);
  assert.match(String(page.headers['content-security-policy']), /^default-src 'none'; style-src 'self'/);
  const style = await app.inject('/docs/style.css');
  assert.match(String(style.headers['content-type']), /^text\/css/);
  for (const text of [page.body, style.body]) assert.doesNotMatch(text, /https?:|\/\/[a-z]|url\(|@import/i);
});

test('the reference can be switched off', async () => {
  const { app } = plantServer(plantMachines, { apiDocs: false });
  assert.equal((await app.inject('/docs')).statusCode, 404);
  assert.equal((await app.inject('/openapi.json')).statusCode, 404);
});
