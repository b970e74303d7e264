/** What is read of the stores. Every key begins with `stock`, so the stream keeps all of it up to date. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { contentOf, GET } from '../../api/client.ts';
import type { Answer, Item } from '../../api/types.ts';

export type Component = Answer<'/api/v1/inventory/components/{id}'>;
export type ListedComponent = Item<'/api/v1/inventory/components/search'>;
export type Level = Component['levels'][number];
export type Location = Item<'/api/v1/inventory/locations'>;

/** The most that the API puts on a page. */
export const PAGE_MAX = 1_000;

export function readComponent(id: number): Promise<Component> {
  return contentOf(GET('/api/v1/inventory/components/{id}', { params: { path: { id } } }));
}

export function useComponent(id: number) {
  return useQuery({ queryKey: ['stock', 'component', id], queryFn: () => readComponent(id) });
}

/** By name, those out of use among them. */
export function useLocations() {
  return useQuery({
    queryKey: ['stock', 'locations'],
    queryFn: () => contentOf(GET('/api/v1/inventory/locations', { params: { query: { limit: PAGE_MAX } } })),
    select: ({ items }): readonly Location[] => items,
  });
}

/**
 * After something of ours was booked: nobody waits for the stream.
 *
 * Nor for what is read again: without a network that has no end, and whoever was refused would never hear of it.
 */
export function useRereadStock(): () => void {
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ queryKey: ['stock'] });
}

/** What was just saved stands on the page at once. */
export function useSavedComponent(): (saved: Component) => void {
  const queries = useQueryClient();
  return (saved) => queries.setQueryData(['stock', 'component', saved.id], saved);
}
