/** What a read of the old front end costs the database: as many queries for a full factory as for a small one. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { systemActor } from '../../../src/kernel/access.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/kernel/clock.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { onEachEngine } from '../../support/engines.ts';
import { clientOf, type Send } from '../../support/http-client.ts';

const actor = systemActor('test');
const range = 'start_time=2026-01-15T00:00:00Z&end_time=2026-01-15T12:00:00Z';
const mill = (number: number) => `mill-${String(number).padStart(2, '0')}`;

const reads = [
  `dashboard/analytical-data-optimized?${range}`,
  'dashboard/machine-summary',
  'dashboard/quick-stats',
  'dashboard/maintenance-overview',
  'dashboard/production-metrics',
  'dashboard/machines',
  `analytics/oee-optimized?${range}`,
  `analytics/utilization-optimized?${range}`,
  `analytics/downtime-analysis-optimized?${range}`,
  'analytics/performance-summary',
  'analytics/real-time-metrics',
  'analytics/efficiency-insights',
  `analytics/machine-comparison?${range}`,
  'tickets?status=all',
  'tickets/1',
  'inventory/components',
  'products',
  `cuts?${range}`,
  `fourjaw/downtimes?machine_id=${mill(1)}&${range}`,
];

onEachEngine('a read of the old front end', (under) => {
  let opened: TestApp;
  let send: Send;
  let nowMs: number;

  before(async () => {
    opened = await startTestApp(under, { environment: { ACCESS_TOKEN_EXPIRE_MINUTES: '1440' } });
    opened.clock.set('2026-01-15T12:00:00Z');
    nowMs = opened.clock.now();
    send = clientOf(opened.app, await opened.signIn('ADMIN'));
  });

  const made = async (path: string, body: object) => {
    const answer = await send('POST', `/api/v1/${path}`, body);
    assert.ok(answer.status < 300, `${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };

  /** Machines from one number to another, each with periods, cuts, a run, and tickets on which something hangs. */
  async function grow(from: number, to: number): Promise<void> {
    const { machines, timeline, production } = opened.services;
    for (let number = from; number <= to; number++) {
      const machineId = mill(number);
      await machines.createMachine(actor, { id: machineId, name: `Mill ${number}` });
      const periods = Array.from({ length: 10 }, (_, at) => ({
        id: `${machineId}-${at}`,
        machineId,
        startMs: nowMs - (10 - at) * HOUR_MS,
        endMs: nowMs - (9 - at) * HOUR_MS,
        classification: at % 2 === 0 ? ('UPTIME' as const) : ('DOWNTIME' as const),
        productivity: 'productive' as const,
        reasonText: at % 2 === 0 ? null : 'Set Up',
      }));
      await timeline.recordPeriods(actor, periods, { kind: 'csv', name: 'test' });
      const cuts = [1, 2, 3].map((at) => ({ machineId, occurredAt: nowMs - at * MINUTE_MS, count: at }));
      await production.recordCuts(actor, cuts);
      const product = await made('products', { product_name: `Strut ${number}` });
      await made('runs', { machine_id: machineId, product_id: product.id });
      const part = await made('inventory/components', { component_name: `Bearing ${number}`, current_stock: 50 });
      for (const about of [1, 3]) {
        const ticket = await made('tickets', {
          machine_id: machineId,
          description: 'It squeaks',
          fourjaw_downtime_id: `${machineId}-${about}`,
        });
        await made(`tickets/${ticket.id}/notes`, { note: 'Seen' });
        await made(`tickets/${ticket.id}/parts`, { component_id: part.id, quantity: 1 });
      }
    }
    for (let more = from; more <= to; more++) await made('tickets/1/notes', { note: `Note ${more}` });
  }

  /** Statements of one read, without those that ask whether anything has changed. */
  async function queriesOf(path: string): Promise<number> {
    // cards of one second are read once for all who ask
    opened.clock.advance(1_000);
    const begin = opened.lines.length;
    const { status, body } = await send('GET', `/api/v1/${path}`);
    assert.equal(status, 200, `${path}: ${JSON.stringify(body)}`);
    return opened.lines.slice(begin).filter((line) => /\[database\] select .* from "(?!event_heads)/.test(line)).length;
  }

  test('asks the database no more often for fourteen machines and their rows than for three', async () => {
    await grow(1, 2);
    // what is read once for all is remembered from here on
    for (const path of reads) await queriesOf(path);
    await grow(3, 3);
    const few = new Map<string, number>();
    for (const path of reads) few.set(path, await queriesOf(path));
    await grow(4, 14);
    for (const path of reads) {
      const [before, after] = [few.get(path) ?? 0, await queriesOf(path)];
      assert.ok(before > 0, `${path} was answered from memory`);
      assert.equal(after, before, path);
    }
    assert.equal((await send('GET', '/api/v1/tickets?status=all')).body.length, 28);
  });
});
