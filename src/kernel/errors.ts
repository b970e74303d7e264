/**
 * The closed catalogue of everything that can be refused, and the one error class that carries it.
 *
 * Services throw a code and a sentence for a person; they know nothing of HTTP. `platform/http` maps codes to statuses.
 */
export const errorCodes = [
  // input
  'validation-failed',
  'range-invalid',
  'range-too-long',
  'unknown-machine',
  'unknown-shift',
  'unknown-weekday',
  'unknown-grouping',
  'unknown-metric',
  'unknown-reason',
  'unknown-category',
  'unknown-status',
  'unknown-permission',
  'unknown-setting',
  'cursor-invalid',
  'webhook-url-refused',
  'password-unacceptable',
  'body-malformed',
  'request-malformed',
  'expectation-unknown',
  'url-malformed',
  'origin-not-allowed',
  // access
  'not-authenticated',
  'token-invalid',
  'credentials-invalid',
  'account-disabled',
  'forbidden',
  'registration-closed',
  'link-invalid',
  'signature-invalid',
  // existence
  'route-not-found',
  'method-not-allowed',
  'user-not-found',
  'session-not-found',
  'api-key-not-found',
  'machine-not-found',
  'place-not-found',
  'file-not-found',
  'calendar-not-found',
  'reason-not-found',
  'period-not-found',
  'setting-not-found',
  'job-not-found',
  'component-not-found',
  'location-not-found',
  'ticket-not-found',
  'labour-not-found',
  'plan-not-found',
  'stop-rule-not-found',
  'help-call-not-found',
  'view-not-found',
  'check-not-found',
  'image-not-found',
  'product-not-found',
  'run-not-found',
  'shift-report-not-found',
  'webhook-not-found',
  'delivery-not-found',
  'mail-not-found',
  'dead-letter-not-found',
  // conflict
  'email-taken',
  'machine-exists',
  'name-taken',
  'version-conflict',
  'last-admin',
  'already-activated',
  'in-use',
  'calendar-overlap',
  'stock-code-taken',
  'stock-insufficient',
  'reservation-insufficient',
  'return-exceeds-issued',
  'component-retired',
  'location-retired',
  'machine-retired',
  'ticket-move-refused',
  'checklist-incomplete',
  'check-not-failed',
  'plan-move-refused',
  'product-code-taken',
  'product-retired',
  'shown-once',
  'run-active',
  'run-completed',
  'run-overlap',
  'limit-reached',
  'fourjaw-off',
  'mail-off',
  'job-running',
  'not-a-stop',
  'help-call-ended',
  'dead-letter-cut',
  'dead-letter-out-of-sequence',
  // limits
  'rate-limited',
  'too-many-attempts',
  'server-busy',
  'decoder-failed',
  'body-too-large',
  'media-type-unsupported',
  'request-timeout',
  'answer-timeout',
  'url-too-long',
  'headers-too-large',
  'upgrade-required',
  'upload-invalid',
  'range-unsatisfiable',
  'idempotency-key-reused',
  // the event log
  'events-out-of-range',
  // infrastructure
  'database-busy',
  'database-unavailable',
  'database-full',
  'storage-unavailable',
  'zone-conflict',
  'shutting-down',
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** A refusal: a code for programs, a sentence for people, and members that help either (for example `allowed`). */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly members: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, detail: string, members: Record<string, unknown> = {}, options?: ErrorOptions) {
    super(detail, options);
    this.name = 'DomainError';
    this.code = code;
    this.members = members;
  }
}

/** The refusal of a change that was made for another version than there is now. @param what begins the sentence */
export function changedMeanwhile(what: string, version: number, more: Record<string, unknown> = {}): DomainError {
  return new DomainError(
    'version-conflict',
    `${what} has been changed in the meantime. Read it again and repeat the change.`,
    { current_version: version, ...more },
  );
}

/** The refusal of a value out of a closed list: it names the value and lists what is allowed. */
export function notAllowed(code: ErrorCode, what: string, value: string, allowed: readonly string[]): DomainError {
  return new DomainError(code, `Unknown ${what} '${value}'. Allowed: ${allowed.join(', ')}.`, { allowed });
}

/**
 * Of a request that is sent again: what it made holds a secret that is shown once, so it cannot be answered twice.
 *
 * @param then what to do who has lost the first answer
 */
export function shownOnce(what: string, then: string, members: Record<string, unknown>): DomainError {
  return new DomainError(
    'shown-once',
    `${what} was made by this request when it came before, and its secret was shown in that answer alone. ${then}`,
    members,
  );
}
