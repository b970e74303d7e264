/**
 * Since when machines do what they do, where the present period began later than they were seen doing so: a stop whose
 * reason became known on the way is the same stop. What lies between says whether it is.
 */
import { DAY_MS, MINUTE_MS } from '../../../kernel/clock.ts';
import type { Timeline } from '../../timeline/index.ts';
import { beginningOf, type MachineSigns, stateOf } from '../floor/machine-states.rules.ts';
import { isBegunAnew, type KeptState } from './state-changes.rules.ts';

/** Further back what was kept is believed. */
const LOOK_BACK_MS = DAY_MS;
/** So soon an edit of what lies between is noticed. */
const KNOWN_MS = MINUTE_MS;

interface KnownBeginning {
  readonly keptMs: number;
  readonly periodMs: number;
  readonly readAtMs: number;
  readonly beginningMs: number;
}

/** @returns of those machines of which it has to be looked up, when they began */
export type FindBeginnings = (
  signs: ReadonlyMap<string, MachineSigns>,
  kept: ReadonlyMap<string, KeptState>,
) => Promise<ReadonlyMap<string, number>>;

export function createBeginnings(timeline: Pick<Timeline, 'snapshot'>): FindBeginnings {
  let known: ReadonlyMap<string, KnownBeginning> = new Map();

  return async (signs, kept) => {
    const found = new Map<string, KnownBeginning>();
    for (const [id, ofMachine] of signs) {
      const state = stateOf(ofMachine);
      const before = kept.get(id);
      if (!isBegunAnew(state, before) || state.sinceMs === null) continue;
      const { nowMs } = ofMachine;
      const [keptMs, periodMs] = [before.sinceMs, state.sinceMs];
      const last = known.get(id);
      if (last?.keptMs === keptMs && last.periodMs === periodMs && Math.abs(nowMs - last.readAtMs) < KNOWN_MS) {
        found.set(id, last);
        continue;
      }
      const fromMs = Math.min(Math.max(keptMs, nowMs - LOOK_BACK_MS), periodMs);
      const line = await timeline.snapshot((reads) => reads.readLine(id, fromMs, periodMs));
      found.set(id, { keptMs, periodMs, readAtMs: nowMs, beginningMs: beginningOf(state, line, keptMs) });
    }
    known = found;
    return new Map(Array.from(found, ([id, { beginningMs }]) => [id, beginningMs]));
  };
}
