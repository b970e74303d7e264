/** Whether anybody has said why a machine stands, and whether somebody should be asked. Pure. */
import { Category } from '../periods/categories.rules.ts';
import type { ReasonGroup } from './reasons.rules.ts';

/** What sources write of short stops, for which nobody has to say anything. */
const NONE_REQUIRED = 'no reason required';

/** Normalised texts of sources that ask for a reason: see "No reason provided" in FourJaw's pages. */
export const askingKeys: readonly string[] = ['', 'no reason given', 'no reason provided'];

/** Groups that nobody has chosen for such a text: in another one the factory has said what it means. */
export const unsortedGroups: readonly ReasonGroup[] = ['other', 'micro'];

/** Whether a text gives a reason at all. @param key normalised */
export function saysWhy(key: string): boolean {
  return key !== NONE_REQUIRED && !askingKeys.includes(key);
}

/**
 * Whether somebody, or the source, has said why the machine stands. A machine that says no more than that its stop
 * belongs to production has said enough.
 *
 * @param key the normalised text
 * @param group of the catalogue's entry that it means
 */
export function isAnswered(key: string, group: ReasonGroup, category: Category): boolean {
  if (key === '' && category === Category.productiveDowntime) return true;
  return saysWhy(key) || !unsortedGroups.includes(group);
}

/** Whether somebody should be asked for the reason of a stop. Parameters as of {@link isAnswered}. */
export function isAskedFor(key: string, group: ReasonGroup, category: Category): boolean {
  return key !== NONE_REQUIRED && !isAnswered(key, group, category);
}
