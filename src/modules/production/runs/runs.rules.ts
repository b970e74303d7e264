/** Pure decisions on runs: which counts fit together, which times can be, and what was produced. */
import { isAhead } from '../../../kernel/clock.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { formatInstant } from '../../../kernel/instant.ts';
import type { Run, RunCounts } from './runs.types.ts';

/** Instants before it are clocks that were never set. */
const EARLIEST_MS = Date.UTC(2000, 0, 1);

const names = ['goodCount', 'scrapCount', 'totalCount'] as const;
type CountName = (typeof names)[number];

/**
 * The counts after some are given: of good, scrap and total two say the third.
 *
 * What is not given stays, and where it no longer fits it follows: scrap that is found late makes fewer good ones of the
 * same total.
 *
 * @throws validation-failed for counts that do not fit together
 */
export function settledCounts(before: RunCounts, given: Partial<RunCounts>): RunCounts {
  const counts: Record<CountName, number | null> = {
    goodCount: before.goodCount,
    scrapCount: before.scrapCount,
    totalCount: before.totalCount,
  };
  for (const name of names) if (given[name] !== undefined) counts[name] = given[name];
  const follows = names.find(
    (name) => given[name] == null && names.every((other) => other === name || counts[other] !== null),
  );
  if (follows !== undefined) counts[follows] = third(follows, counts);
  requireFitting(counts);
  return counts;
}

/** @param counts in which both others are known */
function third(name: CountName, { goodCount, scrapCount, totalCount }: RunCounts): number {
  if (name === 'totalCount') return (goodCount ?? 0) + (scrapCount ?? 0);
  return (totalCount ?? 0) - ((name === 'goodCount' ? scrapCount : goodCount) ?? 0);
}

function requireFitting({ goodCount, scrapCount, totalCount }: RunCounts): void {
  const more = (name: string, part: number) =>
    new DomainError(
      'validation-failed',
      `${part} ${name} of ${totalCount} produced: there cannot be more than were produced.`,
      {
        errors: [{ path: 'body.total_count', message: `must be at least ${part}` }],
      },
    );
  if (totalCount === null) return;
  if (scrapCount !== null && scrapCount > totalCount) throw more('scrap', scrapCount);
  if (goodCount !== null && goodCount > totalCount) throw more('good', goodCount);
  if (goodCount === null || scrapCount === null || goodCount + scrapCount === totalCount) return;
  throw new DomainError(
    'validation-failed',
    `${goodCount} good and ${scrapCount} scrap make ${goodCount + scrapCount}, not ${totalCount}. Give two of the three; the third follows.`,
    { errors: [{ path: 'body.total_count', message: `must be ${goodCount + scrapCount}` }] },
  );
}

/** @throws validation-failed for the future and times before clocks were set, range-invalid for an end before its start */
export function requireFitTimes(startedAt: number, endedAt: number | null, nowMs: number): void {
  for (const [name, instantMs] of [
    ['start_time', startedAt],
    ['end_time', endedAt],
  ] as const) {
    if (instantMs === null || (instantMs >= EARLIEST_MS && !isAhead(instantMs, nowMs))) continue;
    const wrong = isAhead(instantMs, nowMs) ? 'lies in the future' : 'lies before the year 2000';
    throw new DomainError('validation-failed', `${name} ${wrong}: ${formatInstant(instantMs)}.`, {
      errors: [{ path: `body.${name}`, message: wrong }],
    });
  }
  if (endedAt !== null && endedAt <= startedAt) {
    throw new DomainError('range-invalid', 'end_time must lie after start_time: a run lasts some time.');
  }
}

/** When a run that is completed now ended: it lasts a millisecond at least, whatever the clocks of two processes say. */
export function endOf(startedAt: number, nowMs: number): number {
  return Math.max(nowMs, startedAt + 1);
}

/**
 * Pieces that a run made: what people recorded, else what was counted. Null where neither is known, and where fewer were
 * counted than were scrapped, for then the counter missed some.
 */
export function producedOf({ totalCount, scrapCount, cutCount }: Pick<Run, 'totalCount' | 'scrapCount' | 'cutCount'>) {
  if (totalCount !== null) return totalCount;
  if (cutCount === null || cutCount === 0) return null;
  return cutCount < (scrapCount ?? 0) ? null : cutCount;
}

/** Percent of what a run is to make that it has made, above 100 too; null without a target or anything made. */
export function progressOf(run: Pick<Run, 'targetQuantity' | 'totalCount' | 'scrapCount' | 'cutCount'>): number | null {
  const produced = producedOf(run);
  if (run.targetQuantity === null || produced === null) return null;
  return Math.round((produced / run.targetQuantity) * 1_000_000) / 10_000;
}

/** Null where nothing is said. */
export function tidyNote(note: string | null | undefined): string | null {
  return note?.trim() || null;
}
