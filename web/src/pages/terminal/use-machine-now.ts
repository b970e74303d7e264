import type { FloorMachine } from '../../api/types.ts';
import { useFloor } from '../../parts/use-floor.ts';

export type RunNow = NonNullable<FloorMachine['active_run']>;

/** What a machine does now; null where there is no such machine in use. */
export function useMachineNow(machineId: string) {
  return useFloor(({ machines }) => machines.find(({ machine_id: id }) => id === machineId) ?? null);
}
