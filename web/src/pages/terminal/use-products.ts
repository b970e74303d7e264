import { useQuery } from '@tanstack/react-query';
import { contentOf, GET } from '../../api/client.ts';
import type { Item } from '../../api/types.ts';

export type Product = Item<'/api/v1/products/search'>;

/** More than anybody looks through: who has more types a letter. */
const SHOWN_MAX = 60;
const RECENT_RUNS = 20;

/** Products in use whose name or code has the text in it. */
export function useProducts(text: string) {
  return useQuery({
    queryKey: ['products', 'search', text],
    queryFn: () =>
      contentOf(
        GET('/api/v1/products/search', {
          params: { query: { retired: false, limit: SHOWN_MAX, ...(text === '' ? {} : { text }) } },
        }),
      ),
    placeholderData: (before) => before,
  });
}

/** Numbers of the products that the machine made last, the latest first. */
export function useRecentProducts(machineId: string): readonly number[] {
  const runs = useQuery({
    queryKey: ['runs', 'recent', machineId],
    queryFn: () =>
      contentOf(GET('/api/v1/runs', { params: { query: { machine_ids: [machineId], limit: RECENT_RUNS } } })),
  });
  return [...new Set(runs.data?.items.map(({ product_id: id }) => id) ?? [])];
}

/** The product of a run, with its ideal cycle. */
export function useProduct(id: number | undefined) {
  return useQuery({
    queryKey: ['products', id],
    queryFn: () => contentOf(GET('/api/v1/products/{id}', { params: { path: { id: id ?? 0 } } })),
    enabled: id !== undefined,
  });
}
