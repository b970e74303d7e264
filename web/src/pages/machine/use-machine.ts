import { useQuery } from '@tanstack/react-query';
import { contentOf, GET } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { useFloor } from '../../parts/use-floor.ts';

export type Machine = Answer<'/api/v1/machines/{id}'>;

export function useMachine(machineId: string) {
  return useQuery({
    queryKey: ['machines', 'one', machineId],
    queryFn: () => contentOf(GET('/api/v1/machines/{id}', { params: { path: { id: machineId } } })),
  });
}

/** What it does now; null where it is not in use. */
export function useStanding(machineId: string) {
  return useFloor(({ machines }) => machines.find((machine) => machine.machine_id === machineId) ?? null);
}
