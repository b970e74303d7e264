/** What a store of files does wrong, in words for whoever keeps MillDash running. Pure. */
import { tlsFailureOf } from '../../kernel/tls-failures.ts';

export interface StorePlace {
  readonly endpoint: string;
  readonly bucket: string;
}

interface ProblemDetails {
  readonly code?: string | undefined;
  readonly status?: number;
  readonly mayPass: boolean;
  readonly cause?: unknown;
}

/** Holds nothing of the key: what a store says beside its code and sentence repeats the id, and what was signed. */
export class StoreProblem extends Error {
  /** A sentence: what was found. */
  readonly finding: string;
  /** A sentence: what to do about it. */
  readonly remedy: string;
  /** The store's word for it, such as `NoSuchKey`. */
  readonly code: string | undefined;
  /** Undefined where nothing was answered. */
  readonly status: number | undefined;
  /** Whether trying again may help. */
  readonly mayPass: boolean;

  constructor(finding: string, remedy: string, rest: ProblemDetails) {
    super(`${finding} ${remedy}`, { cause: rest.cause });
    this.name = 'StoreProblem';
    this.finding = finding;
    this.remedy = remedy;
    this.code = rest.code;
    this.status = rest.status;
    this.mayPass = rest.mayPass;
  }
}

const remedies: Readonly<Record<string, string>> = {
  AccessDenied: 'Let the key list, read, write and delete below FILES_S3_PREFIX.',
  AuthorizationHeaderMalformed: 'Correct FILES_S3_REGION.',
  InvalidAccessKeyId: 'Correct FILES_S3_ACCESS_KEY_ID.',
  NoSuchBucket: 'Make it, or correct FILES_S3_BUCKET.',
  PermanentRedirect: 'Correct FILES_S3_ENDPOINT and FILES_S3_REGION.',
  RequestTimeTooSkewed: 'Set the clock of this machine.',
  // some say it of an unknown id as well
  SignatureDoesNotMatch: 'Correct FILES_S3_SECRET_ACCESS_KEY or FILES_S3_ACCESS_KEY_ID.',
};
const WAIT = 'Look whether it runs; it is asked again by itself.';
const CHECK = 'Check FILES_S3_ENDPOINT, FILES_S3_REGION and the key, which may have to list, read, write and delete.';
const SAID_CHARACTERS = 200;

/** @param text the body of the answer: XML, if a store that speaks S3 has answered */
export function readRefusal({ endpoint, bucket }: StorePlace, status: number, text: string): StoreProblem {
  const code = /<Code>(\w{1,64})<\/Code>/.exec(text)?.[1];
  const mayPass = status >= 500 || status === 429;
  const said = code === undefined ? text : (/<Message>([^<]*)<\/Message>/.exec(text)?.[1] ?? '');
  const line = said.replace(/\s+/g, ' ').trim().slice(0, SAID_CHARACTERS);
  const words = [String(status), ...(code === undefined ? [] : [code])].join(' ');
  const finding = `The bucket '${bucket}' at ${endpoint} answers ${words}${line === '' ? '.' : `: ${withStop(line)}`}`;
  return new StoreProblem(finding, remedies[code ?? ''] ?? (mayPass ? WAIT : CHECK), { code, status, mayPass });
}

export function unanswered({ endpoint }: StorePlace, cause: unknown): StoreProblem {
  const ofTls = tlsFailureOf((cause as NodeJS.ErrnoException).code);
  const rest = { mayPass: true, cause };
  if (ofTls === 'no TLS') {
    const finding = `What answers at ${endpoint} does not speak TLS.`;
    return new StoreProblem(finding, 'Begin FILES_S3_ENDPOINT with http://, or correct its port.', rest);
  }
  if (ofTls === 'certificate') {
    // what Node adds behind the semicolon are options of node, which nobody starts by hand
    const reason = withStop(lineOf(cause).replace(/;.*/, ''));
    const finding = `The certificate of the store of files at ${endpoint} is not trusted: ${reason}`;
    return new StoreProblem(
      finding,
      'For one of your own authority start MillDash with NODE_EXTRA_CA_CERTS=FILE, which has its certificate.',
      rest,
    );
  }
  const finding = `The store of files at ${endpoint} does not answer: ${withStop(lineOf(cause))}`;
  return new StoreProblem(finding, 'Look whether it runs, or correct FILES_S3_ENDPOINT.', rest);
}

export function noListing({ endpoint }: StorePlace): StoreProblem {
  const finding = `What answers at ${endpoint} does not speak S3: it was asked for a list of objects, and sent none.`;
  return new StoreProblem(finding, 'Correct FILES_S3_ENDPOINT.', { mayPass: false });
}

export function brokenOff({ endpoint }: StorePlace, cause: unknown): StoreProblem {
  return new StoreProblem(`The store of files at ${endpoint} broke off: ${withStop(lineOf(cause))}`, WAIT, {
    mayPass: true,
    cause,
  });
}

function lineOf(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  // a host with several addresses fails with a list of errors and no message
  return (message || code || String(error)).replace(/\s+/g, ' ').trim();
}

function withStop(sentence: string): string {
  return sentence.endsWith('.') ? sentence : `${sentence}.`;
}
