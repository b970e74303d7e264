/** `milldash dead-letters` as a person starts it: what it prints, and what it removes only where that was said. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestApp } from '../support/app.ts';
import { onEachEngine } from '../support/engines.ts';
import { clientOf } from '../support/http-client.ts';
import { newFolder, runMilldash } from '../support/milldash-process.ts';

const topic = 'milldash/v1/machines/nobody/cuts';

onEachEngine('milldash dead-letters', (under) => {
  async function open() {
    const url = await under.createDatabaseUrl();
    const app = await startTestApp(under, { environment: { DATABASE_URL: url } });
    const admin = clientOf(app.app, await app.signIn('ADMIN'));
    const options = { folder: newFolder(), env: { DATABASE_URL: url } };
    return {
      run: (...args: string[]) => runMilldash(['dead-letters', ...args], options),
      letters: async () => (await admin('GET', '/api/v1/dead-letters')).body.items as { topic: string }[],
      send: (to: string, payload = '{}') =>
        app.services.signals.receive({ topic: to, payload: Buffer.from(payload), sender: null, patienceMs: 10_000 }),
    };
  }

  test('prints each letter as HTTP answers it', async () => {
    const { run, letters, send } = await open();
    await send(topic);
    const { stdout, exitCode, stderr } = await run('--json');
    assert.equal(exitCode, 0, stderr);
    assert.deepEqual(JSON.parse(stdout), await letters());
    const replayed = await run('replay', '--json');
    assert.deepEqual(
      [JSON.parse(replayed.stdout), replayed.exitCode],
      [{ accepted: 0, refused: 1, passed_over: 0 }, 1],
    );
  });

  test('shows what a device has sent without letting it steer the terminal', async () => {
    const { run, letters, send } = await open();
    await send('plc/events/cuts', JSON.stringify({ machine_id: '\u001b[31mred', cut_count: 1 }));
    await send('milldash/v1/machines/\u001b[2J/cuts', '{"\u0007": 1}');
    assert.equal((await letters()).length, 2);
    const { stdout } = await run();
    assert.match(stdout, /There is no machine '\ufffd\[31mred'/);
    // colours of the table's own end what they have not begun
    assert.doesNotMatch(stdout.replaceAll('\u001b[39m', ''), /[^\P{Cc}\n]/u);
  });

  test('removes all of them only where that is said, and else tells how many there are', async () => {
    const { run, letters, send } = await open();
    await send(topic);
    await send('milldash/v1/machines/nobody/weather');
    const refused = await run('purge');
    assert.equal(refused.exitCode, 2, refused.stderr);
    assert.match(refused.stderr, /There are 2 dead letters\. .*--all\. Nothing was removed\./);
    assert.equal((await letters()).length, 2);
    const some = await run('purge', '--topic', topic);
    assert.deepEqual([some.exitCode, some.stdout], [0, '1 removed for good.\n']);
    assert.equal((await letters())[0]?.topic, 'milldash/v1/machines/nobody/weather');
    const all = await run('purge', '--all');
    assert.deepEqual([all.exitCode, all.stdout, await letters()], [0, '1 removed for good.\n', []]);
  });
});
