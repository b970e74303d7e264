/**
 * The door of every route: who asks, how often, and whether they may.
 *
 * One guard is made per route when it is mounted; per request it makes no closure. Whoever brings no credentials, or
 * wrong ones, spends the rate of a stranger at their address.
 */
import type { FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import { type Actor, isAllowed, type Permission } from '../../kernel/access.ts';
import { DomainError } from '../../kernel/errors.ts';
import type { RateLimits } from './rate-limits.ts';
import type { Authenticate } from './routes.ts';
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
}

export function makeGuard({ permission, limits, authenticate, parameters }: GuardOptions): onRequestAsyncHookHandler {
  if (permission === 'public') {
    return async function admitStranger(request, reply) {
      limits?.spendAsStranger(request.ip, reply);
      request.actor = stranger(request.ip, request.id);
      if (parameters !== undefined) refuseUnknownParameters(request.query as object, parameters);
    };
  }
  return async function admitActor(request: FastifyRequest, reply: FastifyReply) {
    const actor = await identify(request, reply, limits, authenticate);
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

async function identify(
  request: FastifyRequest,
  reply: FastifyReply,
  limits: RateLimits | undefined,
  authenticate: Authenticate,
): Promise<Actor> {
  const { authorization, 'x-api-key': apiKey } = request.raw.headers;
  if (authorization === undefined && apiKey === undefined) {
    limits?.spendAsStranger(request.ip, reply);
    throw new DomainError('not-authenticated', 'Not authenticated');
  }
  try {
    return await authenticate({
      address: request.ip,
      requestId: request.id,
      ...(authorization === undefined ? {} : { authorization }),
      ...(typeof apiKey === 'string' ? { apiKey } : {}),
    });
  } catch (error) {
    limits?.spendAsStranger(request.ip, reply);
    throw error;
  }
}
