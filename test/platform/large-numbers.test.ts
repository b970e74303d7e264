import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { encodeCursor } from '../../src/kernel/paging.ts';
import { startTestApp } from '../support/app.ts';
import { onEachEngine } from '../support/engines.ts';

onEachEngine('Numbers that a database cannot hold', (under) => {
  test('are refused as mistakes of the request, wherever they stand', async () => {
    const { app, signIn } = await startTestApp(under);
    const headers = await signIn('ADMIN');
    const ask = async (method: 'GET' | 'PATCH' | 'POST', url: string, payload?: object) => {
      const answer = await app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
      return `${answer.statusCode} ${answer.json().code}`;
    };
    const beyond = encodeCursor([1e300]);
    assert.equal(await ask('GET', `/api/v1/audit?cursor=${beyond}`), '422 cursor-invalid');
    assert.equal(await ask('GET', `/api/v1/users?cursor=${beyond}`), '422 cursor-invalid');
    assert.equal(await ask('GET', '/api/v1/machines?place_id=1e300'), '422 validation-failed');
    assert.equal(await ask('POST', '/api/v1/places', { name: 'a', parent_id: 1e300 }), '422 validation-failed');
    assert.equal(await ask('PATCH', '/api/v1/places/1', { name: 'a', version: 1e300 }), '422 validation-failed');
  });

  test('are never an unexpected failure of the database, where nothing before it looked', async () => {
    const { database } = await under.createDatabase();
    const asked = sql`select id from users where id > ${1e300} or id = ${2 ** 70}`.execute(database.kysely);
    if (under.engine === 'sqlite') assert.deepEqual((await asked).rows, []);
    else await assert.rejects(asked, { code: 'validation-failed' });
  });
});
