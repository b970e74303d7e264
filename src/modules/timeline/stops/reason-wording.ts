/** From what a person chose, an entry of the catalogue or words of their own, to the text that a period keeps. */
import { DomainError } from '../../../kernel/errors.ts';
import type { Transaction } from '../../../platform/outbox/index.ts';
import type { Category } from '../periods/categories.rules.ts';
import { isAskedFor, saysWhy } from '../reasons/answers.rules.ts';
import { findAliasesOf, findMeaningOfKey, findReason } from '../reasons/reasons.repository.ts';
import { resolveReasonsWithin } from '../reasons/reasons.resolve.ts';
import { normaliseReason, tidyReason } from '../reasons/reasons.rules.ts';
import type { Reason } from '../reasons/reasons.types.ts';
import type { TimelineTables } from '../tables.ts';

/** One of the two. */
export interface ChosenReason {
  readonly reasonId?: number | undefined;
  readonly text?: string | undefined;
}

/**
 * The text, and the entry that it means; made where nobody has used the words before.
 *
 * @param category of the stop
 * @throws unknown-reason, validation-failed for words that give no reason
 */
export async function wordReasonWithin(
  tx: Transaction,
  { reasonId, text = '' }: ChosenReason,
  category: Category,
): Promise<{ readonly text: string; readonly reason: Reason }> {
  const words = reasonId === undefined ? tidyReason(text) : await textMeaning(tx, reasonId);
  const key = normaliseReason(words);
  await resolveReasonsWithin(tx, [words]);
  const reason = await findMeaningOfKey(tx.access<TimelineTables>(), key);
  if (reason === undefined)
    throw new DomainError('limit-reached', 'The catalogue takes no more texts. Choose a reason.');
  if (isAskedFor(key, reason.group, category)) {
    throw new DomainError('validation-failed', `'${words}' gives no reason. Say why the machine stood.`);
  }
  return { text: words, reason };
}

/** Its name where that means it, else another text that does: names and texts can be moved apart. */
async function textMeaning(tx: Transaction, reasonId: number): Promise<string> {
  const access = tx.access<TimelineTables>();
  const reason = await findReason(access, reasonId);
  if (reason === undefined) {
    throw new DomainError('unknown-reason', `There is no reason with the id ${reasonId}. See GET /api/v1/reasons.`);
  }
  const meant = await findMeaningOfKey(access, normaliseReason(reason.name));
  if (meant === undefined || meant.id === reasonId) return reason.name;
  const aliases = await findAliasesOf(access, tx.engine, [reasonId]);
  const other = aliases.find((alias) => saysWhy(normaliseReason(alias.text)));
  if (other !== undefined) return other.text;
  throw new DomainError(
    'unknown-reason',
    `No text means the reason '${reason.name}', and its name means '${meant.name}'. Choose that one, or rename either.`,
  );
}
