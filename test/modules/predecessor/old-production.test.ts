/** The old shapes of stops and cuts where a started process cannot show it: stops that last, and lists that are cut. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/kernel/clock.ts';
import type { StatusPeriodInput } from '../../../src/modules/timeline/index.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { onEachEngine } from '../../support/engines.ts';
import { clientOf, type Send } from '../../support/http-client.ts';

const actor = systemActor('test');
const source = { kind: 'csv', name: 'test' } as const;
/** A summer's noon: the factory's clocks show 13:00. */
const noon = Date.parse('2026-07-15T12:00:00Z');

onEachEngine('the old shapes of production', (under) => {
  let opened: TestApp;
  let send: Send;
  before(async () => {
    opened = await startTestApp(under);
    opened.clock.set(noon);
    send = clientOf(opened.app, await opened.signIn('VIEWER'));
    await opened.services.machines.createMachine(actor, { id: 'm', name: 'Mill' });
  });
  const stop = (id: string, startMs: number, endMs: number | null): StatusPeriodInput => ({
    id,
    machineId: 'm',
    startMs,
    endMs,
    classification: 'DOWNTIME',
    productivity: 'unproductive',
    reasonText: 'Hydraulic',
  });
  const stops = async (query: string) => {
    const { status, body } = await send('GET', `/api/v1/fourjaw/downtimes?machine_id=m&${query}`);
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };

  test('a stop that lasts ends now, says so, and grows; once it has ended it is over', async () => {
    await opened.services.timeline.recordPeriods(actor, [stop('a', noon - HOUR_MS, null)], source);
    const ends = async () =>
      (await stops('')).map((one: any) => [one.end_time, one.end_timestamp, one.duration_seconds, one.open]);
    const now = '2026-07-15T12:00:00.000Z';
    assert.deepEqual(await ends(), [[now, now, 3_600, true]]);
    opened.clock.advance(MINUTE_MS);
    const later = '2026-07-15T12:01:00.000Z';
    assert.deepEqual(await ends(), [[later, later, 3_660, true]]);
    await opened.services.timeline.recordPeriods(actor, [stop('a', noon - HOUR_MS, noon)], source);
    assert.deepEqual(await ends(), [[now, now, 3_600, false]]);
  });

  test('a time with minutes only is factory time, as typed into a date field', async () => {
    const found = async (query: string) => (await stops(query)).length;
    assert.equal(await found('start_time=2026-07-15T13:00&end_time=2026-07-15T14:00'), 0, 'from noon on');
    assert.equal(await found('start_time=2026-07-15T12:59&end_time=2026-07-15T14:00'), 1);
    assert.equal(await found('start_time=2026-07-15T11:59:00.000&end_time=2026-07-15T14:00:00.000'), 1);
  });

  test('an array of cuts that is not all of them says so, also when it is answered from memory', async () => {
    const one = { machineId: 'm', occurredAt: noon - HOUR_MS, count: 1 };
    for (let batch = 0; batch < 20; batch++) {
      const cuts = Array.from({ length: 1_000 }, (_, at) => ({
        ...one,
        occurredAt: one.occurredAt + batch * 1_000 + at,
      }));
      await opened.services.production.recordCuts(actor, cuts);
    }
    const read = () => send('GET', '/api/v1/cuts?start_time=2026-07-15T00:00:00Z&end_time=2026-07-16T00:00:00Z');
    const all = await read();
    assert.deepEqual([all.body.length, all.headers['x-result-truncated']], [20_000, undefined]);
    await opened.services.production.recordCuts(actor, [one]);
    for (const { body, headers } of [await read(), await read()]) {
      assert.deepEqual([body.length, headers['x-result-truncated']], [20_000, 'true']);
    }
  });
});
