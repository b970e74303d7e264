import { useQuery } from '@tanstack/react-query';
import { contentOf, GET } from '../../api/client.ts';
import type { FloorMachine } from '../../api/types.ts';

export type RunNow = NonNullable<FloorMachine['active_run']>;

/** What a machine does now, out of the answer that the floor shows; null where there is no such machine in use. */
export function useMachineNow(machineId: string) {
  return useQuery({
    queryKey: ['floor'],
    queryFn: () => contentOf(GET('/api/v1/dashboard')),
    select: ({ machines }): FloorMachine | null => machines.find(({ machine_id: id }) => id === machineId) ?? null,
  });
}
