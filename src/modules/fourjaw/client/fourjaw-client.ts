/**
 * FourJaw's API as MillDash asks it: a few requests at once, each sent again where that may help, and none while FourJaw
 * fails all the time.
 */
import { formatInstant } from '../../../kernel/instant.ts';
import { Slots } from '../../../kernel/slots.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import { Breaker, type BreakerState } from './breaker.rules.ts';
import { createExchange, type ExchangeOptions, type Reply } from './exchange.ts';
import { FourJawFailure } from './failures.ts';
import { type Asset, type PeriodsQuery, type PeriodsReply, readAssets, readPeriods } from './replies.ts';
import { ATTEMPTS_MAX, pauseAfter, WAITED_MAX_MS } from './retry.rules.ts';
import { readSkew } from './skew.rules.ts';
import type { Timing } from './timing.ts';

export interface FourJawClient {
  /** @throws FourJawFailure when it has failed for good, or for now */
  fetchPeriods(query: PeriodsQuery, signal?: AbortSignal): Promise<PeriodsReply>;
  /**
   * @param attempts how often it is asked for at most
   * @throws FourJawFailure
   */
  fetchAssets(signal?: AbortSignal, attempts?: number): Promise<Asset[]>;
  readonly breaker: BreakerState;
  /** How long nothing is sent because FourJaw fails; 0 where it is asked. */
  waitMs(): number;
  /** Waits until a request may be sent: until the breaker tries again, or until the try of another has come to something. */
  untilAsked(signal: AbortSignal): Promise<void>;
  /** Requests that were sent again after a failure, since it began. */
  readonly resent: number;
  /** FourJaw's clock less ours, believable or not, as of the last reply; null where no reply has told it. */
  skewMs(): number | null;
  close(): Promise<void>;
}

export interface ClientOptions extends ExchangeOptions {
  readonly pageSize: number;
  readonly statusPeriodsPath: string;
  readonly assetsPath: string;
}

const ASSETS_PAGE_SIZE = 500;
/** Those who ask are a few loops that ask for one thing after the other. */
const WAITING_MAX = 1_000;

const breakerLines: Readonly<Record<BreakerState, readonly ['warn' | 'info' | 'debug', string]>> = {
  open: ['warn', 'FourJaw fails again and again and is left alone for a while'],
  'half-open': ['debug', 'FourJaw is tried with one request'],
  closed: ['info', 'FourJaw answers again'],
};

export function createFourJawClient(options: ClientOptions, timing: Timing, log: Logger): FourJawClient {
  const exchange = createExchange(options, () => timing.wallMs());
  const slots = new Slots({
    atOnce: options.concurrency,
    waiting: WAITING_MAX,
    refusal: () => new FourJawFailure('not-asked', 'Too many requests to FourJaw are waiting'),
  });
  let isKnownOpen = false;
  /** Why FourJaw is left alone, where it is. */
  let lastFailure: { readonly error: FourJawFailure; readonly atMs: number } | undefined;
  const waiting = new Set<() => void>();
  const breaker = new Breaker((state) => {
    for (const proceed of waiting) proceed();
    const [level, line] = breakerLines[state];
    // tries that fail change between open and half-open: said once
    if (state === 'open' && isKnownOpen) return;
    isKnownOpen = state === 'half-open' ? isKnownOpen : state === 'open';
    log[level](state === 'open' && lastFailure !== undefined ? `${line}: ${lastFailure.error.message}` : line);
  });
  let skewMs: number | null = null;
  let resent = 0;

  async function attempt<T>(send: () => Promise<Reply>, read: (body: unknown) => T): Promise<T> {
    const startedMs = timing.monotonicMs();
    try {
      const reply = await send();
      const value = read(reply.body);
      skewMs = readSkew(reply.date, timing.wallMs()) ?? skewMs;
      breaker.succeeded();
      return value;
    } catch (error) {
      noteFailure(error, startedMs);
      throw error;
    }
  }

  function noteFailure(error: unknown, startedMs: number): void {
    const nowMs = timing.monotonicMs();
    if (error instanceof FourJawFailure && error.isTransient) lastFailure = { error, atMs: timing.wallMs() };
    if (!(error instanceof FourJawFailure) || error.kind === 'stopped') breaker.abandoned(nowMs);
    else if (!error.isTransient) breaker.succeeded();
    else if ((error.retryAfterMs ?? 0) > WAITED_MAX_MS) breaker.holdFor(error.retryAfterMs ?? 0, nowMs);
    else breaker.failed(startedMs, nowMs);
  }

  /** Says why FourJaw is left alone: that nothing was sent explains nothing to whoever asked. */
  function notAsked(): FourJawFailure {
    if (lastFailure === undefined) return new FourJawFailure('not-asked', 'FourJaw is left alone for a while');
    const { error, atMs } = lastFailure;
    return new FourJawFailure('not-asked', error.message, { cause: error, happenedMs: atMs });
  }

  async function ask<T>(
    send: () => Promise<Reply>,
    read: (body: unknown) => T,
    signal: AbortSignal | undefined,
    attempts: number,
  ): Promise<T> {
    let last: FourJawFailure | undefined;
    for (let tries = 1; ; tries++) {
      if (signal?.aborted === true) throw new FourJawFailure('stopped', 'Stopped');
      if (!breaker.admits(timing.monotonicMs())) {
        throw last ?? notAsked();
      }
      if (tries > 1) resent++;
      try {
        return await attempt(send, read);
      } catch (error) {
        if (!(error instanceof FourJawFailure) || !error.isTransient || tries === attempts) throw error;
        last = error;
        if (breaker.state !== 'closed') throw error;
        const pauseMs = pauseAfter(tries, error.retryAfterMs, timing.random());
        log.debug({ payload: { tries, pauseMs } }, `${error.message}; it is asked again in ${pauseMs} ms`);
        await timing.pause(pauseMs, signal);
      }
    }
  }

  const get = <T>(
    path: string,
    query: Readonly<Record<string, string>>,
    read: (body: unknown) => T,
    signal: AbortSignal | undefined,
    attempts = ATTEMPTS_MAX,
  ): Promise<T> => slots.run(() => ask(() => exchange.get(path, query, signal), read, signal, attempts));

  async function untilAsked(signal: AbortSignal): Promise<void> {
    const waitMs = breaker.waitMs(timing.monotonicMs());
    if (waitMs > 0) return timing.pause(waitMs, signal);
    if (breaker.state !== 'half-open' || signal.aborted) return undefined;
    const { promise, resolve } = Promise.withResolvers<void>();
    const proceed = () => resolve();
    waiting.add(proceed);
    signal.addEventListener('abort', proceed, { once: true });
    await promise;
    signal.removeEventListener('abort', proceed);
    waiting.delete(proceed);
    return undefined;
  }

  return {
    untilAsked,
    fetchPeriods(asked, signal) {
      const query = {
        asset_ids: asked.machineId,
        start_timestamp: formatInstant(asked.fromMs),
        end_timestamp: formatInstant(asked.toMs),
        page_size: String(options.pageSize),
      };
      return get(options.statusPeriodsPath, query, (body) => readPeriods(body, asked, options.pageSize), signal);
    },
    fetchAssets: (signal, attempts) =>
      get(options.assetsPath, { page_size: String(ASSETS_PAGE_SIZE) }, (body) => readAssets(body), signal, attempts),
    get breaker() {
      return breaker.state;
    },
    get resent() {
      return resent;
    },
    waitMs: () => breaker.waitMs(timing.monotonicMs()),
    skewMs: () => skewMs,
    close: () => exchange.close(),
  };
}
