/** The figures made of accounted time. Ratios are ratios of sums; without a base they are null, never 0. Pure. */
import { Category, isDowntime, type Reason, type Sums } from '../timeline/index.ts';

/** What a window was spent on, in ms. The six categories add up to the window. */
export interface AccountedTime {
  readonly windowMs: number;
  readonly productiveUptimeMs: number;
  readonly productiveDowntimeMs: number;
  readonly unproductiveDowntimeMs: number;
  readonly unclassifiedDowntimeMs: number;
  readonly offlineMs: number;
  readonly noDataMs: number;
  /** Downtime by reason, the longest first; empty where reasons were not asked for. */
  readonly reasons: readonly ReasonTime[];
}

export interface ReasonTime {
  readonly reason: string;
  readonly reasonGroup: Reason['group'];
  readonly durationMs: number;
  /** Stops that began in the window. */
  readonly stops: number;
}

export type NamedReason = Pick<Reason, 'name' | 'group'>;

/** @throws Error for an alias that is not among them: whoever read them must read them after what names the alias */
export function reasonOf<Of extends NamedReason>(reasonsByAlias: ReadonlyMap<number, Of>, aliasId: number): Of {
  const reason = reasonsByAlias.get(aliasId);
  if (reason === undefined) throw new Error(`The catalogue has no reason for the alias ${aliasId}.`);
  return reason;
}

/**
 * @param reasonsByAlias undefined where `sums` are not by reason
 * @throws Error for an alias without a reason
 */
export function toAccountedTime(
  windowMs: number,
  sums: Pick<Sums, 'entries' | 'totalMs'>,
  reasonsByAlias: ReadonlyMap<number, NamedReason> | undefined,
): AccountedTime {
  const byCategory = { 0: 0, 1: 0, 2: 0, 3: 0, 4: 0 };
  const byReason = new Map<string, { reasonGroup: Reason['group']; durationMs: number; stops: number }>();
  for (const sum of sums.entries()) {
    byCategory[sum.category] += sum.durationMs;
    if (reasonsByAlias === undefined || !isDowntime(sum.category)) continue;
    const { name, group } = reasonOf(reasonsByAlias, sum.aliasId);
    const time = byReason.get(name);
    if (time === undefined) byReason.set(name, { reasonGroup: group, durationMs: sum.durationMs, stops: sum.stops });
    else {
      time.durationMs += sum.durationMs;
      time.stops += sum.stops;
    }
  }
  return {
    windowMs,
    productiveUptimeMs: byCategory[Category.productiveUptime],
    productiveDowntimeMs: byCategory[Category.productiveDowntime],
    unproductiveDowntimeMs: byCategory[Category.unproductiveDowntime],
    unclassifiedDowntimeMs: byCategory[Category.unclassifiedDowntime],
    offlineMs: byCategory[Category.offline],
    noDataMs: windowMs - sums.totalMs(),
    reasons: Array.from(byReason, ([reason, time]) => ({ reason, ...time })).sort(
      (a, b) => b.durationMs - a.durationMs || (a.reason < b.reason ? -1 : 1),
    ),
  };
}

export function downtimeMs(time: AccountedTime): number {
  return time.productiveDowntimeMs + time.unproductiveDowntimeMs + time.unclassifiedDowntimeMs;
}

/** Time in which the machine was meant to run: uptime and the three downtimes. */
export function plannedMs(time: AccountedTime): number {
  return time.productiveUptimeMs + downtimeMs(time);
}

/** Availability, which is utilisation too: productive uptime of planned time, in percent. */
export function availability(time: AccountedTime): number | null {
  return percent(time.productiveUptimeMs, plannedMs(time));
}

/** Share of the window of which anything is known, in percent. */
export function coverage(time: AccountedTime): number | null {
  return percent(time.windowMs - time.noDataMs, time.windowMs);
}

/** Four decimals. */
export function percent(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 1_000_000) / 10_000;
}

export interface ParetoRow extends ReasonTime {
  /** Percent of all downtime. */
  readonly share: number | null;
  /** Percent of all downtime of this row and those before it. */
  readonly cumulativeShare: number | null;
}

export function paretoOf(time: AccountedTime): ParetoRow[] {
  const totalMs = downtimeMs(time);
  let reachedMs = 0;
  return time.reasons.map((row) => {
    reachedMs += row.durationMs;
    return { ...row, share: percent(row.durationMs, totalMs), cumulativeShare: percent(reachedMs, totalMs) };
  });
}

/** The time of several together: the groups of a question add up to its total. */
export function addedUp(times: readonly AccountedTime[]): AccountedTime {
  const reasons = new Map<string, AccountedTime['reasons'][number]>();
  const total = {
    windowMs: 0,
    productiveUptimeMs: 0,
    productiveDowntimeMs: 0,
    unproductiveDowntimeMs: 0,
    unclassifiedDowntimeMs: 0,
    offlineMs: 0,
    noDataMs: 0,
  };
  const members = Object.keys(total) as (keyof typeof total)[];
  for (const time of times) {
    for (const member of members) total[member] += time[member];
    for (const row of time.reasons) {
      const known = reasons.get(row.reason);
      const durationMs = (known?.durationMs ?? 0) + row.durationMs;
      reasons.set(row.reason, { ...row, durationMs, stops: (known?.stops ?? 0) + row.stops });
    }
  }
  return {
    ...total,
    reasons: [...reasons.values()].sort((a, b) => b.durationMs - a.durationMs || (a.reason < b.reason ? -1 : 1)),
  };
}
