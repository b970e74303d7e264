/**
 * Machines out of a CSV file: new ones are made, known ones changed, good rows kept.
 *
 * The file is read to its end before anything is written, so one that breaks off changes nothing. Rows go in batches of
 * one transaction each; a batch that is overtaken by somebody else is planned again on what is there then.
 */
import type { Actor } from '../../../kernel/access.ts';
import type { Clock } from '../../../kernel/clock.ts';
import { type CsvRejection, listedRejects, readCsvRows } from '../../../kernel/csv-table.ts';
import { uuidv7 } from '../../../kernel/ids.ts';
import { picked, snakeCase } from '../../../kernel/named-fields.ts';
import { comparisonKey } from '../../../kernel/texts.ts';
import { chunksOf, type TableAccess } from '../../../platform/database/index.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import { type Store, type Transaction, TransactionConflict } from '../../../platform/outbox/index.ts';
import { machineEvent } from '../events.ts';
import { auditOf } from '../machine-details.ts';
import { findMachinesByKeys, writeMachines } from '../machines.bulk.ts';
import type { PlacementListener } from '../machines.service.ts';
import type { Machine, MachineDetails } from '../machines.types.ts';
import { findPlaces } from '../places.repository.ts';
import { placePath } from '../places.rules.ts';
import type { MachinesTables } from '../tables.ts';
import { type MachinePlan, planMachines } from './machine-plan.rules.ts';
import { type MachineRow, machineColumns, readMachineRow } from './machine-rows.rules.ts';

/** Rows of one transaction. */
const BATCH_ROWS = 200;
/** Rows of one file. */
export const IMPORT_ROWS_MAX = 10_000;

export interface MachineImportSummary {
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly refused: number;
  /** Of the file, which nothing was read from. */
  readonly ignoredColumns: readonly string[];
  /** As {@link listedRejects} has them. */
  readonly rejects: readonly CsvRejection[];
}

export interface MachineImport {
  /**
   * @param dryRun says the same and writes nothing
   * @throws upload-invalid, body-too-large, body-malformed: then nothing is written
   */
  importMachines(
    actor: Actor,
    content: AsyncIterable<Uint8Array>,
    options: { readonly dryRun: boolean },
  ): Promise<MachineImportSummary>;
}

/** @param placementChangedWithin called in each transaction that gives machines another place */
export function createMachineImport(
  { store, clock, log }: { readonly store: Store; readonly clock: Clock; readonly log: Logger },
  placementChangedWithin: PlacementListener,
): MachineImport {
  async function planned(
    access: TableAccess<MachinesTables>,
    batch: readonly MachineRow[],
    claims: Map<string, number>,
  ): Promise<MachinePlan> {
    const ids = batch.flatMap(({ id }) => id ?? []);
    const names = batch.map(({ details }) => comparisonKey(details.name));
    const machines = await findMachinesByKeys(access, store.engine, ids, names);
    const all = await findPlaces(access);
    const places = new Map(all.map(({ id }) => [comparisonKey(placePath(id, all) ?? ''), id]));
    return planMachines(batch, { machines, places }, claims);
  }

  async function write(tx: Transaction, { creates, changes }: MachinePlan): Promise<void> {
    const created = creates.map(
      ({ id, details }): Machine => ({
        ...details,
        id: id ?? uuidv7(clock.now()),
        version: 1,
        createdAt: tx.recordedAt,
        updatedAt: tx.recordedAt,
        retiredAt: null,
      }),
    );
    const changed = changes.map(({ before, details }) => ({
      before,
      after: { ...before, ...details, version: before.version + 1, updatedAt: tx.recordedAt },
    }));
    const rows = [...created, ...changed.map(({ after }) => after)];
    const written = await writeMachines(tx.access(), tx.engine, rows);
    // an id that somebody else has taken, or a machine that somebody has changed, since the batch was planned
    if (written < rows.length) throw new TransactionConflict('machines of an import');
    for (const machine of created) {
      tx.emit(machineEvent('created', machine));
      tx.audit({ action: 'machine.created', entityType: 'machine', entityId: machine.id, after: auditOf(machine) });
    }
    for (const { before, after } of changed) {
      const names = (Object.keys(before) as (keyof MachineDetails)[]).filter(
        (name) => before[name] !== after[name] && !['version', 'updatedAt'].includes(name),
      );
      tx.emit(machineEvent('changed', after, names.map(snakeCase)));
      tx.audit({
        action: 'machine.changed',
        entityType: 'machine',
        entityId: after.id,
        before: picked(before, names),
        after: picked(after, names),
      });
    }
    const moved = changed.filter(({ before, after }) => before.placeId !== after.placeId).map(({ after }) => after.id);
    if (moved.length > 0) await placementChangedWithin(tx, moved);
  }

  return {
    async importMachines(actor, content, { dryRun }) {
      const { rows, rejects, ignoredColumns } = await readCsvRows(
        content,
        machineColumns,
        readMachineRow,
        IMPORT_ROWS_MAX,
      );
      let claims = new Map<string, number>();
      let [created, changed, unchanged] = [0, 0, 0];
      for (const batch of chunksOf(rows, BATCH_ROWS)) {
        // from the claims of before, should the transaction be run again
        let own = new Map(claims);
        const plan = dryRun
          ? await planned(store.access(), batch, own)
          : await store.transact(actor, async (tx) => {
              own = new Map(claims);
              const wanted = await planned(tx.access(), batch, own);
              await write(tx, wanted);
              return wanted;
            });
        claims = own;
        created += plan.creates.length;
        changed += plan.changes.length;
        unchanged += plan.unchanged;
        rejects.push(...plan.rejects);
      }
      const summary = { created, changed, unchanged, refused: rejects.length };
      if (!dryRun) log.info({ payload: summary }, `Machines imported by '${actor.name}'`);
      return { ...summary, ignoredColumns, rejects: listedRejects(rejects) };
    },
  };
}
