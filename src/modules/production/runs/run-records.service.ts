/** Runs that are over already when they are told: forgotten ones, and those of another system. */
import type { Actor } from '../../../kernel/access.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { isAnyOf } from '../../../platform/database/index.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import { type Store, type Transaction, transactOnce } from '../../../platform/outbox/index.ts';
import type { Machines } from '../../machines/index.ts';
import type { Timeline } from '../../timeline/index.ts';
import { runsRecorded } from '../events.ts';
import { productNotFound, runOverlaps } from '../production.refusals.ts';
import type { ProductionTables } from '../tables.ts';
import type { RunReads } from './run-reads.ts';
import { auditOf } from './run-steps.ts';
import { runSumsWithin } from './run-sums.ts';
import { findRunsInWindows, insertRuns, lockProduction } from './runs.repository.ts';
import { requireFitTimes, settledCounts, tidyNote } from './runs.rules.ts';
import { nothingSaid, type PastRun, type Run, type RunView } from './runs.types.ts';

/** Runs in one call: one transaction's worth. */
export const RUNS_PER_CALL_MAX = 500;

export interface RunRecords {
  /**
   * All of them or none.
   * @param reason why they come late; kept in the audit
   * @param key of a request that may be sent again
   * @returns their numbers, in the order of what was given
   * @throws unknown-machine, product-not-found, run-overlap, range-invalid, validation-failed, idempotency-key-reused
   */
  recordRuns(actor: Actor, runs: readonly PastRun[], reason?: string, key?: string): Promise<number[]>;
  /** {@link recordRuns} for one. */
  recordRun(actor: Actor, run: PastRun, reason: string, key?: string): Promise<RunView>;
}

export interface RunRecordDependencies {
  readonly store: Store;
  readonly log: Logger;
  readonly machines: Machines;
  readonly timeline: Timeline;
}

export function createRunRecords(
  { store, log, machines, timeline }: RunRecordDependencies,
  reads: RunReads,
): RunRecords {
  async function recordWithin(tx: Transaction, past: readonly PastRun[], reason: string | null): Promise<number[]> {
    const access = tx.access<ProductionTables>();
    const machineIds = [...new Set(past.map(({ machineId }) => machineId))];
    await timeline.holdMachinesWithin(tx, await idsOf(tx, machineIds));
    await lockProduction(access, tx.engine, machineIds);
    await requireProductsWithin(tx, past);
    for (const { startedAt, endedAt } of past) requireFitTimes(startedAt, endedAt, tx.recordedAt);
    await requireAllFreeWithin(tx, past);
    const sums = await runSumsWithin(tx, timeline, past);
    const runs = await insertRuns(
      access,
      past.map((run, at) => ({
        ...freshOf(tx, run),
        cutCount: sums[at]?.cutCount ?? 0,
        uptimeMs: sums[at]?.uptimeMs ?? 0,
      })),
    );
    for (const run of runs) {
      tx.audit({
        action: 'run.recorded',
        entityType: 'run',
        entityId: run.id,
        after: auditOf(run),
        ...(reason === null ? {} : { reason }),
      });
    }
    for (const [machineId, ofMachine] of Map.groupBy(runs, (run) => run.machineId)) {
      tx.emit(runsRecorded(machineId, ofMachine));
    }
    return runs.map(({ id }) => id);
  }

  /** @throws unknown-machine */
  async function idsOf(tx: Transaction, machineIds: readonly string[]): Promise<string[]> {
    return (await machines.requireMachinesWithin(tx, machineIds)).map(({ id }) => id);
  }

  const records: RunRecords = {
    async recordRuns(actor, runs, reason, key) {
      if (runs.length > RUNS_PER_CALL_MAX) {
        throw new DomainError('validation-failed', `At most ${RUNS_PER_CALL_MAX} runs can be recorded at once.`);
      }
      if (runs.length === 0) return [];
      const { result: ids, isRepeat } = await transactOnce(
        store,
        actor,
        { key, operation: 'run.record', payload: { runs, reason } },
        (tx) => recordWithin(tx, runs, tidyNote(reason)),
      );
      const what = ids.length === 1 ? `Run ${ids[0]} that was over` : `${ids.length} runs that were over`;
      if (!isRepeat)
        log.info({ payload: { runs: ids.length, firstRunId: ids[0] } }, `${what} recorded by '${actor.name}'`);
      return ids;
    },
    async recordRun(actor, run, reason, key) {
      if (tidyNote(reason) === null) {
        throw new DomainError('validation-failed', 'Say why the run comes late: reason is empty.');
      }
      const [id] = await records.recordRuns(actor, [run], reason, key);
      return reads.getRun(id as number);
    },
  };
  return records;
}

/** @throws validation-failed for counts that do not fit together */
function freshOf(tx: Transaction, run: PastRun): Omit<Run, 'id' | 'cutCount' | 'uptimeMs'> {
  const { machineId, productId, startedAt, endedAt, targetQuantity = null, scrapLength = null, note, ...said } = run;
  return {
    ...settledCounts(nothingSaid, said),
    machineId,
    productId,
    targetQuantity,
    startedAt,
    endedAt,
    status: 'COMPLETED',
    scrapLength,
    note: tidyNote(note),
    startedBy: said.startedBy ?? tx.actor.name,
    completedBy: said.completedBy ?? tx.actor.name,
    version: 1,
    createdAt: tx.recordedAt,
    updatedAt: tx.recordedAt,
  };
}

/** @throws product-not-found */
async function requireProductsWithin(tx: Transaction, past: readonly PastRun[]): Promise<void> {
  const wanted = new Set(past.map(({ productId }) => productId));
  const rows = await tx
    .access<ProductionTables>()
    .selectFrom('products')
    .select('id')
    .where(isAnyOf(tx.engine, 'id', [...wanted]))
    .execute();
  for (const { id } of rows) wanted.delete(id);
  for (const id of wanted) throw productNotFound(id);
}

/** @throws run-overlap, also where two of the call overlap */
async function requireAllFreeWithin(tx: Transaction, past: readonly PastRun[]): Promise<void> {
  const windows = past.map(({ machineId, startedAt, endedAt }) => ({ machineId, fromMs: startedAt, toMs: endedAt }));
  const stored = await findRunsInWindows(tx.access<ProductionTables>(), tx.engine, windows);
  const all: (Pick<Run, 'machineId' | 'startedAt' | 'endedAt'> & { id?: number })[] = [...stored, ...past];
  for (const [, ofMachine] of Map.groupBy(all, (run) => run.machineId)) {
    const inOrder = ofMachine.toSorted((a, b) => a.startedAt - b.startedAt);
    for (const [at, run] of inOrder.entries()) {
      const next = inOrder[at + 1];
      if (next === undefined || (run.endedAt ?? Number.POSITIVE_INFINITY) <= next.startedAt) continue;
      // stored ones do not overlap each other: one of the two is new
      throw run.id === undefined ? runOverlaps(run, next) : runOverlaps(next, run);
    }
  }
}
