import { useRef } from 'react';
import { newIdempotencyKey } from '../../api/client.ts';

/**
 * The key of what is being sent: the same for the same content, so that pressing again after a lost answer books
 * nothing twice; another one when something was corrected.
 */
export function useDeedKey(): (content: object) => string {
  const last = useRef<{ readonly content: string; readonly key: string }>(undefined);
  return (content) => {
    const written = JSON.stringify(content);
    if (last.current?.content !== written) last.current = { content: written, key: newIdempotencyKey() };
    return last.current.key;
  };
}
