/**
 * What happens to every request before its route is asked, and to those that no route is looked for.
 *
 * Whatever is refused here carries the standing headers and is counted against the rate of a stranger: nobody has
 * looked yet who asks.
 */
import type { FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import { DomainError } from '../../kernel/errors.ts';
import { isPreflight, type StandingHeaders } from './headers.ts';
import { requireReadableQuery, requireStorableUrl } from './query-strings.ts';
import type { RateLimits } from './rate-limits.ts';
import { sendRefusal } from './refusals.ts';

export interface Arrivals {
  /** The first hook. */
  readonly onRequest: onRequestHookHandler;
  /** For addresses that the router cannot read. */
  readonly refuse: (error: unknown, request: FastifyRequest, reply: FastifyReply) => void;
}

export interface ArrivalOptions {
  readonly headers: StandingHeaders;
  readonly limits: RateLimits;
  readonly isDraining: () => boolean;
}

/** @throws expectation-unknown */
function requireMeetableExpectation(expected: string | undefined): void {
  if (expected === undefined || expected.toLowerCase() === '100-continue') return;
  throw new DomainError(
    'expectation-unknown',
    'The header Expect asks for something that this service does not know. Allowed: 100-continue, or no such header.',
  );
}

export function makeArrivals({ headers, limits, isDraining }: ArrivalOptions): Arrivals {
  return {
    onRequest(request, reply, done) {
      headers.set(request, reply);
      if (isPreflight(request)) {
        limits.spendAsPreflight(request.ip, reply);
        headers.answerPreflight(request, reply);
        return;
      }
      try {
        requireMeetableExpectation(request.raw.headers.expect);
        requireStorableUrl(request.url);
        requireReadableQuery(request.query);
      } catch (error) {
        limits.spendAsStranger(request.ip, reply);
        throw error;
      }
      if (isDraining() && !request.url.startsWith('/health/')) {
        throw new DomainError('shutting-down', 'The server is stopping. Try again in a moment.');
      }
      done();
    },

    refuse(error, request, reply) {
      headers.set(request, reply);
      try {
        limits.spendAsStranger(request.ip, reply);
      } catch (overspent) {
        sendRefusal(overspent, request, reply);
        return;
      }
      sendRefusal(error, request, reply);
    },
  };
}
