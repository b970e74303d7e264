/** What `<input type="datetime-local">` holds: the clock of the factory, without a zone. */
import { instantOf, localOf } from './days.ts';

/** `2026-11-26T14:05`, as the clocks in `zone` show it. */
export function clockText(atMs: number, zone: string): string {
  return new Date(localOf(atMs, zone)).toISOString().slice(0, 16);
}

/** The instant in milliseconds; undefined for a field that is empty or half filled. */
export function instantOfClock(text: string, zone: string): number | undefined {
  const localMs = Date.parse(`${text}Z`);
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text) && !Number.isNaN(localMs) ? instantOf(localMs, zone) : undefined;
}
