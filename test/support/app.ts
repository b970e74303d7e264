/**
 * The whole app on a database of its own, reached by `app.inject`, with a real sign-in for each role.
 *
 * Codes and statuses that a route does not declare are answered with 500 here, and an event that is not as the catalogue
 * says throws, so every test checks the references.
 * As in production a schema is compiled when a request first needs it; one test compiles all of them.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServeOverrides, serveRoutes } from '../../src/app/routes.ts';
import { type Config, readConfig } from '../../src/config/index.ts';
import { type Role, systemActor } from '../../src/kernel/access.ts';
import { createPasswordHasher } from '../../src/modules/users/index.ts';
import type { RouteApp } from '../../src/platform/http/index.ts';
import { createLogger } from '../../src/platform/logging/index.ts';
import { openServices, type Services } from '../../src/services.ts';
import { TestClock } from './clock.ts';
import { requireDescribed, typesOfTests } from './described-events.ts';
import { endDiskWaits, withoutDiskWaits } from './disk-waits.ts';
import type { EngineUnderTest } from './engines.ts';
import { FOURJAW_KEY } from './fourjaw-server.ts';

export interface TestApp {
  readonly app: RouteApp;
  readonly services: Services;
  readonly clock: TestClock;
  readonly config: Config;
  /** Lines of the log so far. */
  readonly lines: readonly string[];
  /** Headers of a person with this role: the account is made at the first call, each call is a session of its own. */
  signIn(role: Role): Promise<{ authorization: string }>;
  close(): Promise<void>;
}

export interface TestAppOverrides {
  readonly clock?: TestClock;
  /** Variables of the environment, for example `{ FACTORY_TIMEZONE: 'UTC' }`. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly server?: ServeOverrides;
}

/** What {@link TestApp.signIn} signs in with. */
export const TEST_PASSWORD = 'roll-forming never sleeps 24/7';

const cheapHasher = createPasswordHasher({ memoryKib: 64, passes: 1, lanes: 1 });
/** So generous that only tests of the limits themselves meet them. */
const unlimited = { burst: 1_000_000, perSecond: 1_000_000 };

export async function startTestApp(under: EngineUnderTest, overrides: TestAppOverrides = {}): Promise<TestApp> {
  const clock = overrides.clock ?? new TestClock();
  const lines: string[] = [];
  const dataDir = await mkdtemp(join(tmpdir(), 'milldash-app-'));
  const config = testConfig({
    DATABASE_URL: withoutDiskWaits(await under.createDatabaseUrl()),
    DATA_DIR: dataDir,
    ...overrides.environment,
  });
  const { log } = createLogger({
    ...config.log,
    clock,
    destination: { isTTY: true, write: (text) => lines.push(...text.split('\n').filter((line) => line !== '')) },
  });
  const services = await openServices(config, {
    log,
    clock,
    passwordHasher: cheapHasher,
    inspectEvent: requireDescribed,
    furtherEventTypes: typesOfTests,
  });
  await endDiskWaits(services.database);
  const app = await serveRoutes(config, services, {
    checkDeclarations: true,
    rateLimits: { signedIn: unlimited, stranger: unlimited },
    ...overrides.server,
  });
  const people = new Map<Role, string>();

  async function accountOf(role: Role): Promise<string> {
    const email = `${role.toLowerCase()}@factory.example`;
    if (!people.has(role)) {
      await services.users.createUser(systemActor('test'), {
        email,
        firstName: 'Test',
        lastName: role,
        role,
        password: TEST_PASSWORD,
      });
      people.set(role, email);
    }
    return email;
  }

  let closed = false;
  async function close(): Promise<void> {
    if (closed) return;
    closed = true;
    await app.close();
    await services.close();
    await rm(dataDir, { recursive: true, force: true });
  }
  under.atEnd(close);

  return {
    app,
    services,
    clock,
    config,
    lines,
    async signIn(role) {
      const email = await accountOf(role);
      const origin = { address: '127.0.0.1', requestId: 'sign-in' };
      const { accessToken } = await services.users.signIn(origin, { email, password: TEST_PASSWORD });
      return { authorization: `Bearer ${accessToken}` };
    },
    close,
  };
}

/** Nobody polls and nobody answers in these tests: of the addresses one is never asked, and the other refuses at once. */
const connected = {
  FOURJAW_BASE_URL: 'https://factory.example/rest/api/v0.1',
  FOURJAW_API_KEY: FOURJAW_KEY,
  SMTP_URL: 'smtp://127.0.0.1:9',
  SMTP_FROM: 'milldash@factory.example',
  SMTP_TLS: 'never',
};

function testConfig(environment: Readonly<Record<string, string>>): Config {
  const values = { LOG_LEVEL: 'debug', LOG_COLOR: 'never', ...connected, ...environment };
  return { ...readConfig(values), secretKey: 'k'.repeat(43) };
}
