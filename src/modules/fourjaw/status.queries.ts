/** How the connection to FourJaw stands, out of what polls have written down. */
import type { TableAccess } from '../../platform/database/index.ts';
import type { Machines } from '../machines/index.ts';
import type { Connection } from './events.ts';
import { listCursors, readState } from './state.repository.ts';
import type { FourJawMachinesTable, FourJawStateTable, FourJawTables } from './tables.ts';

export interface MachineStatus extends FourJawMachinesTable {
  readonly name: string;
  /** How far what is stored is behind; never below 0. Null while nothing has been fetched. */
  readonly lagMs: number | null;
}

export interface FourJawStatus {
  /** Null where FourJaw is not configured. */
  readonly connected: { readonly baseUrl: string; readonly pollIntervalMs: number } | null;
  readonly connection: Connection | 'off';
  readonly state: FourJawStateTable;
  /** The furthest behind of all machines in use. */
  readonly lagMs: number | null;
  readonly machines: readonly MachineStatus[];
}

export async function readStatus(
  access: TableAccess<FourJawTables>,
  machines: Pick<Machines, 'listAllMachines'>,
  settings: { readonly baseUrl: string; readonly pollIntervalMs: number } | undefined,
  nowMs: number,
): Promise<FourJawStatus> {
  const state = await readState(access);
  const cursors = new Map((await listCursors(access)).map((cursor) => [cursor.machine_id, cursor]));
  const known = (await machines.listAllMachines()).flatMap(({ id, name, retiredAt }) => {
    const cursor = cursors.get(id);
    if (cursor === undefined || retiredAt !== null) return [];
    return [{ ...cursor, name, lagMs: cursor.fetched_to === null ? null : Math.max(0, nowMs - cursor.fetched_to) }];
  });
  const lags = known.flatMap(({ lagMs }) => lagMs ?? []);
  return {
    connected: settings === undefined ? null : { baseUrl: settings.baseUrl, pollIntervalMs: settings.pollIntervalMs },
    connection: settings === undefined ? 'off' : (state.connection as Connection),
    state,
    lagMs: lags.length === 0 ? null : Math.max(...lags),
    machines: known,
  };
}
