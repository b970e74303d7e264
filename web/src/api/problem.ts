/** A refusal of the server, as it says it: problem+json (RFC 9457). */
interface FieldError {
  /** Where in the request, `body.description` say. */
  readonly path?: string;
  readonly message?: string;
}

interface ProblemDocument {
  readonly code?: string;
  readonly status?: number;
  readonly title?: string;
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
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

export function isUnreachable(error: unknown): boolean {
  return error instanceof Problem && error.status === 0;
}

/** Refusals of one field that come as a sentence for the whole request. */
const fieldByCode: Readonly<Record<string, string>> = {
  'email-taken': 'email',
  'machine-exists': 'id',
  'name-taken': 'name',
  'product-code-taken': 'product_code',
  'webhook-url-refused': 'url',
};

/** What is wrong with which field of what was sent, by the field's name; empty where it is about no field. */
export function fieldProblems(error: unknown): ReadonlyMap<string, string> {
  if (!(error instanceof Problem)) return new Map();
  const field = fieldByCode[error.code];
  if (field !== undefined) return new Map([[field, error.message]]);
  return new Map(
    (error.document.errors ?? []).flatMap(({ path = '', message = '' }) => {
      const [place, name] = path.split('.');
      return place === 'body' && name !== undefined ? [[name, message] as const] : [];
    }),
  );
}

/** @param body what came with a status of 400 or more; not JSON where a proxy answered */
export function problemOf(status: number, body: unknown): Problem {
  return new Problem(status, typeof body === 'object' && body !== null ? body : {});
}
