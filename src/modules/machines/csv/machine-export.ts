/**
 * Machines as CSV, page after page as they are read: memory does not grow with the list.
 *
 * The columns are those that an import reads, and some more that it ignores.
 */
import { type CsvRecordOf, csvTable } from '../../../kernel/csv-writer.ts';
import { formatInstant, formatOptionalInstant, toSeconds } from '../../../kernel/instant.ts';
import { comparisonKey } from '../../../kernel/texts.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import { findMachinePage } from '../machines.repository.ts';
import type { MachineFilter } from '../machines.types.ts';
import { findPlaces } from '../places.repository.ts';
import { placePath } from '../places.rules.ts';
import type { MachinesTables } from '../tables.ts';

/** Rows that are read, and held, at once. */
const PAGE_ROWS = 500;

export interface MachineExport {
  /** By name. */
  exportMachines(filter: Omit<MachineFilter, 'cursor' | 'limit'>): AsyncIterable<string>;
}

const header = [
  'id',
  'name',
  'place',
  'criticality',
  'hourly_cost',
  'target_oee',
  'micro_stop_seconds',
  'manufacturer',
  'model',
  'serial_number',
  'notes',
  'retired_at',
  'created_at',
  'updated_at',
] as const;

export function createMachineExport(store: Store): MachineExport {
  async function* pages(
    filter: Parameters<MachineExport['exportMachines']>[0],
  ): AsyncGenerator<CsvRecordOf<typeof header>[]> {
    const access = store.access<MachinesTables>();
    const places = await findPlaces(access);
    let after: readonly [string, string] | undefined;
    for (;;) {
      const page = (await findMachinePage(access, filter, after, PAGE_ROWS)).slice(0, PAGE_ROWS);
      const last = page.at(-1);
      if (last === undefined) return;
      yield page.map((machine) => ({
        id: machine.id,
        name: machine.name,
        place: placePath(machine.placeId, places),
        criticality: machine.criticality,
        hourly_cost: machine.hourlyCost,
        target_oee: machine.targetOee,
        micro_stop_seconds: machine.microStopMs === null ? null : toSeconds(machine.microStopMs),
        manufacturer: machine.manufacturer,
        model: machine.model,
        serial_number: machine.serialNumber,
        notes: machine.notes,
        retired_at: formatOptionalInstant(machine.retiredAt),
        created_at: formatInstant(machine.createdAt),
        updated_at: formatInstant(machine.updatedAt),
      }));
      after = [comparisonKey(last.name), last.id];
    }
  }

  return { exportMachines: (filter) => csvTable(header, pages(filter)) };
}
