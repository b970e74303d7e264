/** What the log says of an error: one line for people, and its stack with its causes. Without secrets, bounded. */
import { DomainError } from '../../kernel/errors.ts';
import { boundedText, payloadText } from './payload-text.ts';
import { jsonString, printable } from './printable.ts';

const SUMMARY_MAX_LENGTH = 1_000;
const STACK_MAX_LENGTH = 8_000;
const NAME_MAX_LENGTH = 100;
const MAX_CAUSES = 4;

/** `TypeError: x is not a function`; the causes follow after `←`. A plain Error shows its message only. */
export function errorSummary(error: unknown): string {
  const parts: string[] = [];
  for (const cause of chain(error)) {
    const text = cause instanceof Error ? oneError(cause) : textOf(cause);
    if (parts.at(-1) !== text) parts.push(text);
  }
  return boundedText(parts.join(' ← '), SUMMARY_MAX_LENGTH);
}

function oneError(error: Error): string {
  return error.name === 'Error' || error.name === '' ? error.message : `${error.name}: ${error.message}`;
}

/** The stacks of an error and its causes for the console: each line begins with LF and four spaces. */
export function indentedStack(error: unknown): string {
  let text = '';
  for (const line of errorStack(error)?.split(/\n(?=\s+at |Caused by: )/) ?? []) text += `\n    ${printable(line)}`;
  return text;
}

/** Members of Elastic Common Schema, each with its comma in front. */
export function errorMembers(error: unknown): string {
  const message = error instanceof Error ? boundedText(error.message, SUMMARY_MAX_LENGTH) : errorSummary(error);
  let members = `,"error.message":${jsonString(message)}`;
  if (error instanceof Error) members += `,"error.type":${jsonString(boundedText(error.name, NAME_MAX_LENGTH))}`;
  const code = errorCode(error);
  if (code !== undefined) members += `,"error.code":${jsonString(boundedText(code, NAME_MAX_LENGTH))}`;
  const stack = errorStack(error);
  return stack === undefined ? members : `${members},"error.stack_trace":${jsonString(stack)}`;
}

function errorCode(error: unknown): string | undefined {
  if (error instanceof DomainError) return error.code;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

function errorStack(error: unknown): string | undefined {
  const stacks = chain(error).flatMap((cause) => (cause instanceof Error && cause.stack ? [cause.stack] : []));
  return stacks.length === 0 ? undefined : boundedText(stacks.join('\nCaused by: '), STACK_MAX_LENGTH);
}

/** What was thrown and is no Error. */
function textOf(thrown: unknown): string {
  return typeof thrown === 'string' ? thrown : payloadText(thrown, SUMMARY_MAX_LENGTH);
}

function chain(error: unknown): unknown[] {
  const errors: unknown[] = [];
  for (let current = error; current !== undefined && errors.length < MAX_CAUSES; ) {
    if (errors.includes(current)) break;
    errors.push(current);
    current = current instanceof Error ? current.cause : undefined;
  }
  return errors;
}
