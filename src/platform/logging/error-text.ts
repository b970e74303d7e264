/** What the log says of an error: one line for people, and its stack with its causes. Without secrets, bounded. */
import { boundedText } from './payload-text.ts';

const SUMMARY_MAX_LENGTH = 1_000;
const STACK_MAX_LENGTH = 8_000;
const MAX_CAUSES = 4;

/** `TypeError: x is not a function`; the causes follow after `←`. A plain Error shows its message only. */
export function errorSummary(error: unknown): string {
  const parts: string[] = [];
  for (const cause of chain(error)) {
    const text = cause instanceof Error ? oneError(cause) : String(cause);
    if (parts.at(-1) !== text) parts.push(text);
  }
  return boundedText(parts.join(' ← '), SUMMARY_MAX_LENGTH);
}

function oneError(error: Error): string {
  return error.name === 'Error' || error.name === '' ? error.message : `${error.name}: ${error.message}`;
}

/** The stacks of an error and its causes, lines separated by LF; undefined for what has none. */
export function errorStack(error: unknown): string | undefined {
  const stacks = chain(error).flatMap((cause) => (cause instanceof Error && cause.stack ? [cause.stack] : []));
  return stacks.length === 0 ? undefined : boundedText(stacks.join('\nCaused by: '), STACK_MAX_LENGTH);
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
