/**
 * Machines out of a CSV file: new ones are made, known ones changed, good rows kept.
 *
 * While a batch is planned and written nobody else writes machines: a name is no key, so a machine that two files name at
 * once would be made by both.
 */
import type { Actor } from '../../../kernel/access.ts';
import type { Clock } from '../../../kernel/clock.ts';
import { type CsvImportOptions, type CsvImportSummary, importCsv } from '../../../kernel/csv-import.ts';
import { uuidv7 } from '../../../kernel/ids.ts';
import { picked, snakeCase } from '../../../kernel/named-fields.ts';
import { comparisonKey } from '../../../kernel/texts.ts';
import { lockTable, type TableAccess } from '../../../platform/database/index.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import type { Store, Transaction } from '../../../platform/outbox/index.ts';
import { machineEvent } from '../events.ts';
import { auditOf } from '../machine-details.ts';
import { findMachinesByKeys, writeMachines } from '../machines.bulk.ts';
import type { PlacementListener } from '../machines.service.ts';
import type { Machine, MachineDetails } from '../machines.types.ts';
import { findPlaces } from '../places.repository.ts';
import { placePath } from '../places.rules.ts';
import type { MachinesTables } from '../tables.ts';
import { type Claims, type MachinePlan, noClaims, planMachines } from './machine-plan.rules.ts';
import { type MachineRow, machineFile } from './machine-rows.rules.ts';

const nothing = { created: 0, changed: 0, unchanged: 0 };

export interface MachineImport {
  /** @throws upload-invalid, body-too-large, body-malformed: then nothing is written */
  importMachines(
    actor: Actor,
    content: AsyncIterable<Uint8Array>,
    options: CsvImportOptions,
  ): Promise<CsvImportSummary<keyof typeof nothing>>;
}

/** @param placementChangedWithin called in each transaction that gives machines another place */
export function createMachineImport(
  { store, clock, log }: { readonly store: Store; readonly clock: Clock; readonly log: Logger },
  placementChangedWithin: PlacementListener,
): MachineImport {
  async function planned(
    access: TableAccess<MachinesTables>,
    batch: readonly MachineRow[],
    claims: Claims,
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
    if (written < rows.length)
      throw new Error('Machines of an import were written by others although they are locked.');
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
      let claims = noClaims;
      const summary = await importCsv(content, machineFile, nothing, async (batch) => {
        const plan = dryRun
          ? await planned(store.access(), batch, claims)
          : await store.transact(actor, async (tx) => {
              await lockTable(tx.access<MachinesTables>(), tx.engine, 'machines', 'write');
              const wanted = await planned(tx.access(), batch, claims);
              await write(tx, wanted);
              return wanted;
            });
        claims = plan.claims;
        const { creates, changes, unchanged, rejects } = plan;
        return { counts: { created: creates.length, changed: changes.length, unchanged }, rejects };
      });
      const payload = { ...summary.counts, refused: summary.refused };
      if (!dryRun) log.info({ payload }, `Machines imported by '${actor.name}'`);
      return summary;
    },
  };
}
