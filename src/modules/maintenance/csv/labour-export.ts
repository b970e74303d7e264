/** Time that people worked on tickets, of all tickets, as CSV. */
import { type CsvColumnsOf, csvList } from '../../../kernel/csv-writer.ts';
import { formatInstant, formatOptionalInstant } from '../../../kernel/instant.ts';
import { allPages } from '../../../kernel/paging.ts';
import type { Store } from '../../../platform/outbox/index.ts';
import type { Machines } from '../../machines/index.ts';
import type { Users } from '../../users/index.ts';
import { findLabourOfTickets, type LabourFilter, type LabourOfTicket } from '../labour/ticket-labour.repository.ts';

export interface LabourExport {
  /** In the order in which it was written down. @throws unknown-machine, before anything is read */
  exportLabour(filter: LabourFilter): Promise<AsyncIterable<string>>;
}

interface NamedLabour extends LabourOfTicket {
  readonly machineName: string;
  readonly userName: string;
}

const columns: CsvColumnsOf<NamedLabour> = {
  id: ({ id }) => id,
  ticket_id: ({ ticketId }) => ticketId,
  machine_id: ({ machineId }) => machineId,
  machine_name: ({ machineName }) => machineName,
  user_id: ({ userId }) => userId,
  user_name: ({ userName }) => userName,
  started_at: ({ startedAt }) => formatOptionalInstant(startedAt),
  duration_minutes: ({ durationMinutes }) => durationMinutes,
  note: ({ note }) => note,
  recorded_by: ({ recordedBy }) => recordedBy,
  recorded_at: ({ recordedAt }) => formatInstant(recordedAt),
};

export interface LabourExportDependencies {
  readonly store: Store;
  readonly machines: Machines;
  readonly users: Users;
}

export function createLabourExport({ store, machines, users }: LabourExportDependencies): LabourExport {
  return {
    async exportLabour(filter) {
      if (filter.machineIds !== undefined) await machines.requireMachines(filter.machineIds);
      const machineNames = new Map((await machines.listAllMachines()).map(({ id, name }) => [id, name]));
      const pages = allPages<NamedLabour>(async (last, limit) => {
        const labour = await findLabourOfTickets(store.access(), store.engine, filter, last?.id, limit);
        const people = await users.namesOf(labour.map(({ userId }) => userId));
        return labour.map((entry) => ({
          ...entry,
          machineName: machineNames.get(entry.machineId) ?? entry.machineId,
          userName: people.get(entry.userId) ?? String(entry.userId),
        }));
      });
      return csvList(columns, pages);
    },
  };
}
