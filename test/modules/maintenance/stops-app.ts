/** The maintenance app with a source that tells of stops as they happen: what the tests of rules on stops share. */
import assert from 'node:assert/strict';
import { systemActor } from '../../../src/kernel/access.ts';
import { MINUTE_MS } from '../../../src/kernel/clock.ts';
import type { ReasonGroup, StatusPeriodInput } from '../../../src/modules/timeline/index.ts';
import type { EngineUnderTest } from '../../support/engines.ts';
import type { Answer } from '../../support/http-client.ts';
import { type MaintenanceApp, mill1, startMaintenanceApp } from './maintenance-app.ts';

export const stopRules = '/api/v1/stop-rules';

export interface StopsApp extends MaintenanceApp {
  /** Goes on to a later hour, to a machine of its own, and with the two first rules alone. */
  begin(): Promise<void>;
  /** Of the test. */
  machine(): string;
  /** Tells of what the machine has done from so many minutes after {@link begin} to so many; absent: it goes on. */
  tell(id: string, from: number, to: number | null, reason: string | null): Promise<void>;
  /** Sets the clock to so many minutes after {@link begin} and has stops looked at. @returns tickets and alerts */
  look(minute: number): Promise<readonly [tickets: number, alerts: number]>;
  rule(body?: object): Promise<Answer['body']>;
  /** Of the machine, the oldest first. */
  tickets(): Promise<Answer['body'][]>;
  /** RFC 3339 of so many minutes after {@link begin}. */
  at(minute: number): string;
}

const actor = systemActor('test');
/** All of them fit into one session. */
const TEST_MS = 80 * MINUTE_MS;

const groups: Readonly<Record<string, ReasonGroup>> = {
  'Hydraulic Fault': 'maintenance',
  'Electrical Fault': 'maintenance',
  'Coil Change': 'planned',
  'Operator away': 'operator',
};

export async function startStopsApp(under: EngineUnderTest): Promise<StopsApp> {
  const app = await startMaintenanceApp(under);
  const { clock, services, as } = app;
  let beganAt = clock.now();

  let tests = 0;
  let machine = mill1;

  async function record(periods: readonly StatusPeriodInput[]): Promise<void> {
    await services.timeline.recordPeriods(actor, periods, { kind: 'upload', name: 'test' });
  }
  const period = (id: string, from: number, to: number | null, text: string | null): StatusPeriodInput => ({
    id: `${machine}-${id}`,
    machineId: machine,
    startMs: beganAt + from * MINUTE_MS,
    endMs: to === null ? null : beganAt + to * MINUTE_MS,
    classification: text === 'up' ? 'UPTIME' : text === 'off' ? 'OFFLINE' : 'DOWNTIME',
    productivity: 'unproductive',
    reasonText: text === 'up' || text === 'off' ? null : text,
  });

  await record(Object.keys(groups).map((text, at) => period(`first ${text}`, -600 + at, -599 + at, text)));
  for (const { id, name } of (await services.reasons.listReasons()).items) {
    const group = groups[name];
    if (group !== undefined) await services.reasons.changeReason(actor, id, { group });
  }

  return {
    ...app,
    async begin() {
      await services.machines.setMachineRetired(actor, machine, true);
      tests++;
      machine = `mill-of-test-${tests}`;
      await services.machines.createMachine(actor, { id: machine, name: 'Mill 9', criticality: 'A' });
      beganAt += TEST_MS;
      clock.set(beganAt);
      const { status, body } = await as.ADMIN('GET', stopRules);
      assert.equal(status, 200, JSON.stringify(body));
      for (const { id } of body.items.slice(2)) {
        await as.ADMIN('DELETE', `${stopRules}/${id}`);
      }
      await app.newEvents();
      await app.newAudit();
    },
    machine: () => machine,
    tell: (...told) => record([period(...told)]),
    async look(minute) {
      clock.set(beganAt + minute * MINUTE_MS);
      const { tickets, alerts } = await services.maintenance.stopWatch.look();
      return [tickets, alerts];
    },
    async rule(body = {}) {
      const made = await as.SUPERVISOR('POST', stopRules, { name: 'A rule', reason_groups: ['maintenance'], ...body });
      assert.equal(made.status, 201, JSON.stringify(made.body));
      return made.body;
    },
    async tickets() {
      const rows = await app.tables
        .selectFrom('tickets')
        .select('id')
        .where('machine_id', '=', machine)
        .orderBy('id')
        .execute();
      return Promise.all(rows.map(async ({ id }) => (await as.ADMIN('GET', `/api/v1/tickets/${id}`)).body));
    },
    at: (minute) => new Date(beganAt + minute * MINUTE_MS).toISOString(),
  };
}
