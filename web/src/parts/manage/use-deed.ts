/** Something done on the server: what it makes out of date is read again at once, and who did it is told. */
import { useMutation } from '@tanstack/react-query';
import type { Noun } from '../../live/reads.ts';
import { useReread } from '../../live/use-reread.ts';
import { useNotify } from '../../ui/toasts.tsx';

export interface DeedOptions<Result> {
  /** What is said when it is done; absent: nothing, for what shows by itself. */
  readonly told?: string | undefined;
  readonly onDone?: ((result: Result) => void) | undefined;
}

/**
 * @param nouns first words of the keys that it makes out of date, also where it was refused: then something else is so
 * than is on the screen
 */
export function useDeed<Input = void, Result = unknown>(
  nouns: readonly (Noun | 'mails')[],
  run: (input: Input) => Promise<Result>,
  { told, onDone }: DeedOptions<Result> = {},
) {
  const reread = useReread(nouns);
  const notify = useNotify();
  return useMutation({
    mutationFn: run,
    // an answer may be a secret that is shown once: it goes with whoever has shown it
    gcTime: 0,
    onSuccess(result) {
      if (told !== undefined) notify(told);
      onDone?.(result);
    },
    onSettled: reread,
  });
}
