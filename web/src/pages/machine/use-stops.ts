import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { contentOf, GET } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import type { View } from '../../timeline/view.ts';

export type Stop = Answer<'/api/v1/status-periods/{id}'>;

const PAGE = 50;
/** The API answers no longer range at once. */
const RANGE_MAX_MS = 366 * 86_400_000;

interface StopQuestion {
  readonly machineIds: readonly string[];
  readonly view: View;
  readonly onlyUnanswered: boolean;
}

/** Stops of machines in a part of time, the latest first. */
export function useStops({ machineIds, view, onlyUnanswered }: StopQuestion) {
  // whole minutes: a view that goes along with the time does not ask anew each second
  const toMs = Math.ceil(view.toMs / 60_000) * 60_000;
  const fromMs = Math.max(Math.floor(view.fromMs / 60_000) * 60_000, toMs - RANGE_MAX_MS);
  return useInfiniteQuery({
    queryKey: ['periods', 'stops', machineIds, fromMs, toMs, onlyUnanswered],
    queryFn: ({ pageParam }) =>
      contentOf(
        GET('/api/v1/status-periods', {
          params: {
            query: {
              machine_ids: [...machineIds],
              start_time: new Date(fromMs).toISOString(),
              end_time: new Date(toMs).toISOString(),
              category: ['downtime'],
              limit: PAGE,
              ...(onlyUnanswered ? { unanswered: true } : {}),
              ...(pageParam === undefined ? {} : { cursor: pageParam }),
            },
          },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor: cursor }) => cursor ?? undefined,
    placeholderData: (old) => old,
  });
}

export function useStop(periodId: string) {
  return useQuery({
    queryKey: ['periods', 'one', periodId],
    queryFn: () => contentOf(GET('/api/v1/status-periods/{id}', { params: { path: { id: periodId } } })),
  });
}
