/**
 * Puts a batch of signals where they belong, in one transaction: good points into production, refused ones to their
 * signal, for whoever keeps dead letters.
 */

import { DAY_MS } from '../../../kernel/clock.ts';
import { formatInstant } from '../../../kernel/instant.ts';
import type { TableAccess } from '../../../platform/database/index.ts';
import { rememberedUntil, type Store, type Transaction } from '../../../platform/outbox/index.ts';
import { SETTING_TOPIC, type SettingsReader } from '../../../platform/settings/index.ts';
import type { Machines } from '../../machines/index.ts';
import { findCutFault, type NewCut, type Production } from '../../production/index.ts';
import type { RefusedSignal } from '../dead-letters/dead-letters.types.ts';
import { type ClockPolicy, judgeClock } from './clock.rules.ts';
import { signalClock, signalPastDays } from './signals.settings.ts';
import type { Signal } from './signals.types.ts';

/** What a batch is judged by, read before its transaction. */
export interface SignalPolicy {
  readonly clock: ClockPolicy;
  readonly machineIds: ReadonlySet<string>;
}

export interface StoredSignals {
  readonly stored: number;
  readonly repeated: number;
  readonly clamped: number;
  /** What was refused of each signal, in their order. */
  readonly refused: readonly (readonly RefusedSignal[])[];
}

export interface SignalStore {
  readPolicy(nowMs: number): Promise<SignalPolicy>;
  storeWithin(tx: Transaction, signals: readonly Signal[], policy: SignalPolicy): Promise<StoredSignals>;
}

export interface SignalStoreDependencies {
  readonly store: Store;
  readonly settings: SettingsReader;
  readonly machines: Pick<Machines, 'requireMachines'>;
  readonly production: Pick<Production, 'recordCutsWithin' | 'cutFutureMs'>;
}

export function createSignalStore({ store, settings, machines, production }: SignalStoreDependencies): SignalStore {
  const remembered = rememberedUntil(['machine', SETTING_TOPIC], async (_access: TableAccess<unknown>) => {
    const { wrong, pastDays } = await settings.valuesOf({ wrong: signalClock, pastDays: signalPastDays });
    const machineIds = new Set((await machines.requireMachines()).map(({ id }) => id));
    return { wrong, pastMs: pastDays * DAY_MS, futureMs: await production.cutFutureMs(), machineIds };
  });

  return {
    async readPolicy(nowMs) {
      const { wrong, pastMs, futureMs, machineIds } = await remembered(store.access());
      return { clock: { wrong, earliestMs: nowMs - pastMs, latestMs: nowMs + futureMs }, machineIds };
    },

    async storeWithin(tx, signals, policy) {
      const bySource = new Map<string, NewCut[]>();
      const refused: RefusedSignal[][] = [];
      let clamped = 0;
      for (const signal of signals) {
        const ofSignal = [...signal.refused];
        const cuts = bySource.get(signal.source) ?? [];
        for (const cut of signal.cuts) {
          const judged = judge(cut, signal, policy);
          if ('reason' in judged) ofSignal.push(judged);
          else {
            cuts.push(judged);
            if (judged.occurredAt !== cut.occurredAt) clamped++;
          }
        }
        bySource.set(signal.source, cuts);
        refused.push(ofSignal);
      }
      let [stored, repeated] = [0, 0];
      for (const [source, cuts] of bySource) {
        if (cuts.length === 0) continue;
        for (const number of await production.recordCutsWithin(tx, cuts, source)) {
          if (number === null) repeated++;
          else stored++;
        }
      }
      return { stored, repeated, clamped, refused };
    },
  };
}

function judge(cut: NewCut, signal: Signal, { clock, machineIds }: SignalPolicy): NewCut | RefusedSignal {
  const refuse = (reason: RefusedSignal['reason'], detail: string): RefusedSignal => ({
    reason,
    detail,
    payload: signal.cuts.length === 1 ? signal.payload : Buffer.from(JSON.stringify(cutToPayload(cut))),
  });
  if (!machineIds.has(cut.machineId)) return refuse('machine-unknown', `There is no machine '${cut.machineId}'.`);
  const judged = judgeClock(cut.occurredAt, signal.receivedAt, clock);
  if ('fault' in judged) return refuse('clock-wrong', judged.fault);
  const settled = judged.isClamped ? { ...cut, occurredAt: judged.occurredAt } : cut;
  const fault = findCutFault(settled, Number.POSITIVE_INFINITY);
  return fault === undefined ? settled : refuse('payload-invalid', `${fault.field} ${fault.reason}.`);
}

/** As the machine could have sent it alone. */
function cutToPayload(cut: NewCut): Record<string, unknown> {
  return {
    machine_id: cut.machineId,
    timestamp_utc: formatInstant(cut.occurredAt),
    cut_count: cut.count,
    source_id: cut.sourceId ?? null,
    source_sequence: cut.sourceSequence ?? null,
  };
}
