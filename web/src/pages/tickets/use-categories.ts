import { useQuery } from '@tanstack/react-query';
import { contentOf, GET } from '../../api/client.ts';

/** What a ticket can be about, as the factory has set it; empty until it is known. */
export function useCategories(): { readonly categories: readonly string[]; readonly usual: string | undefined } {
  const { data } = useQuery({
    queryKey: ['settings', 'ticket-categories'],
    queryFn: () => contentOf(GET('/api/v1/tickets/categories')),
  });
  return { categories: data?.items.map(({ name }) => name) ?? [], usual: data?.default_category };
}
