/**
 * From the statuses that a machine reports to periods of its line of time. Pure.
 *
 * A status lasts until the next one. One that comes late lasts until the next that is known: of the status before, that is
 * the moment at which the machine said it last.
 */
import { DAY_MS } from '../../../kernel/clock.ts';
import { PERIOD_DAYS_MAX, type StatusPeriodInput } from '../../timeline/index.ts';
import { timeOf } from '../signals/order.rules.ts';
import type { StatusLine, StatusPoint } from './statuses.types.ts';

/** What a period says of its time. */
export type Said = Pick<StatusPeriodInput, 'classification' | 'productivity' | 'reasonText'>;

export interface OwnPeriod {
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

export interface TakenStatus {
  readonly line: StatusLine;
  /** As they are to be, known by their start; none where the status goes on. */
  readonly periods: readonly OwnPeriod[];
}

/** @param point no repeat, and no earlier than the latest one */
export function takeStatus(line: StatusLine | undefined, point: StatusPoint): TakenStatus {
  const { status, reason, sourceSequence } = point;
  const atMs = timeOf(point, line);
  const said = saidBy(point);
  const opened = { startMs: atMs, endMs: null, said };
  if (line === undefined) {
    return { line: { status, reason, startedAt: atMs, lastAt: atMs, lastSequence: sourceSequence }, periods: [opened] };
  }
  const { startedAt } = line;
  const before = saidBy(line);
  const seen = { lastAt: atMs, lastSequence: sourceSequence ?? line.lastSequence };
  if (isSame(before, said)) return { line: { ...line, ...seen }, periods: [] };
  const ended = atMs === startedAt ? [] : [{ startMs: startedAt, endMs: withinLimit(startedAt, atMs), said: before }];
  return { line: { status, reason, startedAt: atMs, ...seen }, periods: [...ended, opened] };
}

/** @param points in the open period, and earlier than the latest one; in order */
export function takeLate(line: StatusLine, points: readonly StatusPoint[]): TakenStatus {
  const { startedAt, lastAt } = line;
  const said = saidBy(line);
  const changed = takePast([{ startMs: startedAt, endMs: lastAt, said }], points);
  if (changed.length === 0) return { line, periods: [] };
  return { line: { ...line, startedAt: lastAt }, periods: [...changed, { startMs: lastAt, endMs: null, said }] };
}

/**
 * Points before the open period, in order.
 *
 * @param own the machine's periods around them, by start: from the last that begins at or before the first point to the
 *   first that begins behind the last one
 * @returns those of `own` and those between them that change, as they are to be
 */
export function takePast(own: readonly OwnPeriod[], points: readonly StatusPoint[]): OwnPeriod[] {
  const periods = [...own];
  const changed = new Map<number, OwnPeriod>();
  const put = (at: number, removed: number, period: OwnPeriod) => {
    periods.splice(at, removed, period);
    changed.set(period.startMs, period);
  };
  for (const point of points) {
    const { occurredAt: atMs } = point;
    const said = saidBy(point);
    const nth = periods.findLastIndex(({ startMs }) => startMs <= atMs);
    const around = periods[nth];
    const nextMs = periods[nth + 1]?.startMs ?? atMs;
    const lasts = around !== undefined && (around.endMs ?? Number.POSITIVE_INFINITY) > atMs;
    if (lasts && isSame(around.said, said)) continue;
    const endMs = withinLimit(atMs, (lasts ? around.endMs : undefined) ?? nextMs);
    if (around?.startMs === atMs) {
      put(nth, 1, { startMs: atMs, endMs, said });
      continue;
    }
    if (lasts) put(nth, 1, { ...around, endMs: atMs });
    put(nth + 1, 0, { startMs: atMs, endMs, said });
  }
  return [...changed.values()];
}

/** A longer period is taken for a mistake: what lies behind is not known. */
function withinLimit(startMs: number, endMs: number): number {
  return Math.min(endMs, startMs + PERIOD_DAYS_MAX * DAY_MS);
}
