import { useQuery } from '@tanstack/react-query';
import { contentOf, GET } from '../api/client.ts';
import type { Floor } from '../api/types.ts';

/**
 * What every machine does now: one answer for the floor, the terminal and the machines, kept up to date anyway.
 *
 * @param select what of it is looked at: only when that changes it is drawn anew
 */
export function useFloor<Selected = Floor>(select?: (floor: Floor) => Selected) {
  return useQuery({
    queryKey: ['floor'],
    queryFn: () => contentOf(GET('/api/v1/dashboard')),
    ...(select === undefined ? {} : { select }),
  });
}
