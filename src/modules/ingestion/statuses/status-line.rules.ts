/**
 * From the statuses that a machine reports to periods of its line of time. Pure.
 *
 * A status lasts until the next one. Points of a machine come in any order where several processes share its messages, or
 * its own connection was lost: what it has said lately is kept point by point, repeats too, so that their order makes no
 * difference. One that comes later than that lasts until the next period that is known.
 */
import { DAY_MS, MINUTE_MS } from '../../../kernel/clock.ts';
import { PERIOD_DAYS_MAX, type StatusPeriodInput } from '../../timeline/index.ts';
import { timeOf } from '../signals/order.rules.ts';
import type { SeenPoint, StatusLine, StatusPoint } from './statuses.types.ts';

/** How long, and how many points of a machine are kept at most. */
const KEPT_MS = 2 * MINUTE_MS;
const KEPT_POINTS = 400;

/** What a period says of its time. */
export type Said = Pick<StatusPeriodInput, 'classification' | 'productivity' | 'reasonText'>;

export interface OwnPeriod {
  readonly id: string;
  readonly startMs: number;
  /** Null while it is open. */
  readonly endMs: number | null;
  readonly said: Said;
}

/** What an idle machine stands for, where it does not say: the catalogue has it among the stops too short for a reason. */
const IDLE = 'Idle';

export function saidBy({ status, reason }: Pick<StatusPoint, 'status' | 'reason'>): Said {
  switch (status) {
    case 'running':
      return { classification: 'UPTIME', productivity: 'productive', reasonText: null };
    case 'idle':
      return { classification: 'DOWNTIME', productivity: 'unproductive', reasonText: reason ?? IDLE };
    case 'planned_stop':
      return { classification: 'DOWNTIME', productivity: 'productive', reasonText: reason };
    case 'stopped':
      // without a reason nobody has judged it
      return { classification: 'DOWNTIME', productivity: reason === null ? null : 'unproductive', reasonText: reason };
    case 'offline':
      return { classification: 'OFFLINE', productivity: null, reasonText: reason };
  }
}

function isSame(one: Said, other: Said): boolean {
  return (
    one.classification === other.classification &&
    one.productivity === other.productivity &&
    one.reasonText === other.reasonText
  );
}

/** Where a point belongs in time; before what is kept it is one of the past. */
export function isOfPast(line: StatusLine, atMs: number): boolean {
  return atMs < (line.seen[0] as SeenPoint).at;
}

/**
 * @param point none of the past
 * @returns the same line where it says nothing new
 */
export function takePoint(line: StatusLine | undefined, point: StatusPoint, heardAt: number): StatusLine {
  const { status, reason, sourceSequence } = point;
  const at = timeOf(point, line);
  const fresh: SeenPoint = { at, status, reason, heardAt, period: null, named: 0 };
  if (line === undefined) return { seen: [begun(fresh)], lastAt: at, lastSequence: sourceSequence };
  const isNewest = at >= line.lastAt;
  const lastSequence = (isNewest ? sourceSequence : null) ?? line.lastSequence;
  const seen = put(line.seen, fresh);
  if (seen === line.seen && lastSequence === line.lastSequence) return line;
  return { seen, lastSequence, lastAt: isNewest ? at : line.lastAt };
}

/** A period begins where a point says something else than the one before it. */
function put(seen: readonly SeenPoint[], fresh: SeenPoint): readonly SeenPoint[] {
  const nth = seen.findLastIndex(({ at }) => at <= fresh.at);
  const known = seen[nth] as SeenPoint;
  const isRepeated = saysTheSame(known, fresh);
  if (known.at === fresh.at) {
    if (isRepeated) return seen;
    // of two at one time the one that came later counts
    const { status, reason, heardAt } = fresh;
    const changed = { ...known, status, reason, heardAt };
    return beginNext(seen.with(nth, changed.period === null ? begun(changed) : changed), nth);
  }
  if (isRepeated) return seen.toSpliced(nth + 1, 0, fresh);
  const next = seen[nth + 1];
  if (next !== undefined && next.period !== null && saysTheSame(next, fresh)) {
    // the period that began with the next one has begun earlier
    return seen.toSpliced(nth + 1, 1, { ...fresh, period: next.period }, { ...next, period: null });
  }
  return beginNext(seen.toSpliced(nth + 1, 0, begun(fresh)), nth + 1);
}

/** What comes behind the point said the same as what was before it, and does so no more. */
function beginNext(seen: readonly SeenPoint[], nth: number): readonly SeenPoint[] {
  const next = seen[nth + 1];
  return next === undefined || next.period !== null ? seen : seen.with(nth + 1, begun(next));
}

function begun(point: SeenPoint): SeenPoint {
  const { at, named } = point;
  return { ...point, period: named === 0 ? String(at) : `${at}.${named}`, named: named + 1 };
}

function saysTheSame(one: SeenPoint, other: SeenPoint): boolean {
  return isSame(saidBy(one), saidBy(other));
}

/** By start; the last one is open. */
export function periodsOf(machineId: string, { seen }: StatusLine): OwnPeriod[] {
  const begins = seen.filter(({ period }) => period !== null);
  return begins.map((point, nth) => {
    const nextAt = begins[nth + 1]?.at;
    return {
      id: periodId(machineId, point.period as string),
      startMs: point.at,
      endMs: nextAt === undefined ? null : withinLimit(point.at, nextAt),
      said: saidBy(point),
    };
  });
}

/** Those of a line that are other than they were. */
export function changedPeriods(before: readonly OwnPeriod[], after: readonly OwnPeriod[]): OwnPeriod[] {
  const known = new Map(before.map((period) => [period.id, period]));
  return after.filter((period) => {
    const old = known.get(period.id);
    return (
      old === undefined ||
      old.startMs !== period.startMs ||
      old.endMs !== period.endMs ||
      !isSame(old.said, period.said)
    );
  });
}

/** Without the points that nothing can come between any more. */
export function forgetOld(line: StatusLine, nowMs: number): StatusLine {
  const { seen } = line;
  const heard = seen.findIndex(({ heardAt }) => heardAt >= nowMs - KEPT_MS);
  const from = Math.max(heard === -1 ? seen.length - 1 : heard, seen.length - KEPT_POINTS);
  const begin = seen.slice(0, from + 1).findLastIndex(({ period }) => period !== null);
  const left = [seen[begin] as SeenPoint, ...seen.slice(Math.max(from, begin + 1))];
  return left.length === seen.length ? line : { ...line, seen: left };
}

function periodId(machineId: string, name: string): string {
  return `status:${machineId}:${name}`;
}

/**
 * Points of the past, in order.
 *
 * @param own the machine's periods around them, by start: from the last that begins at or before the first point to the
 *   first that begins behind the last one
 * @returns those of `own` and those between them that change, as they are to be
 */
export function takePast(own: readonly OwnPeriod[], points: readonly StatusPoint[]): OwnPeriod[] {
  const periods = [...own];
  const changed = new Map<number, OwnPeriod>();
  const replace = (at: number, removed: number, period: OwnPeriod) => {
    periods.splice(at, removed, period);
    changed.set(period.startMs, period);
  };
  for (const point of points) {
    const { machineId, occurredAt: atMs } = point;
    const said = saidBy(point);
    const nth = periods.findLastIndex(({ startMs }) => startMs <= atMs);
    const around = periods[nth];
    const nextMs = periods[nth + 1]?.startMs ?? atMs;
    const lasts = around !== undefined && (around.endMs ?? Number.POSITIVE_INFINITY) > atMs;
    if (lasts && isSame(around.said, said)) continue;
    const endMs = withinLimit(atMs, (lasts ? around.endMs : undefined) ?? nextMs);
    if (around?.startMs === atMs) {
      replace(nth, 1, { ...around, endMs, said });
      continue;
    }
    if (lasts) replace(nth, 1, { ...around, endMs: atMs });
    replace(nth + 1, 0, { id: periodId(machineId, String(atMs)), startMs: atMs, endMs, said });
  }
  return [...changed.values()];
}

/** A longer period is taken for a mistake: what lies behind is not known. */
function withinLimit(startMs: number, endMs: number): number {
  return Math.min(endMs, startMs + PERIOD_DAYS_MAX * DAY_MS);
}
