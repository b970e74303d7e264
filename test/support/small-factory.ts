/** Four machines in use and one that is not, with what dashboards show of them: figures can be reckoned in the head. */
import assert from 'node:assert/strict';
import { systemActor } from '../../src/kernel/access.ts';
import type { StatusPeriodInput } from '../../src/modules/timeline/index.ts';
import { startTestApp, type TestApp } from './app.ts';
import type { EngineUnderTest } from './engines.ts';
import { clientOf, type Send } from './http-client.ts';

export interface SmallFactory extends TestApp {
  readonly supervisor: Send;
  /** GET as a viewer that has to succeed. @returns the body */
  // each path has a shape of its own
  read(path: string): Promise<any>;
  readonly viewer: Send;
}

const actor = systemActor('test');
/** Now is 12:00; on the production day that began at 06:00. */
export const at = (time: string) => Date.parse(`2026-01-15T${time}Z`);

function period(
  machineId: string,
  from: string,
  to: string | null,
  [classification, productivity, reasonText]: [
    StatusPeriodInput['classification'],
    StatusPeriodInput['productivity'],
    string | null,
  ],
): StatusPeriodInput {
  const [startMs, endMs] = [at(from), to === null ? null : at(to)];
  return { id: `${machineId} ${from}`, machineId, startMs, endMs, classification, productivity, reasonText };
}

const up: Parameters<typeof period>[3] = ['UPTIME', 'productive', 'No Reason Required'];

export async function startSmallFactory(under: EngineUnderTest): Promise<SmallFactory> {
  const opened = await startTestApp(under, { environment: { ACCESS_TOKEN_EXPIRE_MINUTES: '1440' } });
  const { machines, timeline, production } = opened.services;
  for (const name of ['Running', 'Setting up', 'Broken', 'Unheard', 'Gone']) {
    await machines.createMachine(actor, { id: name.toLowerCase().replace(' ', '-'), name });
  }
  await timeline.recordPeriods(
    actor,
    [
      period('running', '06:00', '10:00', up),
      period('running', '10:00', '11:00', ['DOWNTIME', 'unproductive', 'Coil jam']),
      period('running', '11:00', null, up),
      // an hour of it lies on the day before
      period('setting-up', '05:00', '07:00', up),
      period('setting-up', '07:00', '11:55', ['DOWNTIME', 'productive', 'Set Up']),
      period('gone', '06:00', '12:00', up),
    ],
    { kind: 'csv', name: 'test' },
  );
  await machines.setMachineRetired(actor, 'gone', true);
  await production.recordCuts(actor, [
    { machineId: 'running', occurredAt: at('05:59:59.999'), count: 100 },
    { machineId: 'running', occurredAt: at('07:00'), count: 30 },
    { machineId: 'running', occurredAt: at('09:00'), count: 20 },
    { machineId: 'setting-up', occurredAt: at('11:50:00.001'), count: 7 },
  ]);
  const supervisor = clientOf(opened.app, await opened.signIn('SUPERVISOR'));
  const product = await supervisor('POST', '/api/v1/products', { product_name: 'C-Purlin 200' });
  await supervisor('POST', '/api/v1/runs', { machine_id: 'running', product_id: product.body.id });
  for (const [machineId, priority, more] of [
    ['broken', 'Critical', { machine_down: true, down_from: '2026-01-15T08:00:00Z' }],
    ['broken', 'High', {}],
    ['broken', 'Low', {}],
    ['running', 'High', {}],
    ['running', 'Low', {}],
  ] as const) {
    const ticket = { machine_id: machineId, description: 'It squeaks', priority, ...more };
    const { status, body } = await supervisor('POST', '/api/v1/tickets', ticket);
    assert.equal(status, 201, JSON.stringify(body));
    const moved = machineId === 'broken' && priority === 'Low' ? 'Resolved' : 'In+Progress';
    if (moved === 'Resolved' || (machineId === 'running' && priority === 'High')) {
      const { status: done } = await supervisor('PUT', `/api/v1/tickets/${body.id}?status=${moved}`);
      assert.equal(done, 200);
    }
  }
  const viewer = clientOf(opened.app, await opened.signIn('VIEWER'));
  return {
    ...opened,
    supervisor,
    viewer,
    async read(path) {
      const { status, body } = await viewer('GET', `/api/v1/${path}`);
      assert.equal(status, 200, `${path}: ${JSON.stringify(body)}`);
      return body;
    },
  };
}
