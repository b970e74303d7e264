import { useQuery } from '@tanstack/react-query';
import { contentOf, GET } from '../../../api/client.ts';
import type { Reason } from './reason.ts';

const PAGE_MAX = 200;

async function readReasons(): Promise<readonly Reason[]> {
  const reasons: Reason[] = [];
  let cursor: string | undefined;
  do {
    const page = await contentOf(
      GET('/api/v1/reasons', { params: { query: { limit: PAGE_MAX, ...(cursor === undefined ? {} : { cursor }) } } }),
    );
    reasons.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return reasons;
}

/** The whole catalogue, by name: some hundred. */
export function useAllReasons() {
  return useQuery({ queryKey: ['reasons', 'all'], queryFn: readReasons });
}
