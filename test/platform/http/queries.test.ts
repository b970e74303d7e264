import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Type } from 'typebox';
import type { RouteApp } from '../../../src/platform/http/index.ts';
import { parseQuery, QUERY_PARAMETERS_MAX } from '../../../src/platform/http/query-strings.ts';
import { anyCharacter } from '../../support/any-character.ts';
import { plantServer } from '../../support/server.ts';

const ok = { 200: Type.Any() };
const querystring = Type.Object({
  machine_ids: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 1_000 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 10 })),
  status: Type.Optional(Type.String({ maxLength: 40 })),
  priority: Type.Optional(Type.Enum(['Low', 'High'])),
  states: Type.Optional(Type.Array(Type.Enum(['ACTIVE', 'On Hold']), { maxItems: 2 })),
});

function plantList(app: RouteApp): void {
  app.get(
    '/list',
    { schema: { querystring, response: ok }, config: { permission: 'public' } },
    async (request) => request.query,
  );
  app.get(
    '/old-list',
    { schema: { querystring, response: ok }, config: { permission: 'public', tolerant: true } },
    async (request) => request.query,
  );
  app.get('/plain', { schema: { response: ok }, config: { permission: 'public' } }, async () => ({}));
}

test('arrays are read from repeats, brackets, indices and commas alike', async () => {
  const { app } = plantServer(plantList);
  for (const query of [
    'machine_ids=a&machine_ids=b',
    'machine_ids[]=a&machine_ids[]=b',
    'machine_ids%5B%5D=a&machine_ids%5B%5D=b',
    'machine_ids[0]=a&machine_ids[1]=b',
    'machine_ids=a,b',
    'machine_ids=a%2Cb',
    'machine_ids[]=a,b',
    'machine_ids=a&machine_ids[]=b',
    'machine_ids=a,,b,',
  ]) {
    const response = await app.inject(`/list?${query}`);
    assert.deepEqual(response.json(), { machine_ids: ['a', 'b'], limit: 10 }, query);
  }
  assert.deepEqual((await app.inject('/list?machine_ids=a')).json().machine_ids, ['a']);
  assert.deepEqual((await app.inject('/list?machine_ids=')).json(), { limit: 10 });
});

test('numbers are read from texts, and what is none is refused with its name', async () => {
  const { app } = plantServer(plantList);
  assert.equal((await app.inject('/list?limit=7')).json().limit, 7);
  for (const limit of ['', 'x', '0', '101', '1.5', '1&limit=2']) {
    const response = await app.inject(`/list?limit=${limit}`);
    assert.equal(response.statusCode, 422, limit);
    assert.equal(response.json().errors[0].path, 'query.limit');
  }
});

test('the words of a choice are taken in any case, and read as they are written; others are refused', async () => {
  const { app } = plantServer(plantList);
  const read = async (query: string) => (await app.inject(`/list?${query}`)).json();
  assert.equal((await read('priority=hIGH')).priority, 'High');
  assert.deepEqual((await read('states=on+hold,active')).states, ['On Hold', 'ACTIVE']);
  assert.deepEqual((await read('states=Active')).states, ['ACTIVE']);
  assert.equal((await read('status=oPEN')).status, 'oPEN', 'no choice');
  assert.equal((await read('priority=higher')).errors[0].path, 'query.priority');
  assert.equal((await read('priority=constructor')).errors[0].path, 'query.priority');
});

test('a plus is a space', async () => {
  const { app } = plantServer(plantList);
  assert.equal((await app.inject('/list?status=In+Progress%2B1')).json().status, 'In Progress+1');
});

test('an unknown parameter is refused with what is allowed, and ignored on old paths', async () => {
  const { app } = plantServer(plantList);
  const response = await app.inject('/list?machine=7');
  assert.equal(response.statusCode, 422);
  assert.match(
    response.json().detail,
    /Unknown query parameter 'machine'. Allowed: machine_ids, limit, status, priority, states\./,
  );
  assert.deepEqual(response.json().errors[0].allowed, ['machine_ids', 'limit', 'status', 'priority', 'states']);
  assert.equal((await app.inject('/plain?a=1')).statusCode, 422);
  assert.deepEqual((await app.inject('/old-list?machine=7&limit=2')).json().limit, 2);
});

test('both forms of an address are answered directly', async () => {
  const { app } = plantServer(plantList);
  for (const url of ['/list', '/list/', '/list/?limit=10', '/list?limit=10']) {
    assert.deepEqual([(await app.inject(url)).statusCode, (await app.inject(url)).json()], [200, { limit: 10 }], url);
  }
});

test('more parameters than anyone needs are refused before they are read', async () => {
  const { app } = plantServer(plantList);
  const query = Array.from({ length: QUERY_PARAMETERS_MAX + 1 }, () => 'a=1').join('&');
  assert.equal((await app.inject(`/list?${query}`)).statusCode, 414);
});

test('no query string reaches a prototype', () => {
  const query = parseQuery('__proto__=a&constructor[]=b&__proto__[x]=c');
  assert.equal(Object.getPrototypeOf(query), null);
  assert.equal(query['__proto__'], 'a');
  assert.equal(({} as Record<string, unknown>)['x'], undefined);
});

test('any text is read as a query without failing, and what URLSearchParams wrote is read back', () => {
  fc.assert(fc.property(fc.string({ unit: anyCharacter }), (text) => void parseQuery(text)));
  const name = fc.stringMatching(/^[a-z_]{1,8}$/);
  fc.assert(
    fc.property(fc.array(fc.tuple(name, fc.string({ unit: 'grapheme' })), { maxLength: 20 }), (pairs) => {
      const read = parseQuery(new URLSearchParams(pairs as [string, string][]).toString());
      const written = Map.groupBy(pairs, ([key]) => key);
      assert.deepEqual(
        Object.entries(read),
        [...written].map(([key, found]) => [key, found.length === 1 ? found[0]?.[1] : found.map(([, value]) => value)]),
      );
    }),
  );
});

test('a body of literal null is accepted where a route has no body of its own', async () => {
  const { app } = plantServer((routes) => {
    routes.put(
      '/tickets/:id',
      { schema: { response: ok }, config: { permission: 'public', tolerant: true } },
      async (request) => ({
        query: request.query,
      }),
    );
  });
  for (const payload of ['null', '']) {
    const response = await app.inject({
      method: 'PUT',
      url: '/tickets/7?status=In+Progress',
      payload,
      headers: { 'content-type': 'application/json' },
    });
    assert.deepEqual(response.json(), { query: { status: 'In Progress' } });
  }
});
