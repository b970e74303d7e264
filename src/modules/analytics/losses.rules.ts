/**
 * What stops cost: downtime × the hourly cost of its machine. Pure.
 *
 * A machine without an hourly cost has time and no money; a sum of money says how much of its time it stands for. Costs
 * are those of today: what a machine cost earlier is not kept.
 */
import { HOUR_MS } from '../../kernel/clock.ts';
import type { Machine } from '../machines/index.ts';
import { type AccountedTime, downtimeMs, type ReasonTime } from './figures.rules.ts';

export interface Loss {
  readonly durationMs: number;
  /** In the factory's currency; null where no machine behind it has an hourly cost. */
  readonly cost: number | null;
  /** What of the time the cost stands for. */
  readonly costedMs: number;
}

export interface ReasonLoss extends Loss, Pick<ReasonTime, 'reason' | 'reasonGroup' | 'stops'> {}

export interface MachineLoss extends Loss {
  readonly machine: Machine;
}

export interface Losses {
  readonly total: Loss;
  /** The longest first. */
  readonly reasons: readonly ReasonLoss[];
  /** In the order that they were asked for. */
  readonly machines: readonly MachineLoss[];
}

/** @param times downtime by reason of each machine */
export function lossesOf(times: readonly { readonly machine: Machine; readonly time: AccountedTime }[]): Losses {
  const reasons = new Map<string, ReasonLoss>();
  const machines = times.map(({ machine, time }) => ({ machine, ...lossOf(machine, downtimeMs(time)) }));
  for (const { machine, time } of times) {
    for (const { reason, reasonGroup, stops, durationMs } of time.reasons) {
      const known = reasons.get(reason);
      const loss = added(known ?? nothing, lossOf(machine, durationMs));
      reasons.set(reason, { reason, reasonGroup, stops: (known?.stops ?? 0) + stops, ...loss });
    }
  }
  return {
    total: machines.reduce<Loss>(added, nothing),
    reasons: [...reasons.values()].sort((a, b) => b.durationMs - a.durationMs || (a.reason < b.reason ? -1 : 1)),
    machines,
  };
}

const nothing: Loss = { durationMs: 0, cost: null, costedMs: 0 };

function lossOf({ hourlyCost }: Machine, durationMs: number): Loss {
  if (hourlyCost === null) return { durationMs, cost: null, costedMs: 0 };
  return { durationMs, cost: (durationMs / HOUR_MS) * hourlyCost, costedMs: durationMs };
}

function added(a: Loss, b: Loss): Loss {
  return {
    durationMs: a.durationMs + b.durationMs,
    cost: a.cost === null ? b.cost : a.cost + (b.cost ?? 0),
    costedMs: a.costedMs + b.costedMs,
  };
}
