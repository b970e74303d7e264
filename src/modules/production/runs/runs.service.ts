/**
 * The use cases of runs: started, completed, changed afterwards, and told when they are over already.
 *
 * Each change commits with its event and its audit entry or not at all. Whoever writes a run holds its machine, so of
 * many who start at once one wins, and runs of a machine never overlap.
 */
import type { Actor } from '../../../kernel/access.ts';
import { changedMeanwhile, DomainError } from '../../../kernel/errors.ts';
import { isUniqueViolation } from '../../../platform/database/index.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import { type Store, type Transaction, transactOnce } from '../../../platform/outbox/index.ts';
import type { Machines } from '../../machines/index.ts';
import type { Timeline } from '../../timeline/index.ts';
import { runEvent } from '../events.ts';
import {
  machineRetired,
  productNotFound,
  productRetired,
  runActive,
  runCompleted,
  standing,
} from '../production.refusals.ts';
import { holdProduct } from '../products/products.repository.ts';
import type { ProductionTables } from '../tables.ts';
import type { RunReads } from './run-reads.ts';
import { auditOf, holdRunWithin, requireFreeWithin, stepWithin } from './run-steps.ts';
import { findActiveRuns, findLatestRun, insertRun, lockProduction } from './runs.repository.ts';
import { endOf, requireFitTimes, settledCounts, tidyNote } from './runs.rules.ts';
import {
  type NewRun,
  nothingSaid,
  type Run,
  type RunChanges,
  type RunCompletion,
  type RunCounts,
  type RunView,
} from './runs.types.ts';

export interface RunService {
  /**
   * From now on the machine makes the product.
   * @param key of a request that may be sent again
   * @throws run-active, unknown-machine, machine-retired, product-not-found, product-retired, idempotency-key-reused
   */
  startRun(actor: Actor, run: NewRun, key?: string): Promise<RunView>;
  /**
   * It ends now. Of good, scrap and total two say the third.
   * @throws run-not-found, run-completed, validation-failed, idempotency-key-reused
   */
  completeRun(actor: Actor, id: number, completion: RunCompletion, key?: string): Promise<RunView>;
  /**
   * Writes the given fields and leaves the others. With what is already so nothing happens.
   * @param reason why the past is changed; kept in the audit
   * @param version the one that the caller saw; without it the change is made to whatever is there now
   * @throws run-not-found, product-not-found, run-overlap, range-invalid, version-conflict, validation-failed
   */
  changeRun(actor: Actor, id: number, changes: RunChanges, reason: string, version?: number): Promise<RunView>;
}

export interface RunDependencies {
  readonly store: Store;
  readonly log: Logger;
  readonly machines: Machines;
  readonly timeline: Timeline;
}

export function createRunService({ store, log, machines, timeline }: RunDependencies, reads: RunReads): RunService {
  async function startWithin(
    tx: Transaction,
    { machineId, productId, targetQuantity = null, note }: NewRun,
  ): Promise<number> {
    const access = tx.access<ProductionTables>();
    const machine = await machines.holdMachineWithin(tx, machineId);
    if (machine.retiredAt !== null) throw machineRetired(machine);
    await lockProduction(access, tx.engine, [machineId]);
    const latest = await findLatestRun(access, machineId);
    if (latest?.status === 'ACTIVE') throw runActive(machine.name, latest);
    const product = await holdProduct(access, tx.engine, productId);
    if (product === undefined) throw productNotFound(productId);
    if (product.retiredAt !== null) throw productRetired(product);
    const run = await insertRun(access, {
      ...nothingSaid,
      machineId,
      productId,
      targetQuantity,
      // the clocks of two processes differ a little
      startedAt: Math.max(tx.recordedAt, latest?.endedAt ?? 0),
      endedAt: null,
      status: 'ACTIVE',
      scrapLength: null,
      note: tidyNote(note),
      startedBy: tx.actor.name,
      completedBy: null,
      cutCount: null,
      uptimeMs: null,
      version: 1,
      createdAt: tx.recordedAt,
      updatedAt: tx.recordedAt,
    });
    tx.audit({ action: 'run.started', entityType: 'run', entityId: run.id, after: auditOf(run) });
    tx.emit(runEvent('started', run, product));
    return run.id;
  }

  return {
    async startRun(actor, wanted, key) {
      const request = { key, operation: 'run.start', payload: wanted };
      const { result: id, isRepeat } = await transactOnce(store, actor, request, (tx) => startWithin(tx, wanted)).catch(
        async (error: unknown) => {
          if (!isUniqueViolation(error, 'production_runs_machine_id_unique')) throw error;
          const [active] = await findActiveRuns(store.access(), store.engine, [wanted.machineId]);
          throw active === undefined ? error : runActive(wanted.machineId, active);
        },
      );
      if (!isRepeat)
        log.info({ payload: { runId: id } }, `Run ${id} started on '${wanted.machineId}' by '${actor.name}'`);
      return reads.getRun(id);
    },

    async completeRun(actor, id, completion, key) {
      const { scrapLength, note, ...counts } = completion;
      const { isRepeat } = await transactOnce(
        store,
        actor,
        { key, operation: 'run.complete', payload: { id, ...completion } },
        async (tx) => {
          const before = await holdRunWithin(tx, timeline, id);
          if (before.status === 'COMPLETED') throw runCompleted(before);
          await stepWithin(tx, timeline, before, {
            happened: 'completed',
            fields: {
              // what a supervisor wrote down while it was active stays where nothing else is said
              ...settledCounts(before, said(counts)),
              status: 'COMPLETED',
              endedAt: endOf(before.startedAt, tx.recordedAt),
              completedBy: tx.actor.name,
              ...(scrapLength == null ? {} : { scrapLength }),
              ...(tidyNote(note) === null ? {} : { note: tidyNote(note) }),
            },
          });
          return id;
        },
      );
      if (!isRepeat) log.info({ payload: { runId: id } }, `Run ${id} completed by '${actor.name}'`);
      return reads.getRun(id);
    },

    async changeRun(actor, id, changes, reason, version) {
      const why = tidyNote(reason);
      if (why === null) throw new DomainError('validation-failed', 'Say why the run is changed: reason is empty.');
      const changed = await store.transact(actor, async (tx) => {
        const before = await holdRunWithin(tx, timeline, id);
        if (version !== undefined && version !== before.version) {
          throw changedMeanwhile(`Run ${id}`, before.version, { current: standing(before) });
        }
        const fields = changedFields(before, changes);
        const wanted = { ...before, ...fields };
        if (wanted.startedAt !== before.startedAt || wanted.endedAt !== before.endedAt) {
          requireFitTimes(wanted.startedAt, wanted.endedAt, tx.recordedAt);
          await requireFreeWithin(tx, wanted);
        }
        const after = await stepWithin(tx, timeline, before, { happened: 'changed', fields, reason: why });
        return after !== before;
      });
      if (changed) log.info({ payload: { runId: id } }, `Run ${id} changed by '${actor.name}'`);
      return reads.getRun(id);
    },
  };
}

/** @throws validation-failed */
function changedFields(before: Run, { note, endedAt, ...changes }: RunChanges): Partial<Run> {
  const { goodCount, scrapCount, totalCount, ...rest } = changes;
  if (endedAt !== undefined && before.status === 'ACTIVE') {
    throw new DomainError(
      'validation-failed',
      'The run is still active: complete it first, then its end can be changed.',
      {
        errors: [{ path: 'body.end_time', message: 'must not be given while the run is active' }],
      },
    );
  }
  return {
    ...rest,
    ...settledCounts(before, { ...defined({ goodCount, scrapCount, totalCount }) }),
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(note === undefined ? {} : { note: tidyNote(note) }),
  };
}

/** Without those that are null: when a run is completed they say nothing. */
function said(counts: Partial<RunCounts>): Partial<RunCounts> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count != null));
}

function defined(counts: { readonly [Name in keyof RunCounts]: RunCounts[Name] | undefined }): Partial<RunCounts> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== undefined));
}
