/**
 * What a request to FourJaw can come to beside a reply. The messages are for people and name neither the key nor what
 * FourJaw wrote.
 */
export type FailureKind =
  /** No connection, or it broke, or nothing came in time. */
  | 'unreachable'
  /** FourJaw asks to be left alone for a while. */
  | 'busy'
  /** FourJaw says that it failed. */
  | 'failed'
  /** The reply cannot be read, or is not of the form that it must have. */
  | 'invalid'
  /** The reply is larger than is read: less of it has to be asked for. */
  | 'too-large'
  /** FourJaw does not accept the key. */
  | 'key-refused'
  /** FourJaw refuses this request. */
  | 'rejected'
  /** Not sent: FourJaw has failed repeatedly and is left alone for a while. The message is that of the last failure. */
  | 'not-asked'
  /** The caller has ended it. */
  | 'stopped';

/** What tells of the caller only. */
const untold: readonly FailureKind[] = ['not-asked', 'stopped'];
/** The same request may be answered a little later. */
const transient: readonly FailureKind[] = ['unreachable', 'busy', 'failed', 'invalid', 'not-asked'];

export class FourJawFailure extends Error {
  readonly kind: FailureKind;
  /** How long FourJaw asks to be left alone. */
  readonly retryAfterMs: number | undefined;
  /** When that happened, by our clock, of which the message tells; undefined: just now. */
  readonly happenedMs: number | undefined;

  constructor(
    kind: FailureKind,
    message: string,
    options: ErrorOptions & { retryAfterMs?: number | undefined; happenedMs?: number | undefined } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'FourJawFailure';
    this.kind = kind;
    this.retryAfterMs = options.retryAfterMs;
    this.happenedMs = options.happenedMs;
  }

  /** Whether FourJaw has been asked, so that it tells something new of what was asked for. */
  get isNews(): boolean {
    return !untold.includes(this.kind);
  }

  get isTransient(): boolean {
    return transient.includes(this.kind);
  }
}
