/**
 * The HTTP server: one Fastify instance with every rule that all routes share.
 *
 * Hooks are few and made once; what differs by route is decided when the route is mounted.
 */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { type RouteOptions } from 'fastify';
import type { Logger } from 'pino';
import type { ErrorCode } from '../../kernel/errors.ts';
import { DomainError } from '../../kernel/errors.ts';
import { makeGuard } from './access.ts';
import { declaredCodes, requireDeclarations } from './declarations.ts';
import { makeStandingHeaders, requestIdOf } from './headers.ts';
import { parseQuery, requireReadableQuery } from './query-strings.ts';
import { createRateLimits, type RateLimitOptions } from './rate-limits.ts';
import { sendRefusal } from './refusals.ts';
import type { Authenticate, RouteApp } from './routes.ts';
import { createValidatorCompiler } from './validation.ts';

export interface ServerOptions {
  readonly log: Logger;
  readonly authenticate: Authenticate;
  readonly corsOrigins: readonly string[];
  readonly trustProxy: boolean | string | readonly string[];
  readonly bodyLimitBytes: number;
  /** How long a request may take to arrive, and an answer to be worked out. */
  readonly requestTimeoutMs: number;
  readonly rateLimits: RateLimitOptions;
  /** Answers 500 where a route produces a code or status that it did not declare. For tests. */
  readonly checkDeclarations: boolean;
}

export function buildServer(options: ServerOptions): RouteApp {
  const app = Fastify({
    routerOptions: { ignoreTrailingSlash: true, querystringParser: parseQuery, maxParamLength: 200 },
    trustProxy: options.trustProxy as boolean | string | string[],
    bodyLimit: options.bodyLimitBytes,
    genReqId: requestIdOf,
    return503OnClosing: false,
    requestTimeout: options.requestTimeoutMs,
    handlerTimeout: options.requestTimeoutMs,
    frameworkErrors: (error, request, reply) => sendRefusal(error, request, reply),
  }).withTypeProvider<TypeBoxTypeProvider>();

  const limits = createRateLimits(options.rateLimits);
  const setStandingHeaders = makeStandingHeaders(options);
  app.decorateRequest('actor');
  app.decorateRequest('refusal', undefined);
  app.setValidatorCompiler(createValidatorCompiler());
  app.setErrorHandler(sendRefusal);
  app.addHook('onRequest', (request, reply, done) => {
    if (setStandingHeaders(request, reply)) return;
    requireReadableQuery(request.query);
    done();
  });
  app.addHook('onRoute', (route: RouteOptions) => {
    requireDeclarations(route);
    const config = (route.config ??= {});
    if (options.checkDeclarations) config.declaredCodes = declaredCodes(route) as ReadonlySet<ErrorCode>;
    const guard = makeGuard({
      permission: config.permission ?? 'public',
      limits: config.unlimited === true ? undefined : limits,
      authenticate: options.authenticate,
    });
    route.onRequest = [...[route.onRequest ?? []].flat(), guard];
  });
  app.setNotFoundHandler((request) => {
    throw new DomainError('route-not-found', `There is nothing at ${request.method} ${request.url.split('?', 1)[0]}.`);
  });
  return app;
}
