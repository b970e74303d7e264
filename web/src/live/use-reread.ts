import { useQueryClient } from '@tanstack/react-query';
import type { Noun } from './reads.ts';

/**
 * Reads again what a deed of ours makes out of date, so that nobody waits for the stream: for `onSettled`.
 *
 * What was done is over when it can be seen. What was refused is over at once: without a network the reading has no end,
 * and who pressed would never hear why nothing happens.
 *
 * @param nouns first words of the keys
 */
export function useReread(nouns: readonly (Noun | 'mails')[]) {
  const queries = useQueryClient();
  return (_answer: unknown, error: unknown): Promise<unknown> | undefined => {
    const read = Promise.all(nouns.map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
    return error == null ? read : undefined;
  };
}
