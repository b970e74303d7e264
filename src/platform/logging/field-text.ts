/**
 * The fields beside a message, written for both readers at once: `key: value` for the console, ECS members for the file.
 *
 * Fields that Elastic Common Schema knows take its names and units; others live under `milldash.` in snake case, numbers
 * and booleans as they are, everything else as text, so a log index never meets two types under one name.
 */
import { isIP } from 'node:net';
import { errorMembers, errorSummary, indentedStack } from './error-text.ts';
import { boundedText, payloadText } from './payload-text.ts';
import { jsonString, printable } from './printable.ts';
import { isSecretName, REDACTED } from './redaction.ts';

const TEXT_MAX_LENGTH = 2_000;
const NANOSECONDS_IN_MS = 1e6;

const ECS_NAMES: Readonly<Record<string, string>> = {
  __proto__: null as unknown as string,
  requestId: 'http.request.id',
  reqId: 'http.request.id',
  traceId: 'trace.id',
  method: 'http.request.method',
  status: 'http.response.status_code',
  statusCode: 'http.response.status_code',
  path: 'url.path',
  user: 'user.name',
  userId: 'user.id',
  action: 'event.action',
  outcome: 'event.outcome',
  reason: 'event.reason',
};

/** Fields of any shape and size, last in the line; a serialised one is read, so that secrets are found by name. */
const PAYLOADS = new Set(['payload', 'request', 'response']);

export class FieldText {
  /** `a: 1, b: "x"`, in the order of the fields, the payload last. */
  #console = '';
  #payload = '';
  #stack = '';
  /** `,"user.name":"alice"`: JSON members, each with its comma in front. */
  ecs = '';
  readonly #message: string;
  readonly #payloadMaxLength: number;
  readonly #withStack: boolean;

  /** @param message what the line already says, not to be said twice */
  constructor(message: string, payloadMaxLength: number, withStack: boolean) {
    this.#message = message;
    this.#payloadMaxLength = payloadMaxLength;
    this.#withStack = withStack;
  }

  /** ` (a: 1, payload: {…})` or nothing; below it the stack of an error where that is wanted. */
  get console(): string {
    const all = this.#console + this.#payload;
    return all === '' ? this.#stack : ` (${all.slice(2)})${this.#stack}`;
  }

  add(key: string, value: unknown): void {
    if (value === undefined || value === null) return;
    if (key === 'err' || key === 'error') this.#addError(value);
    else if (isSecretName(key, value)) this.#addText(key, REDACTED);
    else if (PAYLOADS.has(key)) this.#addPayload(key, value);
    else if (key === 'durationMs' && typeof value === 'number') this.#addDuration(value);
    else if (key === 'address') this.#addAddress(String(value));
    else if (typeof value === 'string') this.#addText(key, boundedText(value, TEXT_MAX_LENGTH));
    else if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) {
      this.#console += `, ${name(key)}: ${value}`;
      this.#member(ecsName(key), String(value));
    } else {
      const text = payloadText(value, this.#payloadMaxLength);
      this.#console += `, ${name(key)}: ${text}`;
      this.#member(ecsName(key), jsonString(text));
    }
  }

  #addText(key: string, text: string): void {
    const quoted = jsonString(text);
    this.#console += `, ${name(key)}: ${quoted}`;
    this.#member(ecsName(key), quoted);
  }

  #addPayload(key: string, value: unknown): void {
    const text = payloadText(value, this.#payloadMaxLength);
    this.#payload += `, ${key}: ${text}`;
    this.#member(`milldash.${key}`, jsonString(text));
  }

  #addDuration(durationMs: number): void {
    this.#console += `, durationMs: ${Math.round(durationMs * 10) / 10}`;
    this.#member('event.duration', String(Math.round(durationMs * NANOSECONDS_IN_MS)));
  }

  #addAddress(address: string): void {
    const quoted = jsonString(boundedText(address, 100));
    this.#console += `, address: ${quoted}`;
    this.#member(isIP(address) === 0 ? 'client.address' : 'client.ip', quoted);
  }

  #addError(error: unknown): void {
    if (this.ecs.includes(',"error.message":')) return;
    const summary = printable(errorSummary(error));
    if (summary !== this.#message) this.#console += `, error: ${summary}`;
    if (this.#withStack) this.#stack += indentedStack(error);
    this.ecs += errorMembers(error);
  }

  #member(member: string, value: string): void {
    // Quotes inside values are escaped, so this finds members only.
    if (this.ecs !== '' && this.ecs.includes(`,"${member}":`)) return;
    this.ecs += `,"${member}":${value}`;
  }
}

function name(key: string): string {
  return printable(boundedText(key, 100));
}

function ecsName(key: string): string {
  return ECS_NAMES[key] ?? `milldash.${snakeCase(key)}`;
}

function snakeCase(key: string): string {
  return boundedText(key, 100)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9_]/g, '_')
    .toLowerCase();
}
