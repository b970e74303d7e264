import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { contentOf, GET } from '../../api/client.ts';
import type { FloorMachine, Item } from '../../api/types.ts';
import { startOfDay } from '../../format/days.ts';
import { useNow } from '../../format/use-now.ts';
import { useLiveEvents } from '../../live/live.tsx';
import { topicsOf } from '../../live/reads.ts';
import { createStaleMachines, type StaleMachines } from '../../live/stale-machines.ts';
import { useFactory } from '../../session/factory.ts';

export type Period = Item<'/api/v1/analytics/timeline'>;

/** What a device on a wall can draw; a factory's day has some hundreds a machine. */
const PERIODS_MAX = 20_000;
const PAGE_MAX = 2_000;

interface Read {
  readonly periods: ReadonlyMap<string, readonly Period[]>;
  /** Whether there are more than are drawn. */
  readonly isCut: boolean;
}

/** @param machines undefined for all */
async function readPeriods(fromMs: number, machines: readonly string[] | undefined): Promise<Read> {
  const periods: Period[] = [];
  let cursor: string | undefined;
  do {
    const page = await contentOf(
      GET('/api/v1/analytics/timeline', {
        params: {
          query: {
            start_time: new Date(fromMs).toISOString(),
            limit: PAGE_MAX,
            ...(machines === undefined ? {} : { machine_ids: [...machines] }),
            ...(cursor === undefined ? {} : { cursor }),
          },
        },
      }),
    );
    periods.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined && periods.length < PERIODS_MAX);
  return { periods: Map.groupBy(periods, ({ machine_id }) => machine_id), isCut: cursor !== undefined };
}

/** All of a day, or what is out of date of it in its place. */
async function readDay(fromMs: number, stale: StaleMachines, known: Read | undefined): Promise<Read> {
  const taken = stale.take();
  try {
    if (known === undefined || known.isCut || taken === 'all') return await readPeriods(fromMs, undefined);
    const { periods, isCut } = await readPeriods(fromMs, [...taken]);
    const rest = [...known.periods].filter(([machine]) => !taken.has(machine));
    return { periods: new Map([...rest, ...periods]), isCut };
  } catch (error) {
    stale.noteAll();
    throw error;
  }
}

/** What each machine did since midnight, by machine. An event has the machine read again that it names, and no other. */
export function useToday() {
  const queries: QueryClient = useQueryClient();
  const { timezone } = useFactory();
  const fromMs = startOfDay(useNow(), timezone);
  const [stale] = useState(() => createStaleMachines(topicsOf('today')));
  useLiveEvents(
    (events) => stale.note(events),
    () => stale.noteAll(),
  );
  const queryKey = ['today', fromMs];
  const query = useQuery({
    queryKey,
    queryFn: () => readDay(fromMs, stale, queries.getQueryData<Read>(queryKey)),
  });
  return { fromMs, periods: query.data?.periods, isCut: query.data?.isCut === true };
}

/** Machines of the place, with those of the places in it. */
export function inArea(machines: readonly FloorMachine[], area: number | undefined): readonly FloorMachine[] {
  if (area === undefined) return machines;
  return machines.filter(({ places }) => places.some(({ id }) => id === area));
}
