import { useQuery } from '@tanstack/react-query';
import { contentOf, GET } from '../../api/client.ts';

const NAMES_MAX = 1_000;

/** Names of the machines in use, by their ids, by name. */
export function useNames(): ReadonlyMap<string, string> {
  const { data } = useQuery({
    queryKey: ['machines', 'names'],
    queryFn: () => contentOf(GET('/api/v1/machines', { params: { query: { retired: false, limit: NAMES_MAX } } })),
    select: ({ items }) => new Map(items.map(({ id, name }) => [id, name])),
  });
  return data ?? new Map<string, string>();
}
