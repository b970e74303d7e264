import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { contentOf, GET } from '../api/client.ts';
import { useSession } from '../session/session.tsx';
import type { Shift } from './draw.ts';
import { DAY_MS, spanOf, type View } from './view.ts';

const BLOCK_MS = 28 * DAY_MS;
/** Further out shifts are narrower than what can be told apart. */
const SPAN_MAX_MS = 28 * DAY_MS;

/** The shifts of a machine around what is looked at; none where that is too wide to see them. */
export function useShifts(machineId: string | undefined, view: View): readonly Shift[] {
  const { can } = useSession();
  const isSeen = can('timeline:read') && machineId !== undefined && spanOf(view) <= SPAN_MAX_MS;
  const firstBlock = Math.floor((view.fromMs - spanOf(view) / 2) / BLOCK_MS);
  const lastBlock = Math.floor((view.toMs + spanOf(view) / 2) / BLOCK_MS);
  const blocks = isSeen ? Array.from({ length: lastBlock - firstBlock + 1 }, (_, at) => firstBlock + at) : [];
  const answers = useQueries({
    queries: blocks.map((block) => ({
      queryKey: ['shifts', 'instances', machineId, block],
      queryFn: () =>
        contentOf(
          GET('/api/v1/shift-instances', {
            params: {
              query: {
                start_time: new Date(block * BLOCK_MS).toISOString(),
                end_time: new Date((block + 1) * BLOCK_MS).toISOString(),
                machine_id: machineId ?? '',
              },
            },
          }),
        ),
    })),
    combine: (results) => results.flatMap(({ data }) => data?.items ?? []),
  });
  return useMemo(() => {
    // a shift that lies in two blocks is in both answers
    const byStart = new Map(
      answers.map(({ shift, start_time: start, end_time: end }) => [
        `${shift} ${start}`,
        { name: shift, fromMs: Date.parse(start), toMs: Date.parse(end) },
      ]),
    );
    return [...byStart.values()];
  }, [answers]);
}
