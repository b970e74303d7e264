/**
 * Which reason of a stop counts: the source's, or what a person has said in MillDash.
 *
 * A source is read again and again, and says of a stop that nobody has answered there what it said before. So what a
 * person said stays until the source says something new: a text that gives a reason, and another one than it gave when
 * the person spoke. Pure.
 */
import { saysWhy } from '../reasons/answers.rules.ts';
import { normaliseReason } from '../reasons/reasons.rules.ts';
import type { StatusPeriodsTable } from '../tables.ts';

/** The reason of a period as its row has it. */
export interface ReasonStanding {
  /** What counts. */
  readonly text: string | null;
  /** What the source says; null while its word counts. */
  readonly told: string | null;
  /** The revision with which a person said it; null while the source's word counts. */
  readonly explainedIn: number | null;
}

type Explained = Pick<StatusPeriodsTable, 'reason_text' | 'told_reason' | 'explained_in'>;

/** What the source says of the period, whatever a person has said. */
export function toldReasonOf(row: Explained): string | null {
  return row.explained_in === null ? row.reason_text : row.told_reason;
}

export function asTold(text: string | null): ReasonStanding {
  return { text, told: null, explainedIn: null };
}

/**
 * The reason after the source has told of the period once more.
 *
 * @param before as it is stored; absent: the period is new
 * @param told what the source says now
 * @param toldThen what it said when the person spoke whose word counts
 */
export function reasonAfterTold(
  before: Explained | undefined,
  told: string | null,
  toldThen: string | null,
): ReasonStanding {
  if (before === undefined || before.explained_in === null) return asTold(told);
  const key = normaliseReason(told ?? '');
  const known = [toldThen, before.reason_text].map((text) => normaliseReason(text ?? ''));
  if (saysWhy(key) && !known.includes(key)) return asTold(told);
  return { text: before.reason_text, told, explainedIn: before.explained_in };
}
