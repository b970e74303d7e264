/** The maintenance app for tests of plans, whose clock goes on by months: people sign in again when they have to. */
import assert from 'node:assert/strict';
import type { Selectable } from 'kysely';
import { type Role, roles } from '../../../src/kernel/access.ts';
import { HOUR_MS } from '../../../src/kernel/clock.ts';
import type { TicketsTable } from '../../../src/modules/maintenance/tables.ts';
import type { EngineUnderTest } from '../../support/engines.ts';
import { type Answer, clientOf, type Send } from '../../support/http-client.ts';
import { type MaintenanceApp, mill1, startMaintenanceApp } from './maintenance-app.ts';

export const plans = '/api/v1/plans';
/** Every Monday at eight; {@link PlansApp.begin} sets the clock to a Thursday. */
export const weekly = {
  machine_id: mill1,
  title: 'Grease the rollers',
  trigger: 'calendar',
  rule: 'FREQ=WEEKLY;BYDAY=MO',
  begins_on: '2026-01-01',
  due_time: '08:00',
  lead_days: 0,
};

export interface PlansApp extends MaintenanceApp {
  /** Sets the clock back, retires the plans of other tests and forgets what was told of it. */
  begin(): Promise<void>;
  make(body?: object): Promise<Answer['body']>;
  get(id: number): Promise<Answer['body']>;
  /** The oldest first. */
  duesOf(id: number): Promise<Answer['body'][]>;
  ticketsOf(id: number): Promise<Selectable<TicketsTable>[]>;
  /** Opens what is due, as the job does. @param instant sets the clock first */
  look(instant?: string): Promise<number>;
  move(ticket: number | null, verb: string, body?: object): Promise<Answer>;
  resolve(ticket: number | null): Promise<Answer>;
}

const SESSION_MS = 12 * HOUR_MS;

export async function startPlansApp(under: EngineUnderTest): Promise<PlansApp> {
  const app = await startMaintenanceApp(under);
  const { clock } = app;

  function staying(role: Role): Send {
    let signedInAt = clock.now();
    let send = app.as[role];
    return async (...request) => {
      if (clock.now() < signedInAt || clock.now() > signedInAt + SESSION_MS) {
        send = clientOf(app.app, await app.signIn(role));
        signedInAt = clock.now();
      }
      return send(...request);
    };
  }
  const as = Object.fromEntries(roles.map((role) => [role, staying(role)])) as unknown as MaintenanceApp['as'];
  const move: PlansApp['move'] = (ticket, verb, body = {}) =>
    as.SUPERVISOR('POST', `/api/v1/tickets/${ticket}/${verb}`, body);

  return {
    ...app,
    as,
    async begin() {
      clock.set('2026-01-15T12:00:00Z');
      const { items } = (await as.ADMIN('GET', `${plans}?status=active&limit=1000`)).body;
      for (const { id } of items) await as.ADMIN('POST', `${plans}/${id}/retire`);
      await app.newEvents();
      await app.newAudit();
    },
    async make(body = {}) {
      const made = await as.SUPERVISOR('POST', plans, { ...weekly, ...body });
      assert.equal(made.status, 201, JSON.stringify(made.body));
      return made.body;
    },
    get: async (id) => (await as.VIEWER('GET', `${plans}/${id}`)).body,
    duesOf: async (id) => (await as.VIEWER('GET', `${plans}/${id}/dues?limit=1000`)).body.items.reverse(),
    ticketsOf: (id) => app.tables.selectFrom('tickets').selectAll().where('plan_id', '=', id).orderBy('id').execute(),
    look(instant) {
      if (instant !== undefined) clock.set(instant);
      return app.services.maintenance.plans.openDueTickets();
    },
    move,
    resolve: (ticket) => move(ticket, 'resolve', { remedy: 'Done' }),
  };
}
