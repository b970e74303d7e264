/**
 * The whole app on a database of its own, reached by `inject`, with a sign-in for each role.
 */
import { after } from 'node:test';
import { pino } from 'pino';
import { type Actor, permissionsOf, type Role } from '../../src/kernel/access.ts';
import { DomainError } from '../../src/kernel/errors.ts';
import { buildServer, type RouteApp, type Routes, type ServerOptions } from '../../src/platform/http/index.ts';
import { createStore, headReader, type OutboxTables, type Store } from '../../src/platform/outbox/index.ts';
import { TestClock } from './clock.ts';
import type { EngineUnderTest, TestDatabase } from './engines.ts';

export interface TestApp {
  readonly app: RouteApp;
  readonly store: Store;
  readonly clock: TestClock;
  readonly database: TestDatabase;
  /** Headers of somebody with this role. */
  signIn(role: Role): Promise<{ authorization: string }>;
  close(): Promise<void>;
}

export interface TestAppOverrides {
  readonly clock?: TestClock;
  readonly server?: Partial<ServerOptions>;
  /** Routes beside those of the app. */
  readonly routes?: (parts: { store: Store; clock: TestClock }) => Routes[];
}

export async function startTestApp(under: EngineUnderTest, overrides: TestAppOverrides = {}): Promise<TestApp> {
  const database = await under.createDatabase();
  const clock = overrides.clock ?? new TestClock();
  const store = createStore(database.database, clock);
  const app = buildServer({
    log: pino({ level: 'silent' }),
    authenticate: async ({ authorization, address, requestId }) => {
      const role = authorization?.replace(/^Bearer /, '') as Role;
      if (permissionsOf(role).length === 0) throw new DomainError('token-invalid', 'No such token.');
      const actor: Actor = {
        kind: 'user',
        id: '1',
        name: `${role.toLowerCase()}@example.com`,
        role,
        permissions: new Set(permissionsOf(role)),
        address,
        requestId,
      };
      return actor;
    },
    clock,
    version: '0.0.0-test',
    freshness: { headOf: headsOf(store), edition: 'test' },
    healthChecks: [{ name: 'database', needed: true, check: async () => void (await database.database.ping()) }],
    apiDocs: true,
    corsOrigins: ['http://localhost:5173'],
    trustProxy: false,
    bodyLimitBytes: 1_048_576,
    requestTimeoutMs: 30_000,
    rateLimits: { signedIn: { burst: 1_000, perSecond: 100 }, stranger: { burst: 1_000, perSecond: 100 } },
    checkDeclarations: true,
    ...overrides.server,
  });
  for (const mount of overrides.routes?.({ store, clock }) ?? []) await mount(app);
  after(() => app.close());
  return {
    app,
    store,
    clock,
    database,
    signIn: async (role) => ({ authorization: `Bearer ${role}` }),
    close: () => app.close(),
  };
}

function headsOf(store: Store): ServerOptions['freshness']['headOf'] {
  return (topics) => {
    const readHead = headReader(topics);
    return async () => String(await readHead(store.access<OutboxTables>()));
  };
}
