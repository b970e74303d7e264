import { contentOf, GET } from '../api/client.ts';
import type { Item } from '../api/types.ts';
import { presentMs } from '../format/clock.ts';
import type { Category } from '../ui/categories.ts';
import type { Period } from './lane.ts';
import type { ReadPeriods } from './period-store.ts';
import { DAY_MS } from './view.ts';

const PAGE_MAX = 1_000;
/** As far back as one question may reach, with a day to spare. */
const DAYS_BACK_MAX = 3_659;

function periodOf(item: Item<'/api/v1/analytics/timeline'>): Period {
  return {
    id: item.id,
    machineId: item.machine_id,
    startMs: Date.parse(item.start_time),
    endMs: item.end_time === null ? Number.POSITIVE_INFINITY : Date.parse(item.end_time),
    category: item.category as Category,
    reason: item.reason,
    ticketId: item.maintenance_ticket_id,
  };
}

/** All pages of the periods of a range. */
export const readPeriods: ReadPeriods = async ({ machineIds, fromMs, toMs }, signal) => {
  const periods: Period[] = [];
  let cursor: string | undefined;
  do {
    const page = await contentOf(
      GET('/api/v1/analytics/timeline', {
        signal,
        params: {
          query: {
            machine_ids: [...machineIds],
            start_time: new Date(fromMs).toISOString(),
            end_time: new Date(toMs).toISOString(),
            limit: PAGE_MAX,
            ...(cursor === undefined ? {} : { cursor }),
          },
        },
      }),
    );
    periods.push(...page.items.map(periodOf));
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return periods;
};

/** When the first period of any of the machines began; null where they have none. */
export async function readFirst(machineIds: readonly string[]): Promise<number | null> {
  const longAgo = new Date(presentMs() - DAYS_BACK_MAX * DAY_MS).toISOString();
  const { items } = await contentOf(
    GET('/api/v1/analytics/timeline', {
      params: { query: { machine_ids: [...machineIds], start_time: longAgo, limit: 1 } },
    }),
  );
  const [first] = items;
  return first === undefined ? null : Date.parse(first.start_time);
}
