import { useSuspenseQuery } from '@tanstack/react-query';
import { contentOf, GET } from '../api/client.ts';
import type { Answer } from '../api/types.ts';

export type Factory = Answer<'/api/v1/factory'>;

/** What is true of the whole factory: its name, time zone and currency. There once the door is passed. */
export function useFactory(): Factory {
  return useSuspenseQuery({
    queryKey: ['factory'],
    queryFn: () => contentOf(GET('/api/v1/factory')),
    staleTime: Number.POSITIVE_INFINITY,
  }).data;
}
