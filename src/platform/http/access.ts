/**
 * The door of every route: who asks, how often, and whether they may.
 *
 * One guard is made per route when it is mounted; per request it makes no closure. Whoever brings no credentials, or
 * wrong ones, spends the rate of a stranger at their address. Where a route says so, a link that we signed stands for
 * credentials, and is checked here and nowhere else. So is the cookie of the web interface, which counts where neither
 * `Authorization` nor `X-API-Key` nor a ticket is brought, and for our own pages only.
 */
import type { FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import { type Actor, isAllowed, type Permission } from '../../kernel/access.ts';
import { DomainError } from '../../kernel/errors.ts';
import { isFromOwnPage, requireOwnPage } from './own-pages.ts';
import type { RateLimits } from './rate-limits.ts';
import type { Authenticate } from './routes.ts';
import { accessCookieOf } from './session-cookies.ts';
import { refuseUnknownParameters } from './validation.ts';

const noPermissions: ReadonlySet<Permission> = new Set();

/** Somebody who has not signed in: on public routes only. */
export function stranger(address: string, requestId: string): Actor {
  return {
    kind: 'system',
    id: 'stranger',
    name: 'stranger',
    role: null,
    permissions: noPermissions,
    address,
    requestId,
  };
}

export interface GuardOptions {
  readonly permission: Permission | 'public';
  /** Absent for routes that are not counted. */
  readonly limits: RateLimits | undefined;
  readonly authenticate: Authenticate;
  /** Query parameters that the route knows; undefined where unknown ones are ignored. */
  readonly parameters: ReadonlySet<string> | undefined;
  /** Absent where a link opens nothing. */
  readonly checkLink: CheckLink | undefined;
  /** Absent where a ticket opens nothing. */
  readonly redeemTicket: RedeemTicket | undefined;
  /** Of a public route: refuses what no page of ours has sent. */
  readonly ownPagesOnly: boolean;
}

/** @throws token-invalid */
export type RedeemTicket = (
  ticket: string,
  origin: { readonly address: string; readonly requestId: string },
) => Promise<Actor>;

/** @param path without its query */
export type CheckLink = (path: string, expires: string, signature: string) => 'valid' | 'expired' | 'forged';

export function makeGuard(options: GuardOptions): onRequestAsyncHookHandler {
  const { permission, limits, authenticate, parameters, checkLink, redeemTicket, ownPagesOnly } = options;
  if (permission === 'public') {
    return async function admitAnybody(request, reply) {
      if (redeemTicket !== undefined && saysWho(request)) {
        request.actor = await identify(request, reply, limits, authenticate, redeemTicket);
        limits?.spendAsActor(request.actor, reply);
      } else {
        limits?.spendAsStranger(request.ip, reply);
        request.actor = stranger(request.ip, request.id);
      }
      if (ownPagesOnly) requireOwnPage(request);
      if (parameters !== undefined) refuseUnknownParameters(request.query as object, parameters);
    };
  }
  return async function admitActor(request: FastifyRequest, reply: FastifyReply) {
    if (checkLink !== undefined && bringsLink(request)) {
      admitLinkHolder(request, reply, limits, checkLink);
      return;
    }
    const actor = await identify(request, reply, limits, authenticate, redeemTicket);
    request.actor = actor;
    limits?.spendAsActor(actor, reply);
    if (!isAllowed(actor, permission)) {
      throw new DomainError(
        'forbidden',
        `This needs the permission '${permission}', which ${actor.name} does not have.`,
        {
          permission,
        },
      );
    }
    if (parameters !== undefined) refuseUnknownParameters(request.query as object, parameters);
  };
}

function saysWho(request: FastifyRequest): boolean {
  const { authorization, 'x-api-key': apiKey } = request.raw.headers;
  if (authorization !== undefined || apiKey !== undefined || Object.hasOwn(request.query as object, 'ticket'))
    return true;
  // a page on another port of our host sends the cookie without meaning to: to us it is a stranger, who can still say
  return accessCookieOf(request) !== undefined && isFromOwnPage(request);
}

function bringsLink(request: FastifyRequest): boolean {
  return Object.hasOwn(request.query as object, 'signature');
}

/** @throws signature-invalid, rate-limited */
function admitLinkHolder(
  request: FastifyRequest,
  reply: FastifyReply,
  limits: RateLimits | undefined,
  checkLink: CheckLink,
): void {
  const { expires, signature } = request.query as Readonly<Record<string, unknown>>;
  const [path = ''] = (request.raw.url ?? '').split('?', 1);
  const found = checkLink(path, String(expires), String(signature));
  if (found !== 'valid') {
    limits?.spendAsStranger(request.ip, reply);
    const problem = found === 'expired' ? 'The link has expired' : 'The link is not one of ours';
    throw new DomainError('signature-invalid', `${problem}: read anew what it came from, or sign in.`);
  }
  limits?.spendAsLinkHolder(request.ip, reply);
  request.actor = stranger(request.ip, request.id);
}

async function identify(
  request: FastifyRequest,
  reply: FastifyReply,
  limits: RateLimits | undefined,
  authenticate: Authenticate,
  redeemTicket: RedeemTicket | undefined,
): Promise<Actor> {
  const { authorization, 'x-api-key': apiKey } = request.raw.headers;
  const origin = { address: request.ip, requestId: request.id };
  try {
    if (authorization === undefined && apiKey === undefined) {
      const { ticket } = request.query as Readonly<Record<string, unknown>>;
      if (redeemTicket !== undefined && typeof ticket === 'string') return await redeemTicket(ticket, origin);
      const sessionToken = accessCookieOf(request);
      if (sessionToken === undefined) throw new DomainError('not-authenticated', 'Not authenticated');
      requireOwnPage(request);
      return await authenticate({ ...origin, sessionToken });
    }
    return await authenticate({
      ...origin,
      ...(authorization === undefined ? {} : { authorization }),
      ...(typeof apiKey === 'string' ? { apiKey } : {}),
    });
  } catch (error) {
    limits?.spendAsStranger(request.ip, reply);
    throw error;
  }
}
