/** The whole app, driven as people and programs do: with accounts of each role, tokens, keys and addresses. */
import assert from 'node:assert/strict';
import { type Role, systemActor } from '../../../src/kernel/access.ts';
import type { Users } from '../../../src/modules/users/index.ts';
import type { UsersTables } from '../../../src/modules/users/tables.ts';
import type { TableAccess } from '../../../src/platform/database/index.ts';
import type { OutboxTables } from '../../../src/platform/outbox/index.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import type { EngineUnderTest } from '../../support/engines.ts';

export const PASSWORD = 'seven purple tractors';
export const OTHER_PASSWORD = 'granite kettle window';

export interface Answer {
  readonly status: number;
  // answers are asserted field by field
  readonly body: any;
  readonly headers: Record<string, unknown>;
}

export interface Caller {
  readonly token?: string | undefined;
  readonly apiKey?: string | undefined;
  /** The whole `Authorization` header, instead of a bearer token. */
  readonly authorization?: string | undefined;
  readonly address?: string | undefined;
}

export interface Person {
  readonly id: number;
  readonly email: string;
  readonly token: string;
  readonly refreshToken: string;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface UsersApp extends TestApp {
  readonly users: Users;
  readonly tables: TableAccess<UsersTables & OutboxTables>;
  call(method: Method, url: string, caller?: Caller, body?: unknown): Promise<Answer>;
  /** Makes an account with {@link PASSWORD} and signs it in. */
  person(role: Role, email?: string): Promise<Person>;
  signInAs(email: string, password?: string, address?: string): Promise<Answer>;
  /** Types of the events since the last call, without `com.milldash.`. */
  newEvents(): Promise<string[]>;
  /** Actions of the audit entries since the last call. */
  newAudit(): Promise<string[]>;
}

export async function startUsersApp(
  under: EngineUnderTest,
  environment: Readonly<Record<string, string>> = {},
): Promise<UsersApp> {
  const test = await startTestApp(under, { environment, server: { trustProxy: ['127.0.0.1'] } });
  const { users, store } = test.services;
  const tables = store.access<UsersTables & OutboxTables>();
  let eventsSeen = 0;
  let auditSeen = 0;

  async function call(method: Method, url: string, caller: Caller = {}, body?: unknown): Promise<Answer> {
    const { token, apiKey, address = '192.0.2.1' } = caller;
    const authorization = caller.authorization ?? (token === undefined ? undefined : `Bearer ${token}`);
    const answer = await test.app.inject({
      method,
      url,
      headers: {
        ...(authorization === undefined ? {} : { authorization }),
        ...(apiKey === undefined ? {} : { 'x-api-key': apiKey }),
        'x-forwarded-for': address,
        'user-agent': 'tests',
      },
      ...(body === undefined ? {} : { payload: body as object }),
    });
    const isJson = String(answer.headers['content-type']).includes('json');
    return { status: answer.statusCode, body: isJson ? answer.json() : undefined, headers: answer.headers };
  }

  function signInAs(email: string, password = PASSWORD, address?: string): Promise<Answer> {
    return call('POST', '/auth/token', { address }, { email, password });
  }

  return {
    ...test,
    users,
    tables,
    call,
    signInAs,
    async person(role, email = `${role.toLowerCase()}@mills.example`) {
      const names = { firstName: 'Pat', lastName: role };
      const user = await users.createUser(systemActor('test'), { email, role, password: PASSWORD, ...names });
      const { status, body } = await signInAs(email);
      assert.equal(status, 200);
      return { id: user.id, email, token: body.access_token, refreshToken: body.refresh_token };
    },
    async newEvents() {
      const rows = await tables
        .selectFrom('events')
        .selectAll()
        .where('sequence', '>', eventsSeen)
        .orderBy('sequence')
        .execute();
      eventsSeen = rows.at(-1)?.sequence ?? eventsSeen;
      return rows.map((row) => row.type.replace('com.milldash.', ''));
    },
    async newAudit() {
      const rows = await tables
        .selectFrom('audit_entries')
        .selectAll()
        .where('id', '>', auditSeen)
        .orderBy('id')
        .execute();
      auditSeen = rows.at(-1)?.id ?? auditSeen;
      return rows.map((row) => row.action);
    },
  };
}
