/** What the long tier tries that the gate tries a part of. */
import fc from 'fast-check';

const LONG_TIER = 10;
const isLongTier = fc.readConfigureGlobal()?.numRuns !== undefined;

/**
 * How often a property test tries that builds a world for each try: so many in the gate, ten times as many in the long
 * tier, whose other property tests name no number.
 */
export function tries(usual: number): number {
  return isLongTier ? usual * LONG_TIER : usual;
}

/**
 * The part of `cases` that this one of `of` looks at: in the gate each case is looked at once, by turns; in the long tier
 * every one looks at all.
 */
export function shareOf<Case>(cases: readonly Case[], which: number, of: number): readonly Case[] {
  return isLongTier ? cases : cases.filter((_, at) => at % of === which);
}
