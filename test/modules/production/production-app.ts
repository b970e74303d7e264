/** The whole app with two machines and a client of each role: what the tests of production share. */
import assert from 'node:assert/strict';
import { type Role, roles, systemActor } from '../../../src/kernel/access.ts';
import { HOUR_MS } from '../../../src/kernel/clock.ts';
import type { ProductionTables } from '../../../src/modules/production/tables.ts';
import type { TableAccess } from '../../../src/platform/database/index.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import type { EngineUnderTest } from '../../support/engines.ts';
import { type FollowedLogs, followLogs } from '../../support/followed-logs.ts';
import { type Answer, clientOf, type Send } from '../../support/http-client.ts';

export interface ProductionApp extends TestApp, FollowedLogs {
  /** A client of each role. */
  readonly as: Readonly<Record<Role, Send>>;
  readonly tables: TableAccess<ProductionTables>;
  /** A machine with an id and a name of its own. Returns its id. */
  machine(): Promise<string>;
  /** A product with a name of its own. Returns its number. */
  product(more?: object): Promise<number>;
  /** Starts a run as the operator. */
  start(machineId: string, productId: number): Promise<Answer['body']>;
  /** Records a run that is over, in hours from the clock's beginning. */
  past(machineId: string, productId: number, fromHours: number, toHours: number, more?: object): Promise<Answer>;
  /** What `GET /api/v1/runs/{id}` says. */
  run(id: number): Promise<Answer['body']>;
  /** An instant so many hours after the clock's beginning, as a text. */
  at(hours: number): string;
}

export async function startProductionApp(under: EngineUnderTest): Promise<ProductionApp> {
  // tests move the clock by hours
  const test = await startTestApp(under, { environment: { ACCESS_TOKEN_EXPIRE_MINUTES: '1440' } });
  const { app, services, clock } = test;
  const beginMs = clock.now();
  const as: Partial<Record<Role, Send>> = {};
  for (const role of roles) as[role] = clientOf(app, await test.signIn(role));
  let names = 0;
  const at = (hours: number) => new Date(beginMs + hours * HOUR_MS).toISOString();

  async function made(role: Role, url: string, body: object): Promise<Answer['body']> {
    const answer = await (as[role] as Send)('POST', url, body);
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return answer.body;
  }

  return {
    ...test,
    ...(await followLogs(services.store)),
    as: as as Record<Role, Send>,
    tables: services.store.access<ProductionTables>(),
    at,
    async machine() {
      const id = `mill-${++names}`;
      await services.machines.createMachine(systemActor('test'), { id, name: `Mill ${names}` });
      return id;
    },
    async product(more = {}) {
      return (await made('SUPERVISOR', '/api/v1/products', { product_name: `Product ${++names}`, ...more })).id;
    },
    start: (machineId, productId) => made('OPERATOR', '/api/v1/runs', { machine_id: machineId, product_id: productId }),
    past: (machineId, productId, fromHours, toHours, more = {}) =>
      (as.SUPERVISOR as Send)('POST', '/api/v1/runs/record', {
        machine_id: machineId,
        product_id: productId,
        start_time: at(fromHours),
        end_time: at(toHours),
        reason: 'Nobody started it',
        ...more,
      }),
    async run(id) {
      const { status, body } = await (as.VIEWER as Send)('GET', `/api/v1/runs/${id}`);
      assert.equal(status, 200, JSON.stringify(body));
      return body;
    },
  };
}
