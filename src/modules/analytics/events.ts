/** What analytics tells the world: what machines do. */
import { formatOptionalInstant } from '../../kernel/instant.ts';
import type { NewEvent } from '../../platform/outbox/index.ts';
import type { Machine } from '../machines/index.ts';
import type { StateChange } from './states/state-changes.rules.ts';

/**
 * The head that it moves instead of that of `machine`, on which everything rests that is remembered of machines. The floor
 * alone takes something from it.
 */
export const STATUS_HEAD = 'machine-status';

export function machineStatusChanged(machine: Machine, { before, after }: StateChange): NewEvent {
  return {
    type: 'com.milldash.machine.status-changed',
    subject: `machines/${machine.id}`,
    data: {
      machine_id: machine.id,
      name: machine.name,
      criticality: machine.criticality,
      status: after.status,
      /** Null for a machine of which nothing was known. */
      previous_status: before?.status ?? null,
      since: formatOptionalInstant(after.sinceMs),
      previous_since: formatOptionalInstant(before?.sinceMs ?? null),
      reason: after.reason,
    },
    occurredAt: after.changedAtMs,
    head: STATUS_HEAD,
  };
}
