/**
 * Whether the process runs (`/health/live`) and whether it may be sent requests (`/health/ready`).
 *
 * Ready says no only while it stops or a check that is needed fails: without a database nothing works, without
 * messaging most does. Every check has a time limit.
 */
import { Type } from 'typebox';
import type { RouteApp } from './routes.ts';
import type { Site } from './site.routes.ts';

export interface HealthCheck {
  readonly name: string;
  /** Without it nothing can be answered. */
  readonly needed: boolean;
  /** Resolves when all is well; rejects with a reason that a stranger may read, or resolves to such a reason. */
  check(): Promise<string | undefined>;
}

export interface HealthOptions {
  readonly checks: readonly HealthCheck[];
  readonly isDraining: () => boolean;
  readonly version: string;
  /** What browsers get at `/`; undefined: the same as programs. */
  readonly site: Site | undefined;
}

const CHECK_LIMIT_MS = 2_000;

const checkResult = Type.Object({
  name: Type.String({ description: 'What was looked at.', examples: ['database'] }),
  status: Type.Union([Type.Literal('ok'), Type.Literal('degraded'), Type.Literal('failed')], {
    description: 'degraded: something does not work, the rest does; failed: nothing works without it.',
  }),
  detail: Type.Optional(Type.String({ description: 'What is wrong.' })),
});

const readiness = Type.Object({
  status: Type.Union([Type.Literal('ready'), Type.Literal('degraded'), Type.Literal('not-ready')]),
  version: Type.String({ description: 'Version of MillDash.' }),
  checks: Type.Array(checkResult),
});

export function healthRoutes({ checks, isDraining, version, site }: HealthOptions): (app: RouteApp) => void {
  return (app) => {
    app.get(
      '/',
      {
        schema: {
          summary: 'Say that the API is there',
          description:
            'Who prefers HTML by `Accept`, as browsers do, gets the page of the web interface where it is built.',
          tags: ['Health'],
          response: { 200: Type.Object({ status: Type.Literal('Mill Dash API is running') }) },
        },
        config: { permission: 'public', unlimited: true },
      },
      async (request, reply) =>
        site?.answers(request, reply) === true ? reply : { status: 'Mill Dash API is running' as const },
    );
    app.get(
      '/health/live',
      {
        schema: {
          summary: 'Tell whether the process runs',
          description: 'Looks at nothing else: restart the process when this does not answer.',
          tags: ['Health'],
          response: { 200: Type.Object({ status: Type.Literal('alive') }) },
        },
        config: { permission: 'public', unlimited: true },
      },
      async () => ({ status: 'alive' as const }),
    );
    app.get(
      '/health/ready',
      {
        schema: {
          summary: 'Tell whether requests can be answered',
          description:
            'Answers 503 while the process stops or has no database, and 200 with `degraded` when only a part such as messaging is away.',
          tags: ['Health'],
          response: { 200: readiness, 503: readiness },
        },
        config: { permission: 'public', unlimited: true },
      },
      async (_request, reply) => {
        const results = await Promise.all(checks.map(runCheck));
        const broken = isDraining() || results.some((result) => result.status === 'failed');
        const degraded = results.some((result) => result.status !== 'ok');
        const status = broken ? 'not-ready' : degraded ? 'degraded' : 'ready';
        if (isDraining()) results.push({ name: 'process', status: 'failed', detail: 'The process is stopping.' });
        return reply.code(broken ? 503 : 200).send({ status, version, checks: results });
      },
    );
  };
}

interface CheckResult {
  name: string;
  status: 'ok' | 'degraded' | 'failed';
  detail?: string;
}

async function runCheck({ name, needed, check }: HealthCheck): Promise<CheckResult> {
  const limit = timeLimit();
  try {
    const trouble = await Promise.race([check(), limit.reached]);
    return trouble === undefined ? { name, status: 'ok' } : { name, status: 'degraded', detail: trouble };
  } catch {
    return { name, status: needed ? 'failed' : 'degraded', detail: `No answer from the ${name}.` };
  } finally {
    limit.stop();
  }
}

function timeLimit(): { readonly reached: Promise<never>; stop(): void } {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('no answer in time')), CHECK_LIMIT_MS);
  return { reached: promise, stop: () => clearTimeout(timer) };
}
