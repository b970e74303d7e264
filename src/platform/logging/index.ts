/**
 * The log's front door.
 *
 * Conventions for those who write lines (`docs/operations-logging.md` shows what comes out):
 * - one child for each module: `const log = parent.child({ module: 'maintenance' })`;
 * - a message is a sentence in the past tense with names in quotes, its details are the payload:
 *   `log.info({ payload: { ticketId, priority } }, "Ticket #123 opened by 'alice'")`;
 * - a use case's result is a debug line, which `observeUseCases` writes for every module;
 * - authentication: `log.warn({ action: 'login', outcome: 'failure', reason: 'password-wrong', user, address }, …)`;
 * - errors go in `err`: `log.error({ err }, 'The relay stopped')`;
 * - levels by who must act: error an operator now, warn an operator some day, info nobody, debug a developer;
 * - what others may do many times a second is told by `gatherLines`: the first at once, the rest once a minute;
 * - whatever costs something to collect is asked for first: `if (log.isLevelEnabled('debug')) …`;
 * - values are given as fields, never as `%o`.
 */
export type { Logger } from 'pino';
export type { ConsoleDestination } from './console-output.ts';
export { errorSummary } from './error-text.ts';
export { gatherLines } from './gathered-lines.ts';
export { createLogger, type OpenLogger } from './logger.ts';
export type { LoggerSettings } from './logger-settings.ts';
export { payloadText } from './payload-text.ts';
export { queryObserver } from './query-observer.ts';
export { REDACTED, withoutSecrets } from './redaction.ts';
export { type AnsweredRequest, logPayloads, logRequest, type RequestPayloads } from './request-line.ts';
export { withinRequest } from './request-scope.ts';
export { observeUseCases } from './use-cases.ts';
