/** Reads and writes of the table `machine_counters`. */
import { type SqlBool, sql } from 'kysely';
import {
  compiledOnce,
  type Engine,
  isAnyOf,
  jsonRows,
  lockingRows,
  type SlotOf,
  type TableAccess,
} from '../../../platform/database/index.ts';
import { TransactionConflict } from '../../../platform/outbox/index.ts';
import type { IngestionTables, MachineCountersTable } from '../tables.ts';
import type { CounterLine } from './counters.types.ts';

type Access = TableAccess<IngestionTables>;

export interface KeptCounter extends CounterLine {
  /** 1, and one more for each change. */
  readonly revision: number;
}

/** Of one machine, by name. */
export type MachineCounters = Map<string, KeptCounter>;

const counters = compiledOnce(
  (access: Access, slot: SlotOf<{ readonly machineIds: readonly string[] }>, engine: Engine) =>
    lockingRows(
      engine,
      access
        .selectFrom('machine_counters')
        .selectAll()
        .where(isAnyOf(engine, 'machine_id', slot('machineIds')))
        // two who take the same ones wait for each other
        .orderBy('machine_id')
        .orderBy('counter'),
    ),
);

/** They stay so until the transaction ends. */
export async function holdCounters(
  access: Access,
  engine: Engine,
  machineIds: readonly string[],
): Promise<Map<string, MachineCounters>> {
  const byMachine = new Map<string, MachineCounters>(machineIds.map((id) => [id, new Map()]));
  for (const row of await counters(access, { machineIds }, engine)) {
    byMachine.get(row.machine_id)?.set(row.counter, {
      value: row.value,
      lastAt: row.last_at,
      lastSequence: row.last_sequence,
      revision: row.revision,
    });
  }
  return byMachine;
}

const columns = {
  machine_id: 'text',
  counter: 'text',
  value: 'integer',
  last_at: 'integer',
  last_sequence: 'integer',
  revision: 'integer',
} as const satisfies Record<keyof MachineCountersTable, string>;

const replaceCounters = compiledOnce(
  (access: Access, slot: SlotOf<{ readonly rows: readonly MachineCountersTable[] }>, engine: Engine) =>
    access
      .insertInto('machine_counters')
      .columns(Object.keys(columns) as (keyof MachineCountersTable)[])
      .expression(jsonRows(engine, slot('rows'), columns))
      .onConflict((conflict) =>
        conflict
          .columns(['machine_id', 'counter'])
          .doUpdateSet((eb) => ({
            value: eb.ref('excluded.value'),
            last_at: eb.ref('excluded.last_at'),
            last_sequence: eb.ref('excluded.last_sequence'),
            revision: eb.ref('excluded.revision'),
          }))
          .where(sql<SqlBool>`machine_counters.revision = excluded.revision - 1`),
      )
      .returning('counter'),
);

/** @throws TransactionConflict where somebody else has just written the first value of one */
export async function writeCounters(
  access: Access,
  engine: Engine,
  rows: readonly MachineCountersTable[],
): Promise<void> {
  if (rows.length === 0) return;
  const written = await replaceCounters(access, { rows }, engine);
  if (written.length < rows.length) throw new TransactionConflict('a counter was reported in between');
}
