/** What example requests need to be there: made over HTTP as an administrator, new with every call. */
import assert from 'node:assert/strict';
import { type Role, systemActor } from '../../src/kernel/access.ts';
import { TEST_PASSWORD, type TestApp } from '../support/app.ts';
import { type Answer, clientOf, encodeForm, type Send } from '../support/http-client.ts';

export interface Given {
  readonly app: TestApp;
  /** Sends as whoever the example is for; as an administrator where that caller is going to be refused. */
  readonly asCaller: Send;
  /** The role of whoever the example is for; ADMIN where that is no person. */
  readonly role: Role;
  /** The account of whoever the example is for; the administrator's where that is no person. */
  readonly userId: number;
  /** Sends as an administrator what has to succeed. @returns the body of the answer */
  made(method: 'GET' | 'POST' | 'PUT' | 'PATCH', url: string, body?: object): Promise<Answer['body']>;
  /** Uploads as the caller what has to be accepted. @returns the body of the answer */
  uploaded(url: string, form: FormData): Promise<Answer['body']>;
  /** A text that nothing else is called. */
  unique(word: string): string;
  /** So many minutes from now, RFC 3339. */
  at(minutes: number): string;
  machine(): Promise<string>;
  place(): Promise<number>;
  location(): Promise<number>;
  /** With ten pieces at `locationId`. */
  component(): Promise<{ readonly id: number; readonly locationId: number }>;
  product(): Promise<number>;
  /** Open, reported by the administrator. */
  ticket(): Promise<number>;
  /** Started on a machine and for a product of its own. */
  run(): Promise<{ readonly id: number; readonly machineId: string; readonly productId: number }>;
  /** A stop of a machine of its own, half an hour ago, with a reason of its own. */
  stop(): Promise<{ readonly id: string; readonly machineId: string; readonly reason: string }>;
  /** The reason of {@link stop}. */
  reason(): Promise<{ readonly id: number; readonly aliasId: number }>;
  account(role?: Role): Promise<{ readonly id: number; readonly email: string }>;
  /** Signs in with an account of {@link account}. */
  session(email: string): Promise<{ readonly authorization: string; readonly refreshToken: string }>;
  /** A new account with the caller's role, signed in. */
  double(): Promise<{ readonly authorization: string }>;
}

/** Whoever an example is for. */
export interface ExampleCaller {
  /** Absent for programs and strangers. */
  readonly person?: { readonly role: Role; readonly userId: number } | undefined;
  readonly send: Send;
  readonly headers: Readonly<Record<string, string>>;
}

const origin = { address: '127.0.0.1', requestId: 'given' };

/** @returns what makes a {@link Given} for a caller; the administrator for those who are going to be refused */
export async function createGiven(app: TestApp): Promise<(caller?: ExampleCaller) => Given> {
  const administrator = await app.signIn('ADMIN');
  const asAdmin = clientOf(app.app, administrator);
  const actor = systemActor('given');
  let count = 0;
  const unique = (word: string) => `${word} ${++count}`;
  const at = (minutes: number) => new Date(app.clock.now() + minutes * 60_000).toISOString();

  async function made(method: 'GET' | 'POST' | 'PUT' | 'PATCH', url: string, body?: object) {
    const answer = await asAdmin(method, url, body);
    assert.ok(answer.status < 300, `${method} ${url}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  async function machine(): Promise<string> {
    return (await made('POST', '/api/v1/machines', { name: unique('Mill') })).id;
  }

  async function stop() {
    const machineId = await machine();
    const [id, reason] = [unique('stop').replace(' ', '-'), unique('Reason')];
    const period = {
      id,
      machineId,
      startMs: app.clock.now() - 3_600_000,
      endMs: app.clock.now() - 1_800_000,
      classification: 'DOWNTIME',
      productivity: 'unproductive',
      reasonText: reason,
    } as const;
    await app.services.timeline.recordPeriods(actor, [period], { kind: 'csv', name: 'given.csv' });
    return { id, machineId, reason };
  }

  async function account(role: Role = 'VIEWER') {
    const email = `${unique('person').replace(' ', '-')}@mills.example`;
    const names = { firstName: 'Given', lastName: role };
    const { id } = await app.services.users.createUser(actor, { email, role, password: TEST_PASSWORD, ...names });
    return { id, email };
  }

  async function session(email: string) {
    const tokens = await app.services.users.signIn(origin, { email, password: TEST_PASSWORD });
    return { authorization: `Bearer ${tokens.accessToken}`, refreshToken: tokens.refreshToken };
  }

  async function location(): Promise<number> {
    return (await made('POST', '/api/v1/inventory/locations', { name: unique('Shelf') })).id;
  }

  async function product(): Promise<number> {
    return (await made('POST', '/api/v1/products', { product_name: unique('Purlin') })).id;
  }

  const self = { role: 'ADMIN', userId: (await made('GET', '/auth/users/me')).id } as const;

  return ({ person = self, send, headers: credentials } = { send: asAdmin, headers: administrator }) => ({
    app,
    ...person,
    asCaller: send,
    made,
    async uploaded(url, form) {
      const { headers, payload } = await encodeForm(form);
      const answer = await app.app.inject({ method: 'POST', url, headers: { ...headers, ...credentials }, payload });
      assert.ok(answer.statusCode < 300, `${url}: ${answer.body}`);
      return answer.json();
    },
    unique,
    at,
    machine,
    place: async () => (await made('POST', '/api/v1/places', { name: unique('Hall') })).id,
    location,
    async component() {
      const locationId = await location();
      const body = { component_name: unique('Bearing'), current_stock: 10, location_id: locationId };
      return { id: (await made('POST', '/api/v1/inventory/components', body)).id, locationId };
    },
    product,
    async ticket() {
      const body = { machine_id: await machine(), description: 'Oil under the coiler' };
      return (await made('POST', '/api/v1/tickets', body)).id;
    },
    async run() {
      const [machineId, productId] = [await machine(), await product()];
      const { id } = await made('POST', '/api/v1/runs', { machine_id: machineId, product_id: productId });
      return { id, machineId, productId };
    },
    stop,
    async reason() {
      const { reason } = await stop();
      const { items } = await made('GET', `/api/v1/reasons?text=${encodeURIComponent(reason)}`);
      return { id: items[0].id, aliasId: items[0].aliases[0].id };
    },
    account,
    session,
    async double() {
      const { authorization } = await session((await account(person.role)).email);
      return { authorization };
    },
  });
}
