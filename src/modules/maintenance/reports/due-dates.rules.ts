/**
 * Whether faults were resolved by their due date.
 *
 * SLA hit rate: faults resolved by their due date / faults resolved that have one. A fault is a ticket that no plan opened
 * and that was not cancelled; plans have their compliance. The due date stands while a ticket is on hold.
 */
import type { DueFact } from './ticket-facts.types.ts';

export interface DueCounts {
  /** Resolved or closed, with a due date. */
  done: number;
  inTime: number;
  /** By which those that were not in time were late. */
  lateMs: number;
  /** Not done although the due date has passed. */
  overdue: number;
  /** Without a due date, done or not. */
  withoutDue: number;
}

export function noDues(): DueCounts {
  return { done: 0, inTime: 0, lateMs: 0, overdue: 0, withoutDue: 0 };
}

export function addDue(counts: DueCounts, { dueAt, resolvedAt }: DueFact, nowMs: number): void {
  if (dueAt === null) counts.withoutDue++;
  else if (resolvedAt === null) counts.overdue += dueAt < nowMs ? 1 : 0;
  else {
    counts.done++;
    if (resolvedAt <= dueAt) counts.inTime++;
    else counts.lateMs += resolvedAt - dueAt;
  }
}
