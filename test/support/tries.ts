/** How often a property test tries that builds a world for each try. */
import fc from 'fast-check';

const LONG_TIER = 10;

/** So many tries in the gate, ten times as many in the long tier, whose other property tests name no number. */
export function tries(usual: number): number {
  return fc.readConfigureGlobal()?.numRuns === undefined ? usual : usual * LONG_TIER;
}
