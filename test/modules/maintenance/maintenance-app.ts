/** The whole app with two machines, a status period, and a client of each role: what the tests of maintenance share. */
import assert from 'node:assert/strict';
import { type Role, roles, systemActor } from '../../../src/kernel/access.ts';
import type { MaintenanceTables } from '../../../src/modules/maintenance/tables.ts';
import type { TableAccess } from '../../../src/platform/database/index.ts';
import type { OutboxTables } from '../../../src/platform/outbox/index.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import type { EngineUnderTest } from '../../support/engines.ts';
import { type FollowedLogs, followLogs } from '../../support/followed-logs.ts';
import { type Answer, clientOf, type Send } from '../../support/http-client.ts';

export interface MaintenanceApp extends TestApp, FollowedLogs {
  /** A client of each role. */
  readonly as: Readonly<Record<Role, Send>>;
  /** Numbers of their accounts. */
  readonly ids: Readonly<Record<Role, number>>;
  readonly tables: TableAccess<MaintenanceTables & OutboxTables>;
  /** Opens a ticket as the operator. */
  open(body?: object): Promise<Answer['body']>;
}

export const mill1 = 'mill-1';
export const mill2 = 'mill-2';
/** A stop of mill-1. */
export const stop1 = 'stop-1';

export async function startMaintenanceApp(under: EngineUnderTest): Promise<MaintenanceApp> {
  // tests move the clock by hours
  const test = await startTestApp(under, { environment: { ACCESS_TOKEN_EXPIRE_MINUTES: '1440' } });
  const { app, services, clock } = test;
  const actor = systemActor('test');
  await services.machines.createMachine(actor, { id: mill1, name: 'Mill 1' });
  await services.machines.createMachine(actor, { id: mill2, name: 'Mill 2' });
  await services.timeline.recordPeriods(
    actor,
    [
      {
        id: stop1,
        machineId: mill1,
        startMs: clock.now() - 3_600_000,
        endMs: clock.now() - 600_000,
        classification: 'DOWNTIME',
        productivity: 'unproductive',
        reasonText: 'Hydraulic',
      },
    ],
    { kind: 'csv', name: 'test.csv' },
  );
  const as: Partial<Record<Role, Send>> = {};
  const ids: Partial<Record<Role, number>> = {};
  for (const role of roles) {
    const send = clientOf(app, await test.signIn(role));
    as[role] = send;
    ids[role] = (await send('GET', '/auth/users/me')).body.id;
  }
  const logs = await followLogs(services.store);
  const tables = services.store.access<MaintenanceTables & OutboxTables>();
  return {
    ...test,
    as: as as Record<Role, Send>,
    ids: ids as Record<Role, number>,
    tables,
    ...logs,
    async open(body = {}) {
      const opened = await (as.OPERATOR as Send)('POST', '/api/v1/tickets', {
        machine_id: mill1,
        description: 'Oil under the coiler',
        ...body,
      });
      assert.equal(opened.status, 201, JSON.stringify(opened.body));
      return opened.body;
    },
  };
}
