/** A refusal of the server, as it says it: problem+json (RFC 9457). */
/** A value that does not fit. */
export interface Mistake {
  /** Where in the request, `body.description` say. */
  readonly path?: string;
  readonly message?: string;
  /** The keyword of JSON Schema that it breaks. */
  readonly rule?: string;
  /** Of `minLength`, `maximum` and their like. */
  readonly limit?: number;
  readonly allowed?: readonly unknown[];
}

interface ProblemDocument {
  readonly code?: string;
  readonly status?: number;
  readonly title?: string;
  readonly detail?: string;
  readonly errors?: readonly Mistake[];
  readonly [member: string]: unknown;
}

export class Problem extends Error {
  override readonly name = 'Problem';
  /** HTTP status; 0 where no answer came. */
  readonly status: number;
  /** Of the server's catalogue; `unreachable` where no answer came. */
  readonly code: string;
  readonly document: ProblemDocument;

  constructor(status: number, document: ProblemDocument) {
    super(document.detail ?? document.title ?? `The server answered ${status}.`);
    this.status = status;
    this.code = document.code ?? 'unknown';
    this.document = document;
  }
}

/** Nothing was answered: no network, or a server that is being started. */
export function unreachable(): Problem {
  return new Problem(0, { code: 'unreachable', detail: 'The server cannot be reached.' });
}

/** What a proxy says whose server is away, and a server that is just being started or stopped. */
export function isAwayStatus(status: number): boolean {
  return status === 502 || status === 503 || status === 504;
}

export function isUnreachable(error: unknown): boolean {
  return error instanceof Problem && error.status === 0;
}

/** @param body what came with a status of 400 or more; not JSON where a proxy answered */
export function problemOf(status: number, body: unknown): Problem {
  return new Problem(status, typeof body === 'object' && body !== null ? (body as ProblemDocument) : {});
}
