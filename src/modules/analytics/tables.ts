/** The analytics module's table. Instants are milliseconds. */
import type { MachineStatus } from './floor/machine-states.rules.ts';

export interface AnalyticsTables {
  machine_states: MachineStatesTable;
}

/** One row a machine in use: what it does, as the stream of events was last told. */
export interface MachineStatesTable {
  machine_id: string;
  status: MachineStatus;
  /** Since when; null where that cannot be told. */
  since: number | null;
  /** Of a stop and of offline time, as the catalogue names it. */
  reason: string | null;
  /** When it got the status. */
  changed_at: number;
  /** 1, and one more for each change. */
  version: number;
}
