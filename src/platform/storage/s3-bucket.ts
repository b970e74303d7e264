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

export interface S3Options {
  /** Without a slash at its end: `https://s3.eu-west-2.amazonaws.com`. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  /** A secret. */
  readonly secretAccessKey: string;
}

export interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  /** Undefined: of the bucket itself. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Hex; of the body where there is one. */
  readonly sha256?: string;
  /** Called for each attempt. */
  readonly body?: () => NodeJS.ReadableStream;
}

export type S3Answer = Dispatcher.ResponseData;

export interface S3Bucket {
  /**
   * Answers 2xx and 404; the body has to be read or thrown away.
   *
   * @throws storage-unavailable where the store does not answer, or refuses
   */
  send(request: S3Request): Promise<S3Answer>;
}

const ATTEMPTS = 3;
const PAUSE_MS = 200;
const HEADERS_TIMEOUT_MS = 10_000;
const SILENCE_MS = 30_000;
const SHA256_OF_NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
/** Of a refusal: its code stands at the beginning. */
const REFUSAL_CHARACTERS = 300;

export function openS3Bucket({ endpoint, bucket, ...credentials }: S3Options): S3Bucket {
  async function attempt({ method, key = '', query = {}, headers = {}, sha256, body }: S3Request): Promise<S3Answer> {
    const url = `${endpoint}/${bucket}/${key}?${new URLSearchParams(query)}`.replace(/\?$/, '');
    const signer = new AwsV4Signer({
      ...credentials,
      method,
      url,
      service: 's3',
      headers: { ...headers, 'x-amz-content-sha256': sha256 ?? SHA256_OF_NOTHING },
    });
    const signed = await signer.sign();
    // not at the start: most installations keep their files in a folder
    const { request } = await import('undici');
    return request(signed.url, {
      method,
      headers: Object.fromEntries(signed.headers),
      body: (body?.() ?? null) as Dispatcher.DispatchOptions['body'],
      headersTimeout: HEADERS_TIMEOUT_MS,
      bodyTimeout: SILENCE_MS,
    });
  }

  return {
    async send(request) {
      for (let tried = 1; ; tried++) {
        const answer = await attempt(request).catch((error: unknown) => error as Error);
        if (!(answer instanceof Error)) {
          const { statusCode } = answer;
          if (statusCode === 404 || (statusCode >= 200 && statusCode < 300)) return answer;
        }
        const problem = answer instanceof Error ? answer : await refusalOf(answer);
        const mayPass = answer instanceof Error || answer.statusCode >= 500 || answer.statusCode === 429;
        if (!mayPass || tried === ATTEMPTS) throw unavailable(problem);
        await setTimeout(PAUSE_MS * 2 ** (tried - 1) * (0.5 + Math.random()));
      }
    },
  };
}

async function refusalOf({ statusCode, body }: S3Answer): Promise<Error> {
  const text = await body.text().catch(() => '');
  return new Error(`The store of files answered ${statusCode}: ${text.slice(0, REFUSAL_CHARACTERS)}`);
}

function unavailable(cause: Error): DomainError {
  return new DomainError(
    'storage-unavailable',
    'The store of files cannot be reached. Try again later.',
    {},
    { cause },
  );
}
