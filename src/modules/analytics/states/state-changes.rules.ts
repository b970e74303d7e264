/** What of the machines' states has changed since it was last kept, and which of it is news. Pure. */
import { type MachineSigns, type MachineState, restsOnSilence, stateOf } from '../floor/machine-states.rules.ts';

/** As it is in the table. */
export interface KeptState extends MachineState {
  /** When the machine got the status. */
  readonly changedAtMs: number;
  /** 1, and one more for each change. */
  readonly version: number;
}

export interface StateChange {
  readonly machineId: string;
  /** Undefined for a machine of which nothing was kept. */
  readonly before: KeptState | undefined;
  readonly after: KeptState;
  /** It has another status, which is told; else only since when or why is known better. */
  readonly isNews: boolean;
}

/**
 * @param isGrace whether what was sent while nobody received may still be on its way: then what silence alone says is not
 *   believed yet, and what is kept stays
 * @param beginnings of machines that {@link isBegunAnew}
 */
export function findStateChanges(
  signs: ReadonlyMap<string, MachineSigns>,
  kept: ReadonlyMap<string, KeptState>,
  isGrace: boolean,
  beginnings: ReadonlyMap<string, number> = new Map(),
): StateChange[] {
  const changes: StateChange[] = [];
  for (const [machineId, ofMachine] of signs) {
    const before = kept.get(machineId);
    const state = withKeptSince(stateOf(ofMachine), before, beginnings.get(machineId));
    if (before !== undefined && isSame(before, state)) continue;
    if (isGrace && restsOnSilence(ofMachine)) continue;
    const isOther = before?.status !== state.status;
    const changedAtMs = isOther || before === undefined ? changedAt(ofMachine, state, before) : before.changedAtMs;
    const sinceMs = state.sinceMs ?? (state.status === 'running' ? changedAtMs : null);
    const after = { ...state, sinceMs, changedAtMs, version: (before?.version ?? 0) + 1 };
    // a machine of which nobody knows anything yet is no news
    const isNews = isOther && !(before === undefined && state.status === 'no_data');
    changes.push({ machineId, before, after, isNews });
  }
  return changes;
}

/**
 * Cuts alone do not say since when a machine runs, and a period only since when it does so for its reason: whoever saw it
 * begin knows.
 *
 * @param beginningMs what was found to be the beginning; default: as it was kept
 */
export function withKeptSince(
  state: MachineState,
  kept: KeptState | undefined,
  beginningMs = kept?.sinceMs ?? null,
): MachineState {
  if (kept?.status !== state.status) return state;
  if (state.sinceMs !== null && (beginningMs === null || beginningMs >= state.sinceMs)) return state;
  return { ...state, sinceMs: beginningMs };
}

/** Whether a machine is said to do since later what it was seen doing before: somebody has to look what lies between. */
export function isBegunAnew(state: MachineState, kept: KeptState | undefined): kept is KeptState & { sinceMs: number } {
  if (kept?.status !== state.status || kept.sinceMs === null || state.sinceMs === null) return false;
  return kept.sinceMs < state.sinceMs;
}

function isSame(one: MachineState, other: MachineState): boolean {
  return one.status === other.status && one.sinceMs === other.sinceMs && one.reason === other.reason;
}

/** Since when, or the cut that shows it, where that is no earlier than the status before; else now. */
function changedAt(signs: MachineSigns, { sinceMs, status }: MachineState, before: KeptState | undefined): number {
  const saidMs = sinceMs ?? (status === 'running' ? signs.lastCutAtMs : null);
  const isPlausible = saidMs !== null && saidMs <= signs.nowMs && saidMs >= (before?.changedAtMs ?? saidMs);
  return isPlausible ? saidMs : signs.nowMs;
}
