/**
 * Conditional reads: an answer that no event has changed is not worked out again.
 *
 * The tag of an answer names its address and the last event of its topics, so one indexed read decides between 304, the
 * remembered bytes and the handler. Only a handler that answered 200 gives a tag out, and for its address only: what was
 * refused is never 304. The head is read before the answer is worked out: an answer can be newer than its tag says,
 * never older. Answers that tick with the clock are remembered for the rest of the second, and their tag is made from
 * their bytes. Remembered bytes are bounded. Tags are weak: equal in meaning.
 */
import { createHash } from 'node:crypto';
import type {
  FastifyReply,
  FastifyRequest,
  onRequestHookHandler,
  onSendHookHandler,
  preHandlerHookHandler,
} from 'fastify';
import { LRUCache } from 'lru-cache';
import { type Clock, SECOND_MS } from '../../kernel/clock.ts';
import { type Heads, latestOf } from '../outbox/index.ts';
import type { Freshness } from './routes.ts';

export interface FreshnessOptions {
  /** The last event of each topic, as of now or later. */
  readonly currentHeads: () => Promise<Heads>;
  /** Changes with everything else that changes answers: the version, the zone of the factory. */
  readonly edition: string;
  readonly clock: Clock;
  /** Bytes of answers remembered; default 16 MiB. */
  readonly rememberedBytesMax?: number;
}

export interface FreshnessHooks {
  /** Starts reading the heads, in the same turn as the session is looked up. */
  readonly onRequest: onRequestHookHandler;
  readonly preHandler: preHandlerHookHandler;
  readonly onSend: onSendHookHandler;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Of reads that can be answered from memory. */
    heads: Promise<Heads> | undefined;
    /** What the answer stands for: its address, the last event and, where it ticks, the second. `live`: for nothing. */
    freshMoment: string | undefined;
    /** The tag of a ticking answer is made from its bytes. */
    freshTicks: boolean;
  }
}

const DEFAULT_REMEMBERED_BYTES = 16_777_216;
/** One answer may take this share of the memory at most. */
const LARGEST_SHARE = 4;
const LIVE = 'live';
/** Whatever there is; before the handler has answered nobody knows whether there is anything. */
const ANY = '*';

interface Remembered {
  readonly moment: string;
  readonly tag: string;
  readonly payload: string;
  readonly headers: Readonly<Record<string, string>>;
}

export function createFreshness(options: FreshnessOptions): (freshness: Freshness) => FreshnessHooks {
  const bytesMax = options.rememberedBytesMax ?? DEFAULT_REMEMBERED_BYTES;
  const remembered = new LRUCache<string, Remembered>({
    maxSize: bytesMax,
    maxEntrySize: bytesMax / LARGEST_SHARE,
    // two bytes a character at worst, and the key
    sizeCalculation: ({ payload }, key) => (payload.length + key.length) * 2 + 100,
  });

  function keep(
    request: FastifyRequest,
    reply: FastifyReply,
    payload: unknown,
    names: readonly string[],
    done: (error: null, payload?: unknown) => void,
  ): void {
    const moment = request.freshMoment;
    if (moment === undefined || typeof payload !== 'string' || reply.statusCode !== 200) {
      done(null, payload);
      return;
    }
    const tag = moment === LIVE || request.freshTicks ? `W/"${contentHash(payload)}"` : moment;
    setFreshHeaders(reply, tag);
    if (moment !== LIVE) remembered.set(keyOf(request), { moment, tag, payload, headers: headersOf(reply, names) });
    if (matches(request, tag) || request.raw.headers['if-none-match'] === ANY) {
      reply.code(304);
      done(null, '');
      return;
    }
    done(null, payload);
  }

  /** True when it has answered. */
  function answerFromMemory(request: FastifyRequest, reply: FastifyReply, moment: string): boolean {
    if (matches(request, moment)) {
      setFreshHeaders(reply, moment);
      reply.code(304).send();
      return true;
    }
    const known = remembered.get(keyOf(request));
    if (known?.moment !== moment) return false;
    setFreshHeaders(reply, known.tag);
    if (request.raw.headers['if-none-match'] === ANY || matches(request, known.tag)) reply.code(304).send();
    else reply.headers(known.headers).type('application/json; charset=utf-8').send(known.payload);
    return true;
  }

  async function momentOf(request: FastifyRequest, { topics, turnedAt }: Freshness): Promise<string> {
    const heads = await (request.heads ?? options.currentHeads());
    const nowMs = options.clock.now();
    const turnMs = request.freshTicks ? Math.floor(nowMs / SECOND_MS) : await turnedAt?.(nowMs, heads);
    const turn = turnMs === undefined ? '' : `-${turnMs.toString(36)}`;
    return `W/"${options.edition}-${addressHash(keyOf(request))}-${latestOf(heads, topics)}${turn}"`;
  }

  return (freshness) => {
    const { live, ticks, headers = [] } = freshness;
    return {
      onRequest(request, _reply, done) {
        request.heads = options.currentHeads();
        done();
      },
      onSend: (request, reply, payload, done) => keep(request, reply, payload, headers, done),
      // with a callback: an async hook that has answered must return the reply, and awaiting that costs some 30 µs
      preHandler(request, reply, done) {
        if (live?.(request, options.clock.now()) === true) {
          request.freshMoment = LIVE;
          done();
          return;
        }
        request.freshTicks = ticks?.(request, options.clock.now()) === true;
        momentOf(request, freshness).then((moment) => {
          if (answerFromMemory(request, reply, moment)) return;
          request.freshMoment = moment;
          done();
        }, done);
      },
    };
  };
}

function headersOf(reply: FastifyReply, names: readonly string[]): Record<string, string> {
  const set = names.filter((name) => reply.hasHeader(name));
  return Object.fromEntries(set.map((name) => [name, String(reply.getHeader(name))]));
}

function keyOf(request: FastifyRequest): string {
  return request.raw.url ?? '';
}

function setFreshHeaders(reply: FastifyReply, tag: string): void {
  reply.header('etag', tag);
  reply.header('cache-control', 'private, no-cache');
  reply.header('vary', 'Origin, Authorization, X-API-Key, Cookie');
}

/** Weak comparison (RFC 9110, 8.8.3.2). */
function matches(request: FastifyRequest, tag: string): boolean {
  const wanted = request.raw.headers['if-none-match'];
  if (wanted === undefined) return false;
  if (wanted === tag) return true;
  const opaque = tag.slice(2);
  return wanted.split(',').some((one) => one.trim().replace(/^W\//, '') === opaque);
}

function contentHash(payload: string): string {
  return createHash('sha1').update(payload).digest('base64url');
}

/** FNV-1a, 32 bits: tells addresses apart, and costs a tenth of a microsecond where SHA-1 costs two. */
function addressHash(address: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < address.length; at++) hash = Math.imul(hash ^ address.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(36);
}
