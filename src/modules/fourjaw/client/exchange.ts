/**
 * One request to FourJaw and its reply, read as hostile: nothing but the configured host is asked, no redirect is
 * followed, a body is read up to a size, and what does not come in time is given up.
 *
 * The key is a header of requests to that host and stands nowhere else.
 */
import { Agent } from 'undici';
import { FourJawFailure } from './failures.ts';
import { readRetryAfter } from './retry.rules.ts';
import { readSkew, theirNow } from './skew.rules.ts';

export interface ExchangeOptions {
  readonly baseUrl: string;
  /** A secret. */
  readonly apiKey: string;
  /** How long FourJaw may keep silent; a whole reply may take four times as long. */
  readonly timeoutMs: number;
  readonly concurrency: number;
  /** Default: 16 MiB, some hundred bytes for each period of the largest page and room to spare. */
  readonly replyLimitBytes?: number;
}

export interface Reply {
  /** Parsed JSON of any form. */
  readonly body: unknown;
  /** The header `Date`. */
  readonly date: string | undefined;
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

const REPLY_LIMIT_BYTES = 16 * 1_048_576;
const CONNECT_TIMEOUT_MS = 5_000;
const KEEP_ALIVE_MS = 30_000;
const SLOWEST_REPLY = 4;
/** Of a reply that is not wanted, so that its connection can be used again. */
const DUMPED_BYTES = 65_536;

export interface Exchange {
  /** @throws FourJawFailure */
  get(path: string, query: Readonly<Record<string, string>>, signal: AbortSignal | undefined): Promise<Reply>;
  close(): Promise<void>;
}

/** @param nowMs for a `Retry-After` that is a date */
export function createExchange(options: ExchangeOptions, nowMs: () => number): Exchange {
  const { timeoutMs } = options;
  const { origin, pathname } = new URL(options.baseUrl);
  const basePath = pathname.replace(/\/+$/, '');
  const headers = { 'x-api-key': options.apiKey, accept: 'application/json', 'accept-encoding': 'identity' };
  const agent = new Agent({
    connections: options.concurrency,
    pipelining: 1,
    connect: { timeout: Math.min(CONNECT_TIMEOUT_MS, timeoutMs) },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxResponseSize: options.replyLimitBytes ?? REPLY_LIMIT_BYTES,
  });

  async function send(target: string, signal: AbortSignal): Promise<Reply> {
    const reply = await agent.request({ origin, path: target, method: 'GET', headers, signal });
    if (reply.statusCode !== 200) {
      await reply.body.dump({ limit: DUMPED_BYTES, signal });
      throw refusalOf(reply.statusCode, reply.headers, nowMs());
    }
    const text = await reply.body.text();
    const encoding = firstOf(reply.headers['content-encoding']) ?? 'identity';
    if (encoding !== 'identity')
      throw new FourJawFailure('invalid', 'FourJaw’s reply is in an encoding nobody asked for');
    try {
      return { body: JSON.parse(text) as unknown, date: firstOf(reply.headers['date']) };
    } catch {
      // what the parser says quotes the reply
      throw new FourJawFailure('invalid', 'FourJaw’s reply is not JSON, or was cut off');
    }
  }

  return {
    async get(path, query, signal) {
      const tooLate = AbortSignal.timeout(timeoutMs * SLOWEST_REPLY);
      try {
        const target = `${basePath}${path}?${new URLSearchParams(query)}`;
        return await send(target, signal === undefined ? tooLate : AbortSignal.any([signal, tooLate]));
      } catch (error) {
        if (error instanceof FourJawFailure) throw error;
        if (signal?.aborted === true) throw new FourJawFailure('stopped', 'Stopped');
        throw failureOf(error, tooLate.aborted);
      }
    },
    close: () => agent.destroy(),
  };
}

function refusalOf(status: number, headers: Headers, nowMs: number): FourJawFailure {
  const said = `FourJaw answered with ${status}`;
  // a date is one of the clock that wrote it
  const theirNowMs = theirNow(nowMs, readSkew(firstOf(headers['date']), nowMs));
  const options = { retryAfterMs: readRetryAfter(firstOf(headers['retry-after']), theirNowMs) };
  if (status === 401 || status === 403) return new FourJawFailure('key-refused', `${said}: check FOURJAW_API_KEY`);
  if (status === 429) return new FourJawFailure('busy', `${said}: too many requests`, options);
  if (status === 503) return new FourJawFailure('busy', `${said}: not available`, options);
  if (status >= 500 || status === 408) return new FourJawFailure('failed', said, options);
  if (status >= 300 && status < 400) {
    return new FourJawFailure('rejected', `${said}, a redirect, which is not followed: check FOURJAW_BASE_URL`);
  }
  return new FourJawFailure('rejected', said);
}

const explanations: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name has no address',
  EAI_AGAIN: 'its name could not be looked up',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection broke',
  UND_ERR_SOCKET: 'the connection broke',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time',
  UND_ERR_BODY_TIMEOUT: 'the reply stopped coming',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the reply was cut off',
};

/** @throws what did not come of the connection */
function failureOf(error: unknown, tooLate: boolean): FourJawFailure {
  const code = (error as { code?: unknown } | undefined)?.code;
  if (!tooLate && typeof code !== 'string') throw error;
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') {
    return new FourJawFailure('too-large', 'FourJaw’s reply is larger than is read');
  }
  const reason = tooLate ? 'the whole reply took too long' : (explanations[String(code)] ?? String(code));
  return new FourJawFailure('unreachable', `FourJaw cannot be reached: ${reason}`, { cause: error });
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
