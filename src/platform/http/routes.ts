/**
 * What a module sees of HTTP: an app to put routes on, and what a route must say of itself.
 *
 * `config` of each route names the permission that it asks for (or `'public'`) and the codes that it can refuse with;
 * a route without a permission stops the start.
 */
import type { Server } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { Actor, Permission } from '../../kernel/access.ts';
import type { ErrorCode } from '../../kernel/errors.ts';
import type { Heads } from '../outbox/index.ts';
import type { OwnStatuses } from './error-statuses.ts';
import type { SharedSpending } from './rate-limits.ts';

export type RouteApp = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** Mounts a module's routes. */
export type Routes = (app: RouteApp) => void | Promise<void>;

/** Lets a read be answered with 304 or from memory while nothing that it shows has changed. */
export interface Freshness {
  /** Topics of the events that change the answer. The answer must depend on nothing else, not on who asks either. */
  readonly topics: readonly string[];
  /** True while the answer also changes with the clock, for example because the range has not ended yet. */
  readonly live?: (request: FastifyRequest, nowMs: number) => boolean;
  /** True while the answer also changes with the clock, but only from one whole second to the next. */
  readonly ticks?: (request: FastifyRequest, nowMs: number) => boolean;
  /**
   * Instant of the last change of such answers that came with the clock alone, at or before `nowMs`: a due date that has
   * passed. Where that can be told, an answer that shows it need not be live.
   */
  readonly turnedAt?: (nowMs: number, heads: Heads) => Promise<number>;
  /** Names, in lower case, of headers that the handler sets and that belong to the answer. */
  readonly headers?: readonly string[];
}

/** What a request brings to say who sent it. */
export interface Credentials {
  readonly authorization?: string;
  readonly apiKey?: string;
  /** The access token that the cookie of the web interface holds. */
  readonly sessionToken?: string;
  readonly address: string;
  readonly requestId: string;
}

/**
 * Tells who sends a request that brings credentials.
 *
 * @throws token-invalid, account-disabled, database-unavailable and the like
 */
export type Authenticate = (credentials: Credentials) => Promise<Actor>;

declare module 'fastify' {
  interface FastifyInstance {
    /** From now on new requests are refused with `shutting-down`, and `/health/ready` answers 503. */
    drain(): void;
    /** Servers that hand their requests to this app, beside its own. */
    readonly addressesBeside: Server[];
    /** What callers have spent of their limits here, for processes that share these. */
    readonly spending: SharedSpending;
  }
  /** What the reference says of a route, beside its schemas. */
  interface FastifySchema {
    summary?: string;
    description?: string;
    tags?: readonly string[];
    /** Made from method and address where absent. */
    operationId?: string;
    deprecated?: boolean;
    /** Media types of the body; JSON where absent. */
    consumes?: readonly string[];
    /** Media types of the answer; JSON where absent. Its schema is of JSON; other types are texts or bytes. */
    produces?: readonly string[];
    /** Leaves the route out of the reference. */
    hide?: boolean;
  }
  interface FastifyContextConfig {
    permission?: Permission | 'public';
    /** Codes of the catalogue that this route itself can refuse with; the platform adds those that all routes share. */
    errors?: readonly ErrorCode[];
    /** Codes that have another status here: an old path answers as those who call it know it. */
    statuses?: OwnStatuses;
    freshness?: Freshness;
    /** A link that we signed opens it too, without a session: see `kernel/signed-links.ts`. */
    signedLinks?: boolean;
    /**
     * A ticket of `POST /api/v1/realtime/tickets` in the query parameter `ticket` opens it too, once. On a public route:
     * whoever says by that or by the usual headers who they are is known, and counted as such.
     */
    tickets?: boolean;
    /** Of a public route: it deals with the cookies of the web interface, so only pages of ours may call it. */
    ownPagesOnly?: boolean;
    /** An old path whose callers may send unknown query parameters and body keys; they are ignored. */
    tolerant?: boolean;
    /** The change is made to the version that `If-Match` names: the handler asks `versionOf`. */
    versioned?: boolean;
    /** A request that is sent again with its `Idempotency-Key` gets the first answer: the handler asks `idempotencyKeyOf`. */
    idempotent?: boolean;
    /** Its 201 says in `Location` where the new thing is. */
    location?: boolean;
    /** Fields of the body that a secret may have been typed into by mistake: not logged where the route refuses. */
    hiddenWhenRefused?: readonly string[];
    /** Not counted against the caller's rate: probes. */
    unlimited?: boolean;
    /** Milliseconds that the route may take before it is answered for; the server's limit where absent. */
    timeLimitMs?: number;
  }
  interface FastifyRequest {
    /** Who asks. On public routes a stranger without any permission. */
    actor: Actor;
  }
}
