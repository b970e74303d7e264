import { useQuery } from '@tanstack/react-query';
import { contentOf, GET } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';

export type Machine = Answer<'/api/v1/machines/{id}'>;

export function useMachine(machineId: string) {
  return useQuery({
    queryKey: ['machines', 'one', machineId],
    queryFn: () => contentOf(GET('/api/v1/machines/{id}', { params: { path: { id: machineId } } })),
  });
}

/** What it does now: the floor knows, and is kept up to date anyway. */
export function useStanding(machineId: string) {
  return useQuery({
    queryKey: ['floor'],
    queryFn: () => contentOf(GET('/api/v1/dashboard')),
    select: ({ machines }) => machines.find((machine) => machine.machine_id === machineId),
  });
}
