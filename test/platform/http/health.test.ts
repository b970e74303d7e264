import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plantServer } from '../../support/server.ts';

const fine = { name: 'database', needed: true, check: async () => undefined };

test('the process says that it is alive, and the API that it runs', async () => {
  const { app } = plantServer(() => {});
  assert.deepEqual((await app.inject('/health/live')).json(), { status: 'alive' });
  assert.deepEqual((await app.inject('/')).json(), { status: 'Mill Dash API is running' });
});

test('ready is 503 without what is needed, and says nothing of the reason to strangers', async () => {
  const broken = { ...fine, check: () => Promise.reject(new Error('password authentication failed for user x')) };
  const { app } = plantServer(() => {}, { healthChecks: [broken] });
  const response = await app.inject('/health/ready');
  assert.equal(response.statusCode, 503);
  assert.deepEqual(response.json(), {
    status: 'not-ready',
    version: '0.0.0-test',
    checks: [{ name: 'database', status: 'failed', detail: 'No answer from the database.' }],
  });
});

test('ready is 200 and says degraded while only messaging is away', async () => {
  const messaging = { name: 'messaging', needed: false, check: async () => 'The broker is not connected.' };
  const { app } = plantServer(() => {}, { healthChecks: [fine, messaging] });
  const response = await app.inject('/health/ready');
  assert.equal(response.statusCode, 200);
  assert.deepEqual(response.json(), {
    status: 'degraded',
    version: '0.0.0-test',
    checks: [
      { name: 'database', status: 'ok' },
      { name: 'messaging', status: 'degraded', detail: 'The broker is not connected.' },
    ],
  });
});

test('while it stops, the process is alive, not ready, and refuses new work with a problem document', async () => {
  const { app, lines } = plantServer(() => {}, { healthChecks: [fine] });
  app.drain();
  assert.equal((await app.inject('/health/live')).statusCode, 200);
  assert.equal((await app.inject('/health/ready')).statusCode, 503);
  const refused = await app.inject('/docs');
  assert.deepEqual([refused.statusCode, refused.json().code], [503, 'shutting-down']);
  assert.equal(refused.headers.connection, 'close');
  assert.ok(Number(refused.headers['retry-after']) >= 1);
  // nobody has to act: the probe is no line at this level, the refusal one like any other
  assert.deepEqual(
    lines.map((line) => /\[([A-Z]+)\] \S+ (GET \S+ \d+)/.exec(line)?.slice(1)),
    [['INFO', 'GET /docs 503']],
  );
  assert.doesNotMatch(lines.join('\n'), /error:/);
});

test('what fails for another reason while it stops is an error in the log all the same', async () => {
  const fail = async () => Promise.reject(new Error('planned'));
  const { app, lines } = plantServer(
    (planted) =>
      planted.get('/fails', { schema: { summary: 'x', tags: ['x'] }, config: { permission: 'public' } }, async () => {
        app.drain();
        return fail();
      }),
    { checkDeclarations: false },
  );
  await app.inject('/fails');
  assert.match(lines.join('\n'), /\[ERROR\] \S+ GET \/fails 500 .*planned/);
});
