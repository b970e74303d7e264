/**
 * How often one caller may ask: a bucket per user, API key or address, refilled steadily.
 *
 * Memory is bounded: the least recently used buckets are forgotten first. Buckets are of this process; N processes
 * give a caller N times the rate.
 */
import type { FastifyReply } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { Actor } from '../../kernel/access.ts';
import { DomainError } from '../../kernel/errors.ts';

export interface RateLimit {
  /** Requests that may come at once. */
  readonly burst: number;
  /** Requests per second that the bucket regains. */
  readonly perSecond: number;
}

export interface RateLimits {
  /** @throws rate-limited */
  spendAsStranger(address: string, reply: FastifyReply): void;
  /** Of a bucket of its own: pages of other sites ask before nearly every request. @throws rate-limited */
  spendAsPreflight(address: string, reply: FastifyReply): void;
  /** Of who holds a link that we signed: pages full of pictures. @throws rate-limited */
  spendAsLinkHolder(address: string, reply: FastifyReply): void;
  /** @throws rate-limited */
  spendAsActor(actor: Actor, reply: FastifyReply): void;
}

export interface RateLimitOptions {
  readonly stranger: RateLimit;
  readonly signedIn: RateLimit;
  /** Callers remembered at once, of each kind; default 10,000. */
  readonly callersMax?: number;
  /** Monotonic milliseconds; default `performance.now`. */
  readonly monotonicMs?: () => number;
}

/** Preflights and links know no user, and a whole office may share an address: it may ask as much as four who are signed in. */
const CALLERS_AT_ADDRESS = 4;

interface Bucket {
  tokens: number;
  refilledAtMs: number;
}

export function createRateLimits(options: RateLimitOptions): RateLimits {
  const max = options.callersMax ?? 10_000;
  const monotonicMs = options.monotonicMs ?? (() => performance.now());
  const strangers = new LRUCache<string, Bucket>({ max });
  const preflights = new LRUCache<string, Bucket>({ max });
  const { burst, perSecond } = options.signedIn;
  const linkHolders = new LRUCache<string, Bucket>({ max });
  const addressLimit = { burst: burst * CALLERS_AT_ADDRESS, perSecond: perSecond * CALLERS_AT_ADDRESS };
  const actors = new LRUCache<string, Bucket>({ max });

  function spend(buckets: LRUCache<string, Bucket>, key: string, limit: RateLimit, reply: FastifyReply): void {
    const nowMs = monotonicMs();
    let bucket = buckets.get(key);
    if (bucket === undefined) {
      bucket = { tokens: limit.burst, refilledAtMs: nowMs };
      buckets.set(key, bucket);
    }
    const regained = ((nowMs - bucket.refilledAtMs) / 1_000) * limit.perSecond;
    bucket.tokens = Math.min(limit.burst, bucket.tokens + regained);
    bucket.refilledAtMs = nowMs;
    const enough = bucket.tokens >= 1;
    if (enough) bucket.tokens -= 1;
    const remaining = Math.floor(bucket.tokens);
    reply.header('ratelimit-limit', limit.burst);
    reply.header('ratelimit-remaining', remaining);
    reply.header('ratelimit-reset', Math.ceil((limit.burst - remaining) / limit.perSecond));
    if (enough) return;
    const waitSeconds = Math.max(1, Math.ceil((1 - bucket.tokens) / limit.perSecond));
    throw new DomainError('rate-limited', `Too many requests. Try again in ${waitSeconds} s.`, {
      retry_after_seconds: waitSeconds,
    });
  }

  return {
    spendAsStranger: (address, reply) => spend(strangers, callerAt(address), options.stranger, reply),
    spendAsPreflight: (address, reply) => spend(preflights, callerAt(address), addressLimit, reply),
    spendAsLinkHolder: (address, reply) => spend(linkHolders, callerAt(address), addressLimit, reply),
    spendAsActor: (actor, reply) => spend(actors, `${actor.kind} ${actor.id}`, options.signedIn, reply),
  };
}

/** An IPv6 host has a whole /64 to choose addresses from, so the network counts as one caller. */
export function callerAt(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address;
  const [head = '', tail] = address.split('%', 1)[0]?.split('::') ?? [];
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const end = tail === '' ? [] : tail.split(':');
    while (groups.length + end.length < 8) groups.push('0');
    groups.push(...end);
  }
  return `${groups.slice(0, 4).join(':')}::/64`;
}
