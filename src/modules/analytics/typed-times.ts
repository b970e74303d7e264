/** Times that a person has typed into a date field of the old front end: they name no offset and stop at the minute. */
import { Temporal } from 'temporal-polyfill';
import type { ParsedInstant } from '../../kernel/instant.ts';

/** Factory time where the text is a typed one, else what it says: an instant, or UTC. */
export function typedInstant({ ms, hasOffset, minutesOnly }: ParsedInstant, zone: string): number {
  if (hasOffset || !minutesOnly) return ms;
  return Temporal.PlainDateTime.from(new Date(ms).toISOString().slice(0, -1)).toZonedDateTime(zone).epochMilliseconds;
}
