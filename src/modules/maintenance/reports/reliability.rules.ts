/**
 * Reliability out of faults, as they are reckoned in maintenance (EN 13306, ISO 14224, ISO 22400-2).
 *
 * - A fault is a ticket that no plan opened and that was not cancelled. It belongs to the window in which it began, so
 *   windows that follow each other add up. What of faults are failures, and how long they lasted, is in
 *   `failures.rules.ts`.
 * - MTTR, mean time to restore: Σ (restored − began) / failures restored. Elapsed, with nights and waiting in it.
 * - MTTA, mean time to acknowledge: Σ (first assigned or begun − reported) / faults acknowledged.
 * - MTBF, mean operating time between failures: Σ productive uptime in the window / failures.
 * - First-time fix: faults that are done, were never reopened and have not come back since, of all that are done.
 * - A repeat comes within so many days of the last fault of the same machine and cause. Cause is the failure code, or the
 *   category while nobody has said a code. A further ticket of a failure that was told of is neither a repeat nor a return.
 *
 * What has no base is null, and every figure tells its n.
 */

import { endOf, type Failure, failureOf, ToldFailures } from './failures.rules.ts';
import { faultCauses } from './report-groups.rules.ts';
import type { FaultFact } from './ticket-facts.types.ts';

export interface ReliabilityWindow {
  readonly fromMs: number;
  readonly toMs: number;
  readonly nowMs: number;
  /** Until when a fault that comes again is a repeat. */
  readonly repeatMs: number;
}

/** What is counted of the faults of a group. */
export interface ReliabilityCounts {
  faults: number;
  failures: number;
  restored: number;
  restoreMs: number;
  longestRestoreMs: number;
  acknowledged: number;
  acknowledgeMs: number;
  /** Resolved or closed. */
  done: number;
  fixedFirstTime: number;
  /** Of those: so fresh that they may still come back. */
  provisional: number;
  repeats: number;
}

export const noCounts: Readonly<ReliabilityCounts> = {
  faults: 0,
  failures: 0,
  restored: 0,
  restoreMs: 0,
  longestRestoreMs: 0,
  acknowledged: 0,
  acknowledgeMs: 0,
  done: 0,
  fixedFirstTime: 0,
  provisional: 0,
  repeats: 0,
};

/** A fix that lasts until its fault comes back. */
interface Fix {
  readonly resolvedAt: number;
  readonly counts: ReliabilityCounts;
}

/** One machine and cause. */
interface Course {
  lastBeganAt: number;
  /** Fixes that a coming fault may undo. */
  readonly fixes: Fix[];
}

/** Takes faults in the order in which they began, from `repeatMs` before the window on until {@link isComplete}. */
export class Reliability {
  /** By the names of groups. */
  readonly groups = new Map<string | null, ReliabilityCounts>();
  readonly #window: ReliabilityWindow;
  readonly #groupOf: (fault: FaultFact) => string | null;
  /** By the number of the cause. */
  readonly #courses: Course[] = [];
  readonly #causeOf = faultCauses();
  readonly #told = new ToldFailures();
  /** Until when a fault can undo a fix of the window. */
  #watchedUntil = Number.NEGATIVE_INFINITY;

  constructor(window: ReliabilityWindow, groupOf: (fault: FaultFact) => string | null) {
    this.#window = window;
    this.#groupOf = groupOf;
  }

  /** Whether faults that begin after `beganAt` change nothing any more. */
  isComplete(beganAt: number): boolean {
    return beganAt >= this.#window.toMs && beganAt > this.#watchedUntil;
  }

  add(fault: FaultFact): void {
    const { fromMs, toMs, repeatMs } = this.#window;
    const { beganAt } = fault;
    const cause = this.#causeOf(fault);
    const failure = failureOf(fault);
    const isNew = failure !== null && this.#told.isNew(failure, cause);
    const isAlike = failure !== null && !isNew;
    const known = this.#courses[cause.cause];
    if (known !== undefined && known.fixes.length > 0 && !isAlike) this.#undoFixes(known, beganAt);
    if (beganAt >= toMs) return;
    const isRepeat = known !== undefined && !isAlike && beganAt - known.lastBeganAt <= repeatMs;
    const course = known ?? { lastBeganAt: beganAt, fixes: [] };
    course.lastBeganAt = beganAt;
    this.#courses[cause.cause] = course;
    if (beganAt >= fromMs) this.#count(fault, course, { isRepeat, failure: isNew ? failure : null });
  }

  #undoFixes({ fixes }: Course, beganAt: number): void {
    let kept = 0;
    for (const fix of fixes) {
      if (beganAt < fix.resolvedAt) fixes[kept++] = fix;
      else if (beganAt - fix.resolvedAt <= this.#window.repeatMs) this.#undo(fix);
    }
    fixes.length = kept;
  }

  #undo({ counts, resolvedAt }: Fix): void {
    counts.fixedFirstTime--;
    if (this.#isProvisional(resolvedAt)) counts.provisional--;
  }

  /** @param failure null where it is none, or was told of before */
  #count(fault: FaultFact, course: Course, told: { readonly isRepeat: boolean; readonly failure: Failure | null }) {
    const counts = this.#countsOf(this.#groupOf(fault));
    const { acknowledgedMs, resolvedAt } = fault;
    counts.faults++;
    if (told.isRepeat) counts.repeats++;
    if (acknowledgedMs !== null) {
      counts.acknowledged++;
      counts.acknowledgeMs += acknowledgedMs;
    }
    if (told.failure !== null) {
      counts.failures++;
      const { startMs } = told.failure;
      const endMs = endOf(told.failure, resolvedAt);
      if (endMs !== null) {
        counts.restored++;
        counts.restoreMs += endMs - startMs;
        counts.longestRestoreMs = Math.max(counts.longestRestoreMs, endMs - startMs);
      }
    }
    if (resolvedAt === null) return;
    counts.done++;
    if (fault.reopenedCount > 0) return;
    counts.fixedFirstTime++;
    if (this.#isProvisional(resolvedAt)) counts.provisional++;
    course.fixes.push({ resolvedAt, counts });
    this.#watchedUntil = Math.max(this.#watchedUntil, resolvedAt + this.#window.repeatMs);
  }

  #isProvisional(resolvedAt: number): boolean {
    return resolvedAt + this.#window.repeatMs > this.#window.nowMs;
  }

  #countsOf(group: string | null): ReliabilityCounts {
    let counts = this.groups.get(group);
    if (counts === undefined) this.groups.set(group, (counts = { ...noCounts }));
    return counts;
  }
}

/** The groups of a question add up to its total. */
export function addedCounts(all: Iterable<ReliabilityCounts>): ReliabilityCounts {
  const total = { ...noCounts };
  for (const counts of all) {
    for (const name of Object.keys(total) as (keyof ReliabilityCounts)[]) {
      if (name !== 'longestRestoreMs') total[name] += counts[name];
    }
    total.longestRestoreMs = Math.max(total.longestRestoreMs, counts.longestRestoreMs);
  }
  return total;
}

/** Null without a base. */
export function meanOf(sum: number, n: number): number | null {
  return n === 0 ? null : sum / n;
}

/** Percent; null without a base. */
export function shareOf(part: number, n: number): number | null {
  return n === 0 ? null : (part / n) * 100;
}

/** Null without a failure, and where nothing is known of when the machines ran. */
export function mtbfOf(runMs: number, failures: number): number | null {
  return runMs === 0 ? null : meanOf(runMs, failures);
}
