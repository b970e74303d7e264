import { useQuery } from '@tanstack/react-query';
import { contentOf, GET } from '../../api/client.ts';
import { type ListedComponent, PAGE_MAX } from './use-stock.ts';

/** All of it, however many pages: what is missing in the list would count as not expected there. */
async function readToCount(locationId: number): Promise<readonly ListedComponent[]> {
  const components: ListedComponent[] = [];
  let cursor: string | undefined;
  do {
    const query = { location_id: locationId, limit: PAGE_MAX, ...(cursor === undefined ? {} : { cursor }) };
    const page = await contentOf(GET('/api/v1/inventory/components/search', { params: { query } }));
    components.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return components;
}

/** What the books say is at a location, those out of use among it. */
export function useToCount(locationId: number) {
  return useQuery({ queryKey: ['stock', 'to-count', locationId], queryFn: () => readToCount(locationId) });
}
