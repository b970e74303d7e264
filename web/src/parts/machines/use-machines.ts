import { useQuery } from '@tanstack/react-query';
import { contentOf, GET } from '../../api/client.ts';
import type { Item } from '../../api/types.ts';

export type Machine = Item<'/api/v1/machines'>;

const PAGE_MAX = 200;

async function readMachines(): Promise<readonly Machine[]> {
  const machines: Machine[] = [];
  let cursor: string | undefined;
  do {
    const page = await contentOf(
      GET('/api/v1/machines', {
        params: { query: { retired: false, limit: PAGE_MAX, ...(cursor === undefined ? {} : { cursor }) } },
      }),
    );
    machines.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return machines;
}

/** All machines in use, by name. */
export function useMachines() {
  return useQuery({ queryKey: ['machines', 'in-use'], queryFn: readMachines });
}
