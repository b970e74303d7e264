/** Machines as CSV. The columns are those that an import reads, and some more that it ignores. */
import { type CsvColumnsOf, csvList } from '../../../kernel/csv-writer.ts';
import { formatInstant, formatOptionalInstant, toSeconds } from '../../../kernel/instant.ts';
import { allPages } from '../../../kernel/paging.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import { findMachinesMadeAfter } from '../machines.repository.ts';
import type { Machine, MachineFilter } from '../machines.types.ts';
import { findPlaces } from '../places.repository.ts';
import { placePath } from '../places.rules.ts';
import type { MachineColumn } from './machine-rows.rules.ts';

export interface MachineExport {
  /** In the order in which they were made. */
  exportMachines(filter: Omit<MachineFilter, 'cursor' | 'limit'>): AsyncIterable<string>;
}

type PlacedMachine = Machine & { readonly place: string | null };

const columns: CsvColumnsOf<PlacedMachine, MachineColumn> = {
  id: ({ id }) => id,
  name: ({ name }) => name,
  place: ({ place }) => place,
  criticality: ({ criticality }) => criticality,
  hourly_cost: ({ hourlyCost }) => hourlyCost,
  target_oee: ({ targetOee }) => targetOee,
  micro_stop_seconds: ({ microStopMs }) => (microStopMs === null ? null : toSeconds(microStopMs)),
  manufacturer: ({ manufacturer }) => manufacturer,
  model: ({ model }) => model,
  serial_number: ({ serialNumber }) => serialNumber,
  notes: ({ notes }) => notes,
  retired_at: ({ retiredAt }) => formatOptionalInstant(retiredAt),
  created_at: ({ createdAt }) => formatInstant(createdAt),
  updated_at: ({ updatedAt }) => formatInstant(updatedAt),
};

export function createMachineExport(store: Store): MachineExport {
  return {
    exportMachines: (filter) =>
      csvList(
        columns,
        allPages<PlacedMachine>((last, limit) =>
          store.snapshot(async (access) => {
            const machines = await findMachinesMadeAfter(access, filter, last, limit);
            const places = await findPlaces(access);
            return machines.map((machine) => ({ ...machine, place: placePath(machine.placeId, places) }));
          }),
        ),
      ),
  };
}
