/** The description of the whole app: what every route has in common is said, once, and as it is. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { Type } from 'typebox';
import { personalPermissions } from '../../../src/kernel/access.ts';
import { errorCodes } from '../../../src/kernel/errors.ts';
import { startTestApp } from '../../support/app.ts';
import { onEachEngine } from '../../support/engines.ts';
import { plantServer } from '../../support/server.ts';

const BYTES_PER_OPERATION_MAX = 4_000;

interface Described {
  readonly description: string;
  readonly security: readonly Record<string, unknown>[];
  readonly parameters: readonly { readonly $ref?: string }[];
  readonly requestBody?: { readonly required: boolean; readonly content: Record<string, { schema: Schema }> };
  readonly responses: Record<string, Answer>;
}
interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly properties?: Record<string, Schema>;
}
interface Answer {
  readonly $ref?: string;
  readonly headers: Record<string, unknown>;
  readonly content: Record<string, { schema: Schema }>;
}

onEachEngine('The description of the whole app', (under) => {
  if (under.engine !== 'sqlite') return;
  let text = '';
  // a document without a type of its own
  let document: any;
  before(async () => {
    const { app } = await startTestApp(under);
    text = (await app.inject('/openapi.json')).body;
    document = JSON.parse(text);
  });
  const operation = (method: string, path: string): Described => document.paths[path][method];
  const operations = (): [string, Described][] =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods as Record<string, Described>).map(([method, found]) => [`${method} ${path}`, found]),
    ) as [string, Described][];

  test('rests on schemas that can be compiled, all of them', async () => {
    await startTestApp(under, { server: { compileAtStart: true } });
  });

  test('is small enough to be read by a browser or a generator', () => {
    const bytesEach = text.length / operations().length;
    assert.ok(bytesEach < BYTES_PER_OPERATION_MAX, `${bytesEach} bytes an operation`);
  });

  test('refers to nothing that is not there', () => {
    const references = new Set([...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map((match) => match[1] ?? ''));
    assert.ok(references.size > 50);
    for (const reference of references) {
      const found = reference.split('/').reduce((place, step) => place?.[step], document);
      assert.ok(found !== undefined, reference);
    }
  });

  test('gives names to what answers and requests hold', () => {
    for (const name of ['Machine', 'MachinePage', 'NewMachine', 'User', 'UserPage', 'Place', 'Problem', 'Setting']) {
      assert.equal(document.components.schemas[name]?.type, 'object', name);
    }
    const { schema } = operation('get', '/api/v1/machines/{id}').responses['200']?.content['application/json'] ?? {};
    assert.deepEqual(schema, { $ref: '#/components/schemas/Machine' });
    assert.doesNotMatch(text, /"errorMessage"/);
  });

  test('names every code of the catalogue, and lets `allowed` be a list or a schema', () => {
    const { code, allowed } = document.components.schemas.Problem.properties;
    assert.deepEqual(code.enum, [...errorCodes].sort());
    assert.equal(allowed.type, undefined);
    assert.match(document.info.description, /origin-not-allowed/);
    const common = document.components.responses.Problem400.description;
    assert.match(common, /`request-malformed`/);
  });

  test('says which reads are answered 304, and what is needed for it', () => {
    const fresh = operations().filter(([, { responses }]) => responses['304'] !== undefined);
    assert.ok(fresh.length > 10);
    for (const [name, { parameters, responses }] of fresh) {
      assert.ok(responses['200']?.headers['ETag'], name);
      assert.ok(
        parameters.some(({ $ref }) => $ref?.endsWith('/IfNoneMatch')),
        name,
      );
    }
    assert.ok(operation('get', '/api/v1/machines').responses['304']);
  });

  test('says which changes heed If-Match, and which creations say where', () => {
    for (const [method, path] of [
      ['patch', '/api/v1/machines/{id}'],
      ['patch', '/api/v1/users/{id}'],
      ['delete', '/api/v1/settings/{key}'],
    ] as const) {
      assert.ok(
        operation(method, path).parameters.some(({ $ref }) => $ref?.endsWith('/IfMatch')),
        path,
      );
    }
    assert.ok(operation('post', '/api/v1/machines').responses['201']?.headers['Location']);
    assert.equal(operation('post', '/api/v1/places').responses['201']?.headers['Location'], undefined);
  });

  test('says how much of the rate is left, except for probes, and when to come back', () => {
    const isProbe = (name: string) => name === 'get /' || name.includes('/health/');
    for (const [name, { responses }] of operations()) {
      const first = Object.entries(responses).find(([status]) => status < '300');
      assert.equal('RateLimit-Remaining' in (first?.[1].headers ?? {}), !isProbe(name), name);
    }
    const { Problem429: rateLimited, Problem503: busy } = document.components.responses;
    for (const { headers } of [rateLimited, busy]) assert.ok(headers['Retry-After'] && headers['RateLimit-Reset']);
  });

  test('offers an API key only where a key can hold the permission', () => {
    for (const [name, { description, security }] of operations()) {
      const permission = /Needs the permission `([^`]+)`/.exec(description)?.[1];
      const schemes = security.flatMap((each) => Object.keys(each));
      const personal = (personalPermissions as readonly string[]).includes(permission ?? '');
      const ofPeople = ['bearer', 'cookie'];
      assert.deepEqual(schemes, permission === undefined ? [] : personal ? ofPeople : [...ofPeople, 'apiKey'], name);
    }
  });

  test('says which bodies may be left out, and describes each media type apart', () => {
    const retire = operation('post', '/api/v1/machines/{id}/retire').requestBody;
    assert.equal(retire?.required, false);
    assert.equal(retire?.content['application/json']?.schema.type, 'object');
    assert.equal(operation('post', '/api/v1/machines').requestBody?.required, true);
    const upload = operation('post', '/api/v1/ingestion/status-periods');
    assert.equal(upload.requestBody?.content['text/csv']?.schema.type, 'string');
    assert.equal(upload.requestBody?.content['multipart/form-data']?.schema.type, 'object');
    assert.deepEqual(Object.keys(upload.responses['200']?.content ?? {}), ['application/json', 'text/csv']);
    const file = operation('get', '/api/v1/machines/{id}/files/{file_id}').responses['200']?.content ?? {};
    assert.deepEqual(file['image/png']?.schema, { type: 'string', format: 'binary' });
    assert.equal(file['application/json'], undefined);
  });
});

describe('A description', () => {
  test('cannot be made of two schemas with one name', async () => {
    const { app } = plantServer((routes) => {
      for (const [url, schema] of [
        ['/a', Type.Object({ a: Type.String() }, { title: 'Thing' })],
        ['/b', Type.Object({ b: Type.String() }, { title: 'Thing' })],
      ] as const) {
        routes.get(url, { schema: { response: { 200: schema } }, config: { permission: 'public' } }, (async () => ({
          a: 'a',
          b: 'b',
        })) as never);
      }
    });
    const answer = await app.inject('/openapi.json');
    assert.equal(answer.statusCode, 500);
  });

  test('cannot keep an If-Match or a Location to itself', async () => {
    const { app } = plantServer((routes) => {
      const schema = { response: { 201: Type.Any() } };
      routes.post('/made', { schema, config: { permission: 'public' } }, async (_request, reply) =>
        reply.code(201).header('location', '/made/1').send({}),
      );
    });
    const answer = await app.inject({ method: 'POST', url: '/made' });
    assert.equal(answer.statusCode, 500);
    assert.match(answer.json().detail, /config\.location/);
  });
});
