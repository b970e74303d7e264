/** At debug every query and use case names the request that it ran for, also where several are answered at once. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { startTestApp, type TestApp } from '../support/app.ts';
import { onEachEngine } from '../support/engines.ts';

onEachEngine('the log at debug', (under) => {
  let started: TestApp;
  before(async () => {
    started = await startTestApp(under);
  });

  test('names the request of each statement and each use case, of requests with a body that overlap', async () => {
    const { app, lines } = started;
    const headers = await started.signIn('ADMIN');
    const from = lines.length;
    const made = await Promise.all(
      Array.from({ length: 5 }, (_, at) =>
        app.inject({ method: 'POST', url: '/api/v1/machines', headers, payload: { id: `m${at}`, name: `Mill ${at}` } }),
      ),
    );
    const written = lines.slice(from);
    const ids = made.map((answer) => String(answer.headers['x-request-id']));
    assert.equal(new Set(ids).size, 5);
    for (const [at, id] of ids.entries()) {
      assert.equal(made[at]?.statusCode, 201);
      const own = written.filter((line) => line.includes(id));
      assert.equal(own.filter((line) => line.includes('insert into "machines"')).length, 1);
      assert.equal(own.filter((line) => /\[machines\] createMachine answered/.test(line)).length, 1);
    }
    const statements = written.filter((line) => /\] (select|insert|update|delete|with) /.test(line));
    assert.ok(statements.length >= 10, `${statements.length} statements`);
    for (const line of statements)
      assert.ok(
        ids.some((id) => line.includes(`requestId: "${id}"`)),
        line,
      );
  });

  test('names none where no request is being answered', async () => {
    const { lines, services } = started;
    const from = lines.length;
    await services.machines.listMachines({ limit: 1 });
    const written = lines.slice(from);
    assert.ok(written.some((line) => line.includes('from "machines"')));
    assert.doesNotMatch(written.join('\n'), /requestId/);
  });
});
