/** Reads and writes of the table `machine_states`. */
import { type SqlBool, sql } from 'kysely';
import {
  chunksOf,
  compiledOnce,
  type Engine,
  isAnyOf,
  jsonRows,
  type SlotOf,
  type TableAccess,
} from '../../../platform/database/index.ts';
import type { AnalyticsTables, MachineStatesTable } from '../tables.ts';
import type { KeptState, StateChange } from './state-changes.rules.ts';

type Access = TableAccess<AnalyticsTables>;

const columns = {
  machine_id: 'text',
  status: 'text',
  since: 'integer',
  reason: 'text',
  changed_at: 'integer',
  version: 'integer',
} as const satisfies Record<keyof MachineStatesTable, string>;

const allStates = compiledOnce((access: Access) => access.selectFrom('machine_states').selectAll());

export async function findKeptStates(access: Access): Promise<Map<string, KeptState>> {
  const rows = await allStates(access, {});
  return new Map(
    rows.map(({ machine_id, status, since, reason, changed_at, version }) => [
      machine_id,
      { status, sinceMs: since, reason, changedAtMs: changed_at, version },
    ]),
  );
}

const replaceStates = compiledOnce(
  (access: Access, slot: SlotOf<{ readonly rows: readonly MachineStatesTable[] }>, engine: Engine) =>
    access
      .insertInto('machine_states')
      .columns(Object.keys(columns) as (keyof MachineStatesTable)[])
      .expression(jsonRows(engine, slot('rows'), columns))
      .onConflict((conflict) =>
        conflict
          .column('machine_id')
          .doUpdateSet((eb) => ({
            status: eb.ref('excluded.status'),
            since: eb.ref('excluded.since'),
            reason: eb.ref('excluded.reason'),
            changed_at: eb.ref('excluded.changed_at'),
            version: eb.ref('excluded.version'),
          }))
          .where(sql<SqlBool>`machine_states.version = excluded.version - 1`),
      )
      .returning('machine_id'),
);

/** @returns the machines whose state nobody else has changed in between: those are written */
export async function writeStates(
  access: Access,
  engine: Engine,
  changes: readonly StateChange[],
): Promise<ReadonlySet<string>> {
  const rows = changes
    .map(({ machineId, after }) => ({
      machine_id: machineId,
      status: after.status,
      since: after.sinceMs,
      reason: after.reason,
      changed_at: after.changedAtMs,
      version: after.version,
    }))
    // two who write wait for each other instead of deadlocking
    .sort((a, b) => (a.machine_id < b.machine_id ? -1 : 1));
  const written = new Set<string>();
  for (const chunk of chunksOf(rows)) {
    for (const { machine_id } of await replaceStates(access, { rows: chunk }, engine)) written.add(machine_id);
  }
  return written;
}

export async function removeStates(access: Access, engine: Engine, machineIds: readonly string[]): Promise<void> {
  await access
    .deleteFrom('machine_states')
    .where(isAnyOf(engine, 'machine_id', machineIds))
    .execute();
}
