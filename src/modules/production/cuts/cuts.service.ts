/**
 * Recording cuts.
 *
 * Cuts, their sums per quarter-hour, what runs and machines keep of them, and the events of a call commit together or not
 * at all. A repeat changes nothing: a cut is known by the id or the sequence of its source. One that has neither is
 * always new.
 */
import type { Actor } from '../../../kernel/access.ts';
import { type Clock, SECOND_MS } from '../../../kernel/clock.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { onceWithin, type Store, type Transaction } from '../../../platform/outbox/index.ts';
import type { SettingsReader } from '../../../platform/settings/index.ts';
import type { Machines } from '../../machines/index.ts';
import { cutsRecorded } from '../events.ts';
import { findRunsInWindows, lockProduction } from '../runs/runs.repository.ts';
import type { ProductionTables } from '../tables.ts';
import { addToCutSums, addToRuns, insertCuts, noteLastCuts } from './cuts.repository.ts';
import { CUTS_PER_CALL_MAX, type CutFault, findCutFault, quarterSums, rangeOf, wireNameOf } from './cuts.rules.ts';
import { cutFutureSeconds } from './cuts.settings.ts';
import type { NewCut, RecordedCuts } from './cuts.types.ts';

export interface CutService {
  /**
   * All of them or none; repeats are no fault.
   * @param source kind and name of what reports them; absent: whoever acts
   * @param key of a request that may be sent again
   * @throws unknown-machine, validation-failed (ask {@link findCutFault} first to know which), idempotency-key-reused
   */
  recordCuts(actor: Actor, cuts: readonly NewCut[], source?: string, key?: string): Promise<RecordedCuts>;
  /**
   * For who receives them by the batch, in a transaction of theirs: repeats are no fault.
   * @param cuts without fault, of machines that there are
   */
  recordCutsWithin(tx: Transaction, cuts: readonly NewCut[], source: string): Promise<RecordedCuts>;
  /** How far the clock of a source may be ahead. */
  cutFutureMs(): Promise<number>;
  /** Why the cut would be refused now; undefined for a good one. Does not look for its machine. */
  findCutFault(cut: NewCut): Promise<CutFault | undefined>;
}

export interface CutDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly machines: Machines;
  readonly settings: SettingsReader;
}

export function createCutService({ store, clock, machines, settings }: CutDependencies): CutService {
  const cutFutureMs = async () => (await settings.valueOf(cutFutureSeconds)) * SECOND_MS;
  const latest = async () => clock.now() + (await cutFutureMs());

  async function recordWithin(tx: Transaction, cuts: readonly NewCut[], source: string): Promise<RecordedCuts> {
    const access = tx.access<ProductionTables>();
    const machineIds = [...new Set(cuts.map(({ machineId }) => machineId))];
    // SQLite has one writer, whose turn it is anyhow
    if (tx.engine !== 'sqlite') await lockProduction(access, tx.engine, machineIds);
    const numbers = await insertCuts(access, tx.engine, cuts, source, tx.recordedAt);
    const fresh = cuts.filter((_, at) => numbers[at] !== null);
    if (fresh.length === 0) return numbers;
    await addToCutSums(access, tx.engine, quarterSums(fresh));
    const byMachine = Map.groupBy(fresh, ({ machineId }) => machineId);
    await followWithin(tx, byMachine);
    for (const [machineId, ofMachine] of byMachine) {
      const offered = cuts.filter((cut) => cut.machineId === machineId).length;
      const event = cutsRecorded(machineId, ofMachine, offered - ofMachine.length, source);
      tx.emit(event);
      // programs report by the thousand: their cuts say themselves when and by what they were recorded
      if (tx.actor.kind !== 'user') continue;
      tx.audit({ action: 'cuts.recorded', entityType: 'machine', entityId: machineId, after: event.data });
    }
    return numbers;
  }

  return {
    recordCutsWithin: recordWithin,
    cutFutureMs,
    findCutFault: async (cut) => findCutFault(cut, await latest()),

    async recordCuts(actor, cuts, source = `${actor.kind}:${actor.name}`, key) {
      if (cuts.length > CUTS_PER_CALL_MAX) {
        throw new DomainError('validation-failed', `At most ${CUTS_PER_CALL_MAX} cuts can be recorded at once.`);
      }
      if (cuts.length === 0) return [];
      const latestMs = await latest();
      for (const [at, cut] of cuts.entries()) {
        const fault = findCutFault(cut, latestMs);
        if (fault !== undefined) throw refusal(cut, at, fault, cuts.length);
      }
      return store.transact(actor, (tx) =>
        onceWithin(tx, { key, operation: 'cuts.record', payload: { cuts, source } }, async () => {
          await machines.requireMachinesWithin(tx, [...new Set(cuts.map(({ machineId }) => machineId))]);
          return recordWithin(tx, cuts, source);
        }),
      );
    },
  };
}

/** Brings along what machines and runs that are over keep of their cuts. */
async function followWithin(tx: Transaction, byMachine: ReadonlyMap<string, readonly NewCut[]>): Promise<void> {
  const access = tx.access<ProductionTables>();
  const ranges = Array.from(byMachine, ([machineId, cuts]) => ({ machineId, ...rangeOf(cuts) }));
  const lastCuts = ranges.map(({ machineId, lastMs }) => ({ machine_id: machineId, last_cut_at: lastMs }));
  await noteLastCuts(access, tx.engine, lastCuts);
  const windows = ranges.map(({ machineId, firstMs, lastMs }) => ({ machineId, fromMs: firstMs, toMs: lastMs + 1 }));
  const runs = await findRunsInWindows(access, tx.engine, windows);
  const additions = runs.flatMap(({ id, machineId, startedAt, endedAt }) => {
    if (endedAt === null) return [];
    let cuts = 0;
    for (const { occurredAt, count } of byMachine.get(machineId) ?? []) {
      if (occurredAt >= startedAt && occurredAt < endedAt) cuts += count;
    }
    return cuts === 0 ? [] : [{ id, cuts }];
  });
  if (additions.length > 0) await addToRuns(access, tx.engine, additions);
}

function refusal(cut: NewCut, at: number, { field, reason }: CutFault, among: number): DomainError {
  const name = wireNameOf(field);
  const which = among === 1 ? '' : `Cut ${at + 1} of ${among}, `;
  const path = among === 1 ? `body.${name}` : `body.${at}.${name}`;
  return new DomainError('validation-failed', `${which}machine '${cut.machineId}': ${name} ${reason}.`, {
    errors: [{ path, message: reason }],
  });
}
