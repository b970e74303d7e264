/** Clients that do not read, and clients that send rubbish: cut off, and nobody else notices. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { onEngine } from '../../support/engines.ts';
import { openLive } from '../../support/live-client.ts';

const actor = systemActor('test');
const EVENTS = 200;
/** All together more than the lines of both sides hold. */
const text = 'x'.repeat(100_000);

onEngine('sqlite', 'hostile live clients', (under) => {
  let started: TestApp;
  let base: string;
  let headers: { authorization: string };

  before(async () => {
    started = await startTestApp(under, {
      environment: { LOG_LEVEL: 'info' },
      server: { realtimeLimits: { slowMs: 1_500, sweepMs: 50, goodbyeMs: 200 } },
    });
    base = await started.app.listen({ host: '127.0.0.1', port: 0 });
    headers = await started.signIn('VIEWER');
  });

  const emit = (n: number, data: object = {}) =>
    started.services.store.transact(actor, async (tx) =>
      tx.emit({ type: 'com.milldash.test.happened', subject: 'tests/1', data: { n, ...data } }),
    );

  test('one that stops reading is cut off as too slow and resumes where it was; one that reads misses nothing', async () => {
    const [quick, slow] = [
      await openLive(base, '?topics=test', { headers }),
      await openLive(base, '?topics=test', { headers }),
    ];
    await Promise.all([quick.next('live'), slow.next('live')]);
    await emit(0);
    await slow.until(() => slow.events.length === 1);
    slow.socket.pause();
    for (let n = 1; n <= EVENTS; n++) await emit(n, { text });
    await quick.until(() => quick.events.length === EVENTS + 1);
    const cut = () => started.lines.some((line) => line.includes('ended: too-slow'));
    while (!cut()) await new Promise((resolve) => setTimeout(resolve, 20));
    slow.socket.resume();
    const { code } = await slow.closed;
    assert.ok(code === 4430 || code === 1006, String(code));
    const position = slow.frames.findLast((frame) => frame['next_after'] !== undefined)?.['next_after'];
    const resumed = await openLive(base, `?topics=test&after=${position}`, { headers });
    const numbers = () => [...slow.events, ...resumed.events].map(({ data }) => data.n);
    await resumed.until(() => numbers().length > EVENTS);
    assert.deepEqual(
      numbers(),
      Array.from({ length: EVENTS + 1 }, (_, n) => n),
    );
    await Promise.all([quick.close(), resumed.close()]);
  });

  test('floods of what cannot be read are cut off, and others go on', async () => {
    const quick = await openLive(base, '?topics=test', { headers });
    await quick.next('live');
    const floods = await Promise.all(Array.from({ length: 10 }, () => openLive(base, '', { headers })));
    for (const flood of floods) for (let at = 0; at < 2_000; at++) flood.socket.send(at % 2 === 0 ? '{' : '[1,2');
    const codes = await Promise.all(floods.map(async ({ closed }) => (await closed).code));
    assert.ok(
      codes.every((code) => code === 4429 || code === 1003 || code === 1006),
      String(codes),
    );
    await emit(-1);
    await quick.until(() => quick.events.some(({ data }) => data.n === -1));
    await quick.close();
  });
});
