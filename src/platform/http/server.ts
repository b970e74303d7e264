/**
 * The HTTP server: one Fastify instance with every rule that all routes share.
 *
 * Hooks are few and made once; what differs by route is decided when the route is mounted.
 */
import type { Server } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { type RouteOptions } from 'fastify';
import type { Clock } from '../../kernel/clock.ts';
import type { Logger } from '../logging/index.ts';
import { type CheckLink, makeGuard, type RedeemTicket } from './access.ts';
import { makeArrivals } from './arrivals.ts';
import type { AsyncDescription } from './asyncapi.ts';
import { readJsonBodies } from './bodies.ts';
import { answerConnectionError } from './connection-errors.ts';
import { type DescribedRoute, declaredCodes, requireDeclarations, schemaOf } from './declarations.ts';
import { createFreshness, type FreshnessOptions } from './freshness.ts';
import { makeStandingHeaders, requestIdOf } from './headers.ts';
import { type HealthCheck, healthRoutes } from './health.ts';
import { type ConnectionLimits, defaultConnectionLimits } from './listening.ts';
import { answerUnrouted } from './not-found.ts';
import { parseQuery } from './query-strings.ts';
import { createRateLimits, type RateLimitOptions } from './rate-limits.ts';
import { referenceRoutes } from './reference.routes.ts';
import { sendRefusal } from './refusals.ts';
import { logRequests } from './request-lines.ts';
import type { Authenticate, RouteApp } from './routes.ts';
import { createSerializerCompiler } from './serialization.ts';
import { createSite } from './site.routes.ts';
import type { SiteFiles } from './site-files.ts';
import { requireDeclaredAnswers } from './strict-answers.ts';
import { isWebSocketUpgrade, routeUpgrades } from './upgrades.ts';
import { closedParameters, createValidatorCompiler } from './validation.ts';

/** Of who has not signed in: forms of a few fields. */
const STRANGERS_BODY_BYTES_MAX = 16_384;

export interface ServerOptions {
  readonly log: Logger;
  readonly clock: Clock;
  /** Of MillDash. */
  readonly version: string;
  readonly authenticate: Authenticate;
  /** What becomes of a link that claims to be signed by us; absent: no link opens anything. */
  readonly checkLink?: CheckLink;
  /** Whose a ticket for a live connection is, which it uses up; absent: no ticket opens anything. */
  readonly redeemTicket?: RedeemTicket;
  /** Origins of other sites whose pages may call us with credentials. */
  readonly corsOrigins: readonly string[];
  /** Addresses of the proxies that may say where a request came from; false: none. */
  readonly trustProxy: false | readonly string[];
  readonly bodyLimitBytes: number;
  /** How long a request may take to arrive and be answered, where its route does not say otherwise. */
  readonly requestTimeoutMs: number;
  readonly rateLimits: RateLimitOptions;
  /** Default: {@link defaultConnectionLimits}. */
  readonly connections?: ConnectionLimits;
  readonly freshness: Omit<FreshnessOptions, 'clock'>;
  readonly healthChecks: readonly HealthCheck[];
  /** The built web interface; absent: no page is served. */
  readonly site?: SiteFiles | undefined;
  /** Whether `/openapi.json`, `/asyncapi.json` and `/docs` are served. */
  readonly apiDocs: boolean;
  /** What comes and goes beside requests, asked for once; absent: `/asyncapi.json` is not served. */
  readonly channels?: () => Promise<AsyncDescription>;
  /** Answers 500 where a route produces a code or a status that it did not declare. For tests. */
  readonly checkDeclarations: boolean;
  /** Compiles every schema at the start, so that one that cannot be compiled stops it; false: each at its first use. */
  readonly compileAtStart: boolean;
}

export function buildServer(options: ServerOptions): RouteApp {
  const connections = options.connections ?? defaultConnectionLimits;
  let draining = false;
  const limits = createRateLimits(options.rateLimits);
  const arrivals = makeArrivals({ headers: makeStandingHeaders(options), limits, isDraining: () => draining });
  const app = Fastify({
    routerOptions: { ignoreTrailingSlash: true, querystringParser: parseQuery, maxParamLength: 200 },
    trustProxy: options.trustProxy === false ? false : [...options.trustProxy],
    bodyLimit: options.bodyLimitBytes,
    genReqId: requestIdOf,
    handlerTimeout: options.requestTimeoutMs,
    requestTimeout: connections.longestRequestMs,
    connectionTimeout: connections.silenceMs,
    http: {
      headersTimeout: connections.headersMs,
      connectionsCheckingInterval: connections.slowCheckMs,
      shouldUpgradeCallback: isWebSocketUpgrade,
    },
    // a request that comes while we stop is refused below, as a problem document
    return503OnClosing: false,
    clientErrorHandler: answerConnectionError,
    frameworkErrors: (error, request, reply) => arrivals.refuse(error, request, reply),
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.server.maxConnections = connections.connectionsMax;
  // Node answers what it does not know with a bare 417; arrivals refuse it like anything else
  app.server.on('checkExpectation', app.routing);
  routeUpgrades(app);

  const routes: DescribedRoute[] = [];
  const freshnessOf = createFreshness({ ...options.freshness, clock: options.clock });

  app.decorate('drain', () => {
    draining = true;
  });
  app.decorate('addressesBeside', [] as Server[]);
  app.decorate('spending', limits);
  app.decorateRequest('actor');
  app.decorateRequest('refusal', undefined);
  app.decorateRequest('heads', undefined);
  app.decorateRequest('freshMoment', undefined);
  app.decorateRequest('freshTicks', false);
  app.setValidatorCompiler(createValidatorCompiler(options.compileAtStart));
  app.setSerializerCompiler(createSerializerCompiler(options.compileAtStart));
  app.setErrorHandler(sendRefusal);
  readJsonBodies(app);
  logRequests(app, options.log, () => draining);
  if (options.checkDeclarations) requireDeclaredAnswers(app);

  app.addHook('onRequest', arrivals.onRequest);

  app.addHook('onRoute', (route: RouteOptions) => {
    requireDeclarations(route);
    const config = (route.config ??= {});
    const permission = config.permission ?? 'public';
    const codes = declaredCodes(route);
    for (const method of [route.method].flat()) {
      routes.push({ method, url: route.url, schema: route.schema ?? {}, config, codes });
    }
    if (options.checkDeclarations) config.declaredCodes = codes;
    if (config.timeLimitMs !== undefined) route.handlerTimeout = config.timeLimitMs;
    if (permission === 'public') route.bodyLimit ??= Math.min(STRANGERS_BODY_BYTES_MAX, options.bodyLimitBytes);
    const guard = makeGuard({
      permission,
      limits: config.unlimited === true ? undefined : limits,
      authenticate: options.authenticate,
      checkLink: config.signedLinks === true ? options.checkLink : undefined,
      redeemTicket: config.tickets === true ? options.redeemTicket : undefined,
      ownPagesOnly: config.ownPagesOnly === true,
      parameters: config.tolerant === true ? undefined : closedParameters(schemaOf(route).querystring),
    });
    const onRequest = [route.onRequest ?? []].flat();
    route.onRequest = [...onRequest, guard];
    if (config.freshness === undefined) return;
    const hooks = freshnessOf(config.freshness);
    route.onRequest = [...onRequest, hooks.onRequest, guard];
    route.preHandler = [...[route.preHandler ?? []].flat(), hooks.preHandler];
    route.onSend = [...[route.onSend ?? []].flat(), hooks.onSend];
  });

  app.addHook('preClose', async () => {
    for (const server of app.addressesBeside) server.close();
  });

  const site = options.site === undefined ? undefined : createSite(options.site);
  app.setNotFoundHandler((request, reply) => {
    if (site?.answersUnrouted(app, request, reply) === true) return;
    limits.spendAsStranger(request.ip, reply);
    answerUnrouted(app, request, reply);
  });

  healthRoutes({ checks: options.healthChecks, isDraining: () => draining, version: options.version, site })(app);
  site?.mount(app);
  const { apiDocs, version, channels } = options;
  if (apiDocs) referenceRoutes({ routes, version, channels })(app);
  return app;
}
