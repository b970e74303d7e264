import { useMemo } from 'react';
import { useMachines } from '../../parts/machines/use-machines.ts';

/** Names of the machines in use, by their ids, by name. */
export function useNames(): ReadonlyMap<string, string> {
  const { data } = useMachines();
  return useMemo(() => new Map(data?.map(({ id, name }) => [id, name])), [data]);
}
