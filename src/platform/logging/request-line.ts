/**
 * The line that each HTTP request leaves in the log, and, at debug, what was sent and answered.
 *
 * A request costs one line and a few microseconds: its text is put together by hand, without objects in between.
 * Answers up to 499 are info (a refused request is the caller's affair), 500 and above are errors with their cause;
 * health probes are debug, and a warning when they fail. A server that stops refuses on purpose: those are no errors.
 */
import { isIP } from 'node:net';
import type { Logger } from 'pino';
import { errorMembers, errorSummary, indentedStack } from './error-text.ts';
import { boundedText } from './payload-text.ts';
import { jsonString, printable } from './printable.ts';

export interface AnsweredRequest {
  readonly method: string;
  /** With or without its query string; secrets in it are hidden. */
  readonly path: string;
  readonly status: number;
  readonly durationMs: number;
  readonly requestId: string;
  /** Name of the signed-in user or key; absent for a stranger. */
  readonly user?: string | undefined;
  readonly userId?: string | number | undefined;
  /** Where the request came from. */
  readonly address?: string | undefined;
  /** What made the request fail. */
  readonly error?: unknown;
  /** A failure that belongs to what is going on, such as a refusal while the server stops: told like a success. */
  readonly expected?: boolean;
  /** The answer had begun when it failed: its status says nothing of that. */
  readonly brokenOff?: boolean;
}

const PATH_MAX_LENGTH = 1_000;
const METHOD_MAX_LENGTH = 20;
const NAME_MAX_LENGTH = 200;
const NANOSECONDS_IN_MS = 1e6;

/** Writes the one line of a request; call it when the answer has been sent. */
export function logRequest(log: Logger, request: AnsweredRequest): void {
  const level = levelOf(request);
  if (log.isLevelEnabled(level)) log[level](new RequestLine(request));
}

function levelOf(request: AnsweredRequest): 'debug' | 'info' | 'warn' | 'error' {
  const failed = (request.status >= 500 && request.expected !== true) || request.brokenOff === true;
  if (request.path.startsWith('/health/')) return failed ? 'warn' : 'debug';
  return failed ? 'error' : 'info';
}

export interface RequestPayloads {
  readonly method: string;
  readonly path: string;
  readonly requestId: string;
  /** The parsed body of the request. */
  readonly request?: unknown;
  /** The answer's body, as object or serialised. */
  readonly response?: unknown;
}

/** Writes what was sent and answered, at debug only. Ask `log.isLevelEnabled('debug')` before collecting them. */
export function logPayloads(log: Logger, { method, path, requestId, request, response }: RequestPayloads): void {
  if (!log.isLevelEnabled('debug')) return;
  log.debug({ request, response, requestId }, `${method} ${path} payloads`);
}

const KNOWN_METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** A request's line in the making: the logger recognises it and takes its text as it is. */
export class RequestLine {
  readonly #request: AnsweredRequest;
  readonly #method: string;
  readonly #path: string;
  readonly #user: string | undefined;
  readonly #requestId: string;
  readonly #address: string | undefined;

  constructor(request: AnsweredRequest) {
    this.#request = request;
    this.#method = KNOWN_METHODS.has(request.method) ? request.method : clean(request.method, METHOD_MAX_LENGTH);
    this.#path = clean(request.path, PATH_MAX_LENGTH);
    this.#user = request.user === undefined ? undefined : clean(request.user, NAME_MAX_LENGTH);
    this.#requestId = clean(request.requestId, NAME_MAX_LENGTH);
    this.#address = request.address === undefined ? undefined : clean(request.address, NAME_MAX_LENGTH);
  }

  /** `GET /api/v1/machines 200 3.2 ms by 'alice'`: printable and without secrets. */
  get message(): string {
    const { status, durationMs, brokenOff } = this.#request;
    const broken = brokenOff === true ? ' broken off after' : '';
    const what = `${this.#method} ${this.#path} ${status}${broken} ${Math.round(durationMs * 10) / 10} ms`;
    return this.#user === undefined ? what : `${what} by '${this.#user}'`;
  }

  /** What the message does not say, for the console. */
  console(withStack: boolean): string {
    const { error } = this.#request;
    let tail = ` (requestId: ${jsonString(this.#requestId)}`;
    if (this.#address !== undefined) tail += `, address: ${jsonString(this.#address)}`;
    if (error === undefined) return `${tail})`;
    const stack = withStack ? indentedStack(error) : '';
    return `${tail}, error: ${printable(errorSummary(error))})${stack}`;
  }

  /** Members for the file, each with its comma in front. */
  get ecs(): string {
    const { status, durationMs, userId, error, brokenOff } = this.#request;
    const outcome = status < 400 && brokenOff !== true ? 'success' : 'failure';
    let members = `,"http.request.method":${jsonString(this.#method)},"url.path":${jsonString(this.#path)}`;
    members += `,"http.response.status_code":${status},"event.duration":${Math.round(durationMs * NANOSECONDS_IN_MS)}`;
    members += `,"event.outcome":"${outcome}","http.request.id":${jsonString(this.#requestId)}`;
    if (this.#user !== undefined) members += `,"user.name":${jsonString(this.#user)}`;
    if (userId !== undefined) members += `,"user.id":${jsonString(clean(String(userId), NAME_MAX_LENGTH))}`;
    if (this.#address !== undefined) {
      members += `,"client.${isIP(this.#address) === 0 ? 'address' : 'ip'}":${jsonString(this.#address)}`;
    }
    if (error === undefined) return members;
    return members + errorMembers(error);
  }
}

function clean(text: string, maxLength: number): string {
  return printable(boundedText(text, maxLength));
}
