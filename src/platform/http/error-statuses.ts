/** The one map from the catalogue of codes to HTTP: status and title. The compiler asks for a line per code. */
import type { ErrorCode } from '../../kernel/errors.ts';

interface HttpProblem {
  readonly status: number;
  readonly title: string;
}

export const problemsByCode: Readonly<Record<ErrorCode, HttpProblem>> = {
  'validation-failed': { status: 422, title: 'The request is not as described' },
  'range-invalid': { status: 422, title: 'The time range is not valid' },
  'range-too-long': { status: 422, title: 'The time range is too long' },
  'unknown-machine': { status: 422, title: 'Unknown machine' },
  'unknown-shift': { status: 422, title: 'Unknown shift' },
  'unknown-weekday': { status: 422, title: 'Unknown day of the week' },
  'unknown-grouping': { status: 422, title: 'Unknown grouping' },
  'unknown-metric': { status: 422, title: 'Unknown metric' },
  'unknown-reason': { status: 422, title: 'Unknown downtime reason' },
  'unknown-category': { status: 422, title: 'Unknown category' },
  'unknown-status': { status: 422, title: 'Unknown status' },
  'unknown-permission': { status: 422, title: 'Unknown permission' },
  'unknown-setting': { status: 422, title: 'Unknown setting' },
  'cursor-invalid': { status: 422, title: 'The cursor is not valid' },
  'webhook-url-refused': { status: 422, title: 'The address cannot be called' },
  'password-unacceptable': { status: 422, title: 'The password is not acceptable' },
  'url-malformed': { status: 400, title: 'The address is not valid' },
  'request-malformed': { status: 400, title: 'The request is not valid HTTP' },
  'expectation-unknown': { status: 417, title: 'The expectation cannot be met' },
  'body-malformed': { status: 400, title: 'The body cannot be read' },
  'origin-not-allowed': { status: 400, title: 'The origin is not allowed' },

  'not-authenticated': { status: 401, title: 'Not signed in' },
  'token-invalid': { status: 401, title: 'The token is not valid' },
  'credentials-invalid': { status: 401, title: 'Sign-in refused' },
  'account-disabled': { status: 403, title: 'The account is disabled' },
  forbidden: { status: 403, title: 'Not allowed' },
  'registration-closed': { status: 403, title: 'Registration is closed' },
  'signature-invalid': { status: 403, title: 'The link has expired or is not ours' },
  'already-activated': { status: 409, title: 'The account is already active' },
  'link-invalid': { status: 400, title: 'The link is not valid' },

  'route-not-found': { status: 404, title: 'No such address' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  'user-not-found': { status: 404, title: 'No such user' },
  'session-not-found': { status: 404, title: 'No such session' },
  'api-key-not-found': { status: 404, title: 'No such API key' },
  'machine-not-found': { status: 404, title: 'No such machine' },
  'place-not-found': { status: 404, title: 'No such place' },
  'file-not-found': { status: 404, title: 'No such file' },
  'calendar-not-found': { status: 404, title: 'No such shift calendar' },
  'reason-not-found': { status: 404, title: 'No such downtime reason' },
  'period-not-found': { status: 404, title: 'No such status period' },
  'setting-not-found': { status: 404, title: 'No such setting' },
  'component-not-found': { status: 404, title: 'No such component' },
  'location-not-found': { status: 404, title: 'No such location' },
  'ticket-not-found': { status: 404, title: 'No such ticket' },
  'labour-not-found': { status: 404, title: 'No such labour entry' },
  'plan-not-found': { status: 404, title: 'No such maintenance plan' },
  'check-not-found': { status: 404, title: 'No such checklist item' },
  'image-not-found': { status: 404, title: 'No such picture' },
  'product-not-found': { status: 404, title: 'No such product' },
  'run-not-found': { status: 404, title: 'No such production run' },
  'webhook-not-found': { status: 404, title: 'No such webhook' },
  'delivery-not-found': { status: 404, title: 'No such delivery' },
  'dead-letter-not-found': { status: 404, title: 'No such dead letter' },

  'email-taken': { status: 409, title: 'The e-mail address is taken' },
  'machine-exists': { status: 409, title: 'The machine exists' },
  'name-taken': { status: 409, title: 'The name is taken' },
  'version-conflict': { status: 409, title: 'Somebody else changed it' },
  'last-admin': { status: 409, title: 'The last administrator' },
  'dead-letter-cut': { status: 409, title: 'Only its beginning is kept' },
  'in-use': { status: 409, title: 'Still in use' },
  'calendar-overlap': { status: 409, title: 'The shifts overlap' },
  'stock-code-taken': { status: 409, title: 'The stock code is taken' },
  'stock-insufficient': { status: 409, title: 'Not enough in stock' },
  'reservation-insufficient': { status: 409, title: 'Less is reserved' },
  'return-exceeds-issued': { status: 409, title: 'More than was taken' },
  'component-retired': { status: 409, title: 'The component is out of use' },
  'location-retired': { status: 409, title: 'The location is out of use' },
  'machine-retired': { status: 409, title: 'The machine is out of use' },
  'ticket-move-refused': { status: 409, title: 'Not possible in this state of the ticket' },
  'checklist-incomplete': { status: 409, title: 'The checklist is not complete' },
  'check-not-failed': { status: 409, title: 'Nothing failed' },
  'plan-move-refused': { status: 409, title: 'Not possible in this state of the plan' },
  'product-code-taken': { status: 409, title: 'The product code is taken' },
  'product-retired': { status: 409, title: 'The product is out of use' },
  'shown-once': { status: 409, title: 'It was made before, and is shown once' },
  'run-active': { status: 409, title: 'A run is active' },
  // what the old front end's service answered
  'run-completed': { status: 400, title: 'The run is completed' },
  'run-overlap': { status: 409, title: 'The runs overlap' },
  'fourjaw-off': { status: 409, title: 'FourJaw is not connected' },
  'limit-reached': { status: 409, title: 'No more can be added' },

  'rate-limited': { status: 429, title: 'Too many requests' },
  'too-many-attempts': { status: 429, title: 'Too many attempts' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'url-too-long': { status: 414, title: 'The address is too long' },
  'headers-too-large': { status: 431, title: 'The headers are too large' },
  'upgrade-required': { status: 426, title: 'This address speaks WebSocket' },
  'media-type-unsupported': { status: 415, title: 'The media type is not supported' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive' },
  'answer-timeout': { status: 503, title: 'The answer took too long' },
  'upload-invalid': { status: 422, title: 'The upload is not usable' },
  'range-unsatisfiable': { status: 416, title: 'The range is not part of the file' },
  'idempotency-key-reused': { status: 422, title: 'The idempotency key belongs to another request' },

  'events-out-of-range': { status: 410, title: 'The events are out of range' },

  'database-busy': { status: 503, title: 'The database is busy' },
  'database-unavailable': { status: 503, title: 'The database is not available' },
  'database-full': { status: 507, title: 'The disk is full' },
  'zone-conflict': { status: 503, title: 'This process works in another time zone than the factory' },
  'server-busy': { status: 503, title: 'The server is busy' },
  'decoder-failed': { status: 503, title: 'The picture could not be decoded' },
  'shutting-down': { status: 503, title: 'Shutting down' },
  internal: { status: 500, title: 'Internal error' },
};

/** Of codes whose status is another at one address. */
export type OwnStatuses = Readonly<Partial<Record<ErrorCode, number>>>;

export function statusOf(code: ErrorCode, own: OwnStatuses = {}): number {
  return own[code] ?? problemsByCode[code].status;
}

/** Codes that any route can answer with: the platform declares them for all. */
export const commonCodes: readonly ErrorCode[] = [
  'url-malformed',
  'request-malformed',
  'expectation-unknown',
  'rate-limited',
  'headers-too-large',
  'url-too-long',
  'request-timeout',
  'answer-timeout',
  'database-busy',
  'database-unavailable',
  'zone-conflict',
  'shutting-down',
  'internal',
];
