/** Which letters cannot be tried again, whatever has changed since. Pure. */
import { DomainError } from '../../../kernel/errors.ts';
import { SPARKPLUG } from '../sparkplug/sparkplug-topics.ts';
import type { DeadLetter } from './dead-letters.types.ts';

/**
 * A whole message of Sparkplug is true only behind those before it: a birth that is taken out of its turn would begin a
 * session that has long been over, and what data mean says the birth of their time.
 *
 * @returns dead-letter-cut, dead-letter-out-of-sequence
 */
export function findReplayFault({ id, isCut, topic }: DeadLetter): DomainError | undefined {
  if (topic.startsWith(SPARKPLUG)) {
    return new DomainError(
      'dead-letter-out-of-sequence',
      `Dead letter ${id} is a whole message of Sparkplug, which is true in its sequence only: it cannot be tried again. The next birth of its node says what is so.`,
    );
  }
  if (!isCut) return undefined;
  return new DomainError(
    'dead-letter-cut',
    `Of dead letter ${id} only the beginning is kept: it cannot be tried again. Send the message anew.`,
  );
}
