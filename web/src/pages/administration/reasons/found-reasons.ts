/** Reasons as they are looked through: by group, in the order that reports have them. */
import { type Reason, type ReasonGroup, reasonGroups } from './reason.ts';

interface ReasonsOfGroup {
  readonly group: ReasonGroup;
  readonly reasons: readonly Reason[];
}

/** @param text part of the name, or of a text of a source that means it; case does not matter */
export function foundReasons(
  reasons: readonly Reason[],
  text: string,
  group: string | undefined,
): readonly ReasonsOfGroup[] {
  const sought = text.trim().toLocaleLowerCase();
  const has = (each: string) => each.toLocaleLowerCase().includes(sought);
  return reasonGroups
    .filter((each) => group === undefined || each === group)
    .map((each) => ({
      group: each,
      reasons: reasons.filter(
        (reason) => reason.group === each && (has(reason.name) || reason.aliases.some((alias) => has(alias.text))),
      ),
    }))
    .filter((each) => each.reasons.length > 0);
}
