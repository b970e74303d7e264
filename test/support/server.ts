/** The HTTP platform alone, with routes planted by a test: no database, no modules. */
import { after } from 'node:test';
import { type Actor, permissionsOf, type Role, roles } from '../../src/kernel/access.ts';
import { DomainError } from '../../src/kernel/errors.ts';
import type { Authenticate, RouteApp, ServerOptions } from '../../src/platform/http/index.ts';
import { buildServer } from '../../src/platform/http/server.ts';
import { createLogger, type Logger } from '../../src/platform/logging/index.ts';
import { TestClock } from './clock.ts';

export interface PlantedServer {
  readonly app: RouteApp;
  readonly clock: TestClock;
  /** Lines of the log so far. */
  readonly lines: string[];
}

/** Headers of a caller with this role. */
export function as(role: Role): { authorization: string } {
  return { authorization: `Bearer ${role}` };
}

const authenticateByRole: Authenticate = async ({ authorization, address, requestId }) => {
  const role = roles.find((known) => authorization === `Bearer ${known}`);
  if (role === undefined) throw new DomainError('token-invalid', 'Invalid token signature or expired token.');
  const actor: Actor = {
    kind: 'user',
    id: String(roles.indexOf(role) + 1),
    name: `${role.toLowerCase()}@example.com`,
    role,
    permissions: new Set(permissionsOf(role)),
    address,
    requestId,
  };
  return actor;
};

export function plantServer(plant: (app: RouteApp) => void, options: Partial<ServerOptions> = {}): PlantedServer {
  const clock = new TestClock();
  const lines: string[] = [];
  const app = buildServer({
    log: captureLog(clock, lines),
    clock,
    version: '0.0.0-test',
    authenticate: authenticateByRole,
    corsOrigins: ['http://localhost:5173'],
    trustProxy: false,
    bodyLimitBytes: 10_000,
    requestTimeoutMs: 10_000,
    rateLimits: { signedIn: { burst: 1_000, perSecond: 1_000 }, stranger: { burst: 1_000, perSecond: 1_000 } },
    freshness: { currentHeads: async () => new Map(), edition: 'test' },
    healthChecks: [],
    apiDocs: true,
    checkDeclarations: true,
    compileAtStart: true,
    ...options,
  });
  plant(app);
  after(() => app.close());
  return { app, clock, lines };
}

function captureLog(clock: TestClock, lines: string[]): Logger {
  return createLogger({
    level: 'info',
    fileMaxBytes: 1_000_000,
    filesKept: 1,
    colour: 'never',
    clock,
    destination: {
      isTTY: true,
      write: (text: string) => lines.push(...text.split('\n').filter((line) => line !== '')) > 0,
    },
  }).log;
}
