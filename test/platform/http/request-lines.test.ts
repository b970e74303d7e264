import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Type } from 'typebox';
import { createLogger } from '../../../src/platform/logging/index.ts';
import { TestClock } from '../../support/clock.ts';
import { as, plantServer } from '../../support/server.ts';

function plantLogged(level: 'info' | 'debug') {
  const lines: string[] = [];
  const { log } = createLogger({
    level,
    fileMaxBytes: 1_000_000,
    filesKept: 1,
    colour: false,
    clock: new TestClock(),
    destination: { isTTY: true, write: (text: string) => lines.push(...text.trimEnd().split('\n')) },
  });
  const { app } = plantServer(
    (routes) => {
      routes.post(
        '/things',
        {
          schema: {
            body: Type.Object(
              { name: Type.String({ maxLength: 99 }), password: Type.String({ maxLength: 99 }) },
              { additionalProperties: false },
            ),
            response: { 200: Type.Any() },
          },
          config: { permission: 'account:own' },
        },
        async () => ({ answer: 42, access_token: 'very-secret' }),
      );
    },
    { log },
  );
  return { app, lines };
}

const request = {
  method: 'POST',
  url: '/things',
  headers: { ...as('ADMIN'), 'x-request-id': 'r-1' },
  payload: { name: 'drill', password: 'hunter2hunter2' },
} as const;

test('a request leaves one line: method, path, status, time, user, request id', async () => {
  const { app, lines } = plantLogged('info');
  await app.inject(request);
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? '', /POST \/things 200 [\d.]+ ms by 'admin@example.com' .*requestId: "r-1"/);
});

test('what is refused leaves one line too, and whoever is unknown is not named', async () => {
  const { app, lines } = plantLogged('info');
  await app.inject({ ...request, headers: {} });
  await app.inject('/nothing');
  assert.equal(lines.length, 2);
  assert.match(lines[0] ?? '', /POST \/things 401 /);
  assert.match(lines[1] ?? '', /GET \/nothing 404 /);
  assert.doesNotMatch(lines.join('\n'), / by '/);
});

test('at debug, what was sent and answered is in the log, without its secrets', async () => {
  const { app, lines } = plantLogged('debug');
  await app.inject(request);
  const text = lines.join('\n');
  assert.match(text, /"name":"drill"/);
  assert.match(text, /"answer":42/);
  assert.doesNotMatch(text, /hunter2|very-secret|Bearer ADMIN/);
});
