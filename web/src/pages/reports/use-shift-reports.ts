import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { contentOf, GET } from '../../api/client.ts';
import type { Answer, Item } from '../../api/types.ts';

export type ShiftReport = Answer<'/api/v1/shift-reports/{id}'>;
export type ShiftReportLine = Item<'/api/v1/shift-reports'>;

interface ShiftQuestion {
  readonly start_time?: string;
  readonly end_time?: string;
  readonly shift?: string;
}

/** The latest first, page after page. */
export function useShiftReports(question: ShiftQuestion, limit: number) {
  return useInfiniteQuery({
    queryKey: ['shift-reports', 'list', question, limit],
    queryFn: ({ pageParam }) =>
      contentOf(
        GET('/api/v1/shift-reports', {
          params: { query: { ...question, limit, ...(pageParam === undefined ? {} : { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export function useShiftReport(id: number) {
  return useQuery({
    queryKey: ['shift-reports', 'one', id],
    queryFn: () => contentOf(GET('/api/v1/shift-reports/{id}', { params: { path: { id } } })),
  });
}
