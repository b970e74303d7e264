import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { Type } from 'typebox';
import { DomainError } from '../../../src/kernel/errors.ts';
import { addCsvFile } from '../../../src/platform/http/index.ts';
import { as, plantServer } from '../../support/server.ts';

function served(lines: () => AsyncIterable<string>) {
  return plantServer((app) => {
    addCsvFile(app, {
      tags: ['Things'],
      path: '/api/v1/things.csv',
      summary: 'Things',
      description: 'All of them.',
      query: Type.Object({}, { additionalProperties: false }),
      permission: 'machines:read',
      errors: ['range-invalid'],
      lines,
    });
  });
}

const ask = async (lines: () => AsyncIterable<string>) =>
  served(lines).app.inject({ url: '/api/v1/things.csv', headers: as('VIEWER') });

test('a table goes out whole, also where it has no row, or nothing at all', async () => {
  for (const pieces of [['a,b\r\n', '1,2\r\n', '3,4\r\n', '5,6\r\n'], ['a,b\r\n'], []]) {
    const { statusCode, payload } = await ask(async function* () {
      yield* pieces;
    });
    assert.deepEqual([statusCode, payload], [200, pieces.join('')]);
  }
});

test('what refuses the first page is a refusal, and no file that breaks off', async () => {
  const answer = await ask(async function* () {
    yield 'a,b\r\n';
    throw new DomainError('range-invalid', 'The end lies before the start.');
  });
  assert.deepEqual([answer.statusCode, answer.json().code], [422, 'range-invalid']);
});

test('a reader who goes away ends what is read for it', async () => {
  let isEnded = false;
  const lines = async function* () {
    try {
      for (;;) yield 'x'.repeat(100_000);
    } finally {
      isEnded = true;
    }
  };
  const { app } = served(lines);
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  const gone = new AbortController();
  const { body } = await fetch(`${address}/api/v1/things.csv`, { headers: as('VIEWER'), signal: gone.signal });
  await body?.getReader().read();
  gone.abort();
  while (!isEnded) await setTimeout(10);
  await app.close();
});
