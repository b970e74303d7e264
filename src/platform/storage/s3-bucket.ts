/**
 * A bucket of a store that speaks S3: signed requests, which are sent again where the store does not answer.
 *
 * The bucket is named in the path, which every store understands. All requests may be repeated: a key is written once and
 * never with another content.
 */
import { setTimeout } from 'node:timers/promises';
import { AwsV4Signer } from 'aws4fetch';
import type { Dispatcher } from 'undici';
import { DomainError } from '../../kernel/errors.ts';
import { type Listing, readListing } from './s3-listing.ts';
import { brokenOff, noListing, readRefusal, StoreProblem, unanswered } from './s3-problems.ts';

export interface S3Options {
  /** Without a slash at its end: `https://s3.eu-west-2.amazonaws.com`. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  /** A secret. */
  readonly secretAccessKey: string;
  readonly patience?: S3Patience;
}

/** How long a store is waited for. */
export interface S3Patience {
  /** From the end of a request to the head of its answer. */
  readonly answerMs: number;
  /**
   * No more attempts of a request without a body begin after that: whoever asks us hears of the store, and not that our
   * own answer took too long (`REQUEST_TIMEOUT_SECONDS`).
   */
  readonly attemptsMs: number;
}

export interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  /** Undefined: of the bucket itself. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: S3Body;
}

export interface S3Body {
  readonly sizeBytes: number;
  /** Hex. */
  readonly sha256: string;
  /** Called for each attempt. */
  readonly open: () => NodeJS.ReadableStream;
}

export type S3Answer = Dispatcher.ResponseData;

/** All throw storage-unavailable, whose cause is a {@link StoreProblem}. */
export interface S3Bucket {
  /**
   * Answers 2xx; its body has to be read or thrown away.
   *
   * @throws storage-unavailable where the store does not answer, or refuses, a bucket that is not there included
   */
  send(request: S3Request): Promise<S3Answer>;
  /**
   * The same of a key that may be missing: undefined where it is. Of HEAD a store does not say whether the key or the
   * whole bucket is missing.
   */
  find(request: S3Request & { readonly key: string }): Promise<S3Answer | undefined>;
  /** A page of the names that begin with a prefix. */
  list(prefix: string, options?: { readonly from?: string | undefined; readonly max?: number }): Promise<Listing>;
  /** Throws a body away: then its connection is free for the next request. */
  finish(answer: S3Answer | undefined): Promise<void>;
  /** What a body that breaks off is told as. */
  brokenOff(error: unknown): DomainError;
}

const ATTEMPTS = 3;
const PAUSE_MS = 200;
const PATIENCE: S3Patience = { answerMs: 10_000, attemptsMs: 15_000 };
/** A body that has left us may wait in the network: a line of 100 KB a second, and two minutes at most. */
const SLOWEST_BYTES_PER_MS = 100;
const SLOWEST_WAIT_MS = 120_000;
const SILENCE_MS = 30_000;
const SHA256_OF_NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

export function openS3Bucket({ endpoint, bucket, patience = PATIENCE, ...credentials }: S3Options): S3Bucket {
  const place = { endpoint, bucket };

  async function attempt({ method, key = '', query = {}, headers = {}, body }: S3Request): Promise<S3Answer> {
    const url = `${endpoint}/${bucket}/${key}?${new URLSearchParams(query)}`.replace(/\?$/, '');
    const ofBody = body && { 'content-length': String(body.sizeBytes), 'content-type': 'application/octet-stream' };
    const signer = new AwsV4Signer({
      ...credentials,
      method,
      url,
      service: 's3',
      headers: { ...headers, ...ofBody, 'x-amz-content-sha256': body?.sha256 ?? SHA256_OF_NOTHING },
    });
    const signed = await signer.sign();
    // not at the start: most installations keep their files in a folder
    const { request } = await import('undici');
    const onItsWayMs = Math.min((body?.sizeBytes ?? 0) / SLOWEST_BYTES_PER_MS, SLOWEST_WAIT_MS);
    return request(signed.url, {
      method,
      headers: Object.fromEntries(signed.headers),
      body: (body?.open() ?? null) as Dispatcher.DispatchOptions['body'],
      headersTimeout: patience.answerMs + onItsWayMs,
      bodyTimeout: SILENCE_MS,
    });
  }

  async function attempts(request: S3Request): Promise<S3Answer | StoreProblem> {
    const began = performance.now();
    for (let tried = 1; ; tried++) {
      const answer = await attempt(request).catch((error: unknown) => unanswered(place, error));
      if (!(answer instanceof StoreProblem) && answer.statusCode >= 200 && answer.statusCode < 300) return answer;
      const problem = answer instanceof StoreProblem ? answer : await refusalOf(answer);
      const isLate = request.body === undefined && performance.now() - began > patience.attemptsMs;
      if (!problem.mayPass || isLate || tried === ATTEMPTS) return problem;
      await setTimeout(PAUSE_MS * 2 ** (tried - 1) * (0.5 + Math.random()));
    }
  }

  async function refusalOf({ statusCode, body }: S3Answer): Promise<StoreProblem> {
    return readRefusal(place, statusCode, await body.text().catch(() => ''));
  }

  async function send(request: S3Request): Promise<S3Answer> {
    const answer = await attempts(request);
    if (answer instanceof StoreProblem) throw unavailable(answer);
    return answer;
  }

  return {
    send,

    async find(request) {
      const answer = await attempts(request);
      if (!(answer instanceof StoreProblem)) return answer;
      const isMissing = answer.code === 'NoSuchKey' || (request.method === 'HEAD' && answer.status === 404);
      if (!isMissing) throw unavailable(answer);
      return undefined;
    },

    async list(prefix, { from, max } = {}) {
      const query: Record<string, string> = { 'list-type': '2', prefix };
      if (from !== undefined) query['continuation-token'] = from;
      if (max !== undefined) query['max-keys'] = String(max);
      const answer = await send({ method: 'GET', query });
      const text = await answer.body.text().catch((error: unknown) => {
        throw unavailable(brokenOff(place, error));
      });
      // by what is missing in a list pictures are marked as lost: a page of a web site is none
      const listing = readListing(text);
      if (listing === undefined) throw unavailable(noListing(place));
      return listing;
    },

    async finish(answer) {
      // what the answer was is known by its head
      await answer?.body.dump().catch(() => undefined);
    },

    brokenOff: (error) => unavailable(brokenOff(place, error)),
  };
}

function unavailable(cause: StoreProblem): DomainError {
  return new DomainError(
    'storage-unavailable',
    'The store of files cannot be reached. Try again later.',
    {},
    { cause },
  );
}
