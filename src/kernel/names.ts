/** Names that people give to things: tidied, and refused where nothing of them can be seen. */
import { DomainError } from './errors.ts';
import { tidyName } from './texts.ts';

/**
 * @param what is named, for the refusal: `component`
 * @throws validation-failed
 */
export function requireFitName(what: string, name: string): string {
  const tidy = tidyName(name);
  if (tidy === '') throw new DomainError('validation-failed', `A ${what} needs a name.`);
  return tidy;
}
