import { useQuery } from '@tanstack/react-query';
import { contentOf, GET } from '../../api/client.ts';
import type { FloorMachine, Item } from '../../api/types.ts';
import { startOfDay } from '../../format/days.ts';
import { useNow } from '../../format/use-now.ts';
import { useFactory } from '../../session/factory.ts';

export type Period = Item<'/api/v1/analytics/timeline'>;

/** More periods than a strip has pixels are not asked for. */
const PERIODS_MAX = 5_000;
const PAGE_MAX = 1_000;

async function readPeriods(fromMs: number): Promise<ReadonlyMap<string, readonly Period[]>> {
  const periods: Period[] = [];
  let cursor: string | undefined;
  do {
    const page = await contentOf(
      GET('/api/v1/analytics/timeline', {
        params: {
          query: {
            start_time: new Date(fromMs).toISOString(),
            limit: PAGE_MAX,
            ...(cursor === undefined ? {} : { cursor }),
          },
        },
      }),
    );
    periods.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined && periods.length < PERIODS_MAX);
  return Map.groupBy(periods, ({ machine_id }) => machine_id);
}

/** What each machine did since midnight, by machine. */
export function useToday() {
  const { timezone } = useFactory();
  const fromMs = startOfDay(useNow(), timezone);
  const query = useQuery({
    queryKey: ['periods', 'today', fromMs],
    queryFn: () => readPeriods(fromMs),
  });
  return { fromMs, periods: query.data };
}

/** Machines of the place, with those of the places in it. */
export function inArea(machines: readonly FloorMachine[], area: number | undefined): readonly FloorMachine[] {
  if (area === undefined) return machines;
  return machines.filter(({ places }) => places.some(({ id }) => id === area));
}
