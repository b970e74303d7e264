/** Reading tickets. Every key begins with `tickets`: the stream says when they are to be read again. */
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { contentOf, GET } from '../../api/client.ts';
import type { paths } from '../../api/schema.d.ts';
import { useReread } from '../../live/use-reread.ts';

type Query = NonNullable<paths['/api/v1/tickets/search']['get']['parameters']['query']>;

/** A list, a page after the other. What was there stays while another is read. */
export function useTicketPages(query: Query) {
  return useInfiniteQuery({
    queryKey: ['tickets', 'list', query],
    queryFn: ({ pageParam }) =>
      contentOf(
        GET('/api/v1/tickets/search', {
          params: { query: pageParam === undefined ? query : { ...query, cursor: pageParam } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor: cursor }) => cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export function useTicket(id: number) {
  return useQuery({
    queryKey: ['tickets', id],
    queryFn: () => contentOf(GET('/api/v1/tickets/{id}', { params: { path: { id } } })),
    enabled: Number.isSafeInteger(id),
  });
}

/** Those who can be given a ticket, by name. */
export function useAssignees() {
  return useQuery({
    queryKey: ['users', 'assignees'],
    queryFn: async () => (await contentOf(GET('/api/v1/tickets/assignees'))).items,
  });
}

/** Makes every answer about tickets be read again: after a change of ours we do not wait for the stream. */
export function useRereadTickets() {
  return useReread(['tickets']);
}
