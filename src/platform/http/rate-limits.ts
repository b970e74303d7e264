/**
 * How often one caller may ask: a bucket per user, API key or address, refilled steadily.
 *
 * Memory is bounded: the least recently used buckets are forgotten first. Buckets are of this process; where several
 * serve, they tell each other what callers have spent ({@link SharedSpending}).
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

/** What processes tell each other, by caller. */
export type Spending = ReadonlyMap<string, number>;

export interface SharedSpending {
  /** What callers have spent here since it was last taken. From the first call on it is kept. */
  take(): Spending;
  /** Takes what callers have spent at other processes out of their buckets here; these may owe as much as they hold. */
  spendElsewhere(spending: Spending): void;
}

export interface RateLimits extends SharedSpending {
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

/** Callers whose spending is kept until it is taken; of more than these in a second nothing is told. */
const SPENDERS_MAX = 1_000;

/** The buckets of one kind of callers. */
interface Shelf {
  readonly name: string;
  readonly limit: RateLimit;
  readonly buckets: LRUCache<string, Bucket>;
}

interface Bucket {
  tokens: number;
  refilledAtMs: number;
}

export function createRateLimits(options: RateLimitOptions): RateLimits {
  const max = options.callersMax ?? 10_000;
  const monotonicMs = options.monotonicMs ?? (() => performance.now());
  const { burst, perSecond } = options.signedIn;
  const addressLimit = { burst: burst * CALLERS_AT_ADDRESS, perSecond: perSecond * CALLERS_AT_ADDRESS };
  const shelf = (name: string, limit: RateLimit): Shelf => ({ name, limit, buckets: new LRUCache({ max }) });
  const strangers = shelf('stranger', options.stranger);
  const preflights = shelf('preflight', addressLimit);
  const linkHolders = shelf('link', addressLimit);
  const actors = shelf('actor', options.signedIn);
  const shelves = new Map([strangers, preflights, linkHolders, actors].map((each) => [each.name, each]));
  let spent: Map<string, number> | undefined;

  function refilled({ buckets, limit }: Shelf, caller: string): Bucket {
    const nowMs = monotonicMs();
    let bucket = buckets.get(caller);
    if (bucket === undefined) {
      bucket = { tokens: limit.burst, refilledAtMs: nowMs };
      buckets.set(caller, bucket);
    }
    const regained = ((nowMs - bucket.refilledAtMs) / 1_000) * limit.perSecond;
    bucket.tokens = Math.min(limit.burst, bucket.tokens + regained);
    bucket.refilledAtMs = nowMs;
    return bucket;
  }

  function note({ name }: Shelf, caller: string): void {
    if (spent === undefined) return;
    const key = `${name} ${caller}`;
    const before = spent.get(key);
    if (before !== undefined || spent.size < SPENDERS_MAX) spent.set(key, (before ?? 0) + 1);
  }

  function spend(ofKind: Shelf, caller: string, reply: FastifyReply): void {
    const { limit } = ofKind;
    const bucket = refilled(ofKind, caller);
    const enough = bucket.tokens >= 1;
    if (enough) {
      bucket.tokens -= 1;
      note(ofKind, caller);
    }
    const remaining = Math.max(0, Math.floor(bucket.tokens));
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
    spendAsStranger: (address, reply) => spend(strangers, callerAt(address), reply),
    spendAsPreflight: (address, reply) => spend(preflights, callerAt(address), reply),
    spendAsLinkHolder: (address, reply) => spend(linkHolders, callerAt(address), reply),
    spendAsActor: (actor, reply) => spend(actors, `${actor.kind} ${actor.id}`, reply),
    take() {
      const taken = spent ?? new Map<string, number>();
      spent = new Map();
      return taken;
    },
    spendElsewhere(spending) {
      for (const [key, tokens] of spending) {
        const name = key.slice(0, key.indexOf(' '));
        const ofKind = shelves.get(name);
        if (ofKind === undefined) continue;
        const bucket = refilled(ofKind, key.slice(name.length + 1));
        bucket.tokens = Math.max(-ofKind.limit.burst, bucket.tokens - tokens);
      }
    },
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
