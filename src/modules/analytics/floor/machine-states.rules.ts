/**
 * What a machine does now, out of everything that is known of it. Pure.
 *
 * Status periods come first: they are the machine's own word, and the last one stands for {@link SILENCE_MS} when nothing
 * newer has come. Where there is none, cuts, people's tickets, the shift and the active run say what they can, in this
 * order. A further source of signs is a further member of {@link MachineSigns} and a further line of the rules.
 */
import { MINUTE_MS } from '../../../kernel/clock.ts';
import { Category, isDowntime, type StandingPeriod } from '../../timeline/index.ts';
import type { NamedReason } from '../figures.rules.ts';

export const machineStatuses = [
  'running',
  'idle',
  'down_planned',
  'down_unplanned',
  'off_shift',
  'offline',
  'no_data',
] as const;
export type MachineStatus = (typeof machineStatuses)[number];

/** How long after its end the last report still stands, and how recent a cut must be to show that a machine runs. */
export const SILENCE_MS = 10 * MINUTE_MS;

/** What a period says of its machine. */
interface KindOfPeriod {
  readonly category: Category;
  readonly reason: Pick<NamedReason, 'group'>;
}

/** As the catalogue names it; no name where nobody gave a reason. */
interface StandingReason extends Pick<NamedReason, 'group'> {
  readonly name: NamedReason['name'] | null;
}

export type NamedStanding = Pick<StandingPeriod, 'startMs' | 'endMs' | 'category'> & {
  readonly reason: StandingReason;
};

export interface MachineSigns {
  readonly nowMs: number;
  /** The status period that the instant belongs to. */
  readonly current: NamedStanding | undefined;
  /** The last one that began. */
  readonly last: NamedStanding | undefined;
  /** The shift instance that the instant lies in; its code is null for time in no shift. */
  readonly shift: { readonly shift: string | null; readonly startMs: number };
  readonly lastCutAtMs: number | null;
  /** Since when a ticket that is not done says that the machine is down. */
  readonly downSinceMs: number | null;
  /** Beginning of the active run. */
  readonly runStartedAtMs: number | null;
}

export interface MachineState {
  readonly status: MachineStatus;
  /** Null where it cannot be told. */
  readonly sinceMs: number | null;
  /** Of a stop and of offline time, as the catalogue names it; null where none is known. */
  readonly reason: string | null;
}

type Standings = Pick<MachineSigns, 'current' | 'last'>;

/**
 * What a source has not ended goes on by itself, also when nobody has heard of the source any more. After so long that no
 * report stands it ends where the source was heard of last.
 *
 * @param knownUntilMs until when what is stored is what the source said; undefined where that is not known
 */
export function asFarAsKnown({ current, last }: Standings, knownUntilMs: number | undefined, nowMs: number): Standings {
  if (knownUntilMs === undefined || nowMs - knownUntilMs < SILENCE_MS) return { current, last };
  return {
    current: current === undefined || goesOn(current) ? undefined : current,
    last: last === undefined || !goesOn(last) ? last : { ...last, endMs: Math.max(last.startMs, knownUntilMs) },
  };
}

function goesOn({ endMs }: NamedStanding): boolean {
  return endMs === Number.POSITIVE_INFINITY;
}

export function stateOf(signs: MachineSigns): MachineState {
  return bySigns(signs) ?? byShift(signs) ?? bySilence(signs);
}

/** Whether nothing but the clock says so: what is still on its way may say otherwise. */
export function restsOnSilence(signs: MachineSigns): boolean {
  return bySigns(signs) === undefined;
}

function bySigns(signs: MachineSigns): MachineState | undefined {
  return byPeriod(signs) ?? byCuts(signs) ?? byTickets(signs);
}

/** It runs by its periods, or has cut lately, whatever they say. */
export function isActive(signs: MachineSigns, { status }: MachineState): boolean {
  return status === 'running' || hasCutLately(signs);
}

function byPeriod(signs: MachineSigns): MachineState | undefined {
  const period = signs.current ?? lastIfItStands(signs);
  if (period === undefined) return undefined;
  const { reason, startMs } = period;
  const kind = kindOf(period);
  if (kind === 'running') return { status: 'running', sinceMs: startMs, reason: null };
  if (kind === 'away') {
    // what cuts is there, whatever was said when its connection broke
    if (hasCutLately(signs) && (signs.lastCutAtMs ?? 0) > startMs) return undefined;
    return { status: signs.shift.shift === null ? 'off_shift' : 'offline', sinceMs: startMs, reason: reason.name };
  }
  const status = kind;
  const { downSinceMs } = signs;
  // a person who saw it knows more than the kind of its stop does
  if (status !== 'down_unplanned' && downSinceMs !== null) {
    return { status: 'down_unplanned', sinceMs: downSinceMs, reason: reason.name };
  }
  return { status, sinceMs: startMs, reason: reason.name };
}

/** A cut that came after the last period ended is newer than it. */
function lastIfItStands({ last, nowMs, lastCutAtMs }: MachineSigns): NamedStanding | undefined {
  if (last === undefined || nowMs - last.endMs >= SILENCE_MS) return undefined;
  return lastCutAtMs !== null && lastCutAtMs >= last.endMs ? undefined : last;
}

type PeriodKind = Extract<MachineStatus, 'running' | 'idle' | 'down_planned' | 'down_unplanned'> | 'away';

function kindOf({ category, reason: { group } }: KindOfPeriod): PeriodKind {
  if (category === Category.productiveUptime) return 'running';
  if (!isDowntime(category)) return 'away';
  if (group === 'micro') return 'idle';
  return category === Category.productiveDowntime || group === 'planned' ? 'down_planned' : 'down_unplanned';
}

/**
 * Since when a machine does what it does now, where it did so at `keptMs` too: after the last piece in between that was of
 * another kind. A reason that becomes known later makes a period of its own, and the stop is the same.
 *
 * @param line what its periods say of the time since then, up to where the present one began
 */
export function beginningOf(state: MachineState, line: readonly PieceOfTime[], keptMs: number): number {
  const kind = state.status === 'offline' || state.status === 'off_shift' ? 'away' : state.status;
  return line.findLast((piece) => kindOf(piece) !== kind)?.endMs ?? keptMs;
}

type PieceOfTime = KindOfPeriod & { readonly endMs: number };

function byCuts(signs: MachineSigns): MachineState | undefined {
  const { lastCutAtMs, downSinceMs } = signs;
  if (!hasCutLately(signs)) return undefined;
  if (downSinceMs !== null && lastCutAtMs !== null && downSinceMs >= lastCutAtMs) return undefined;
  return { status: 'running', sinceMs: null, reason: null };
}

function hasCutLately({ lastCutAtMs, nowMs }: MachineSigns): boolean {
  return lastCutAtMs !== null && nowMs - lastCutAtMs < SILENCE_MS;
}

function byTickets({ downSinceMs }: MachineSigns): MachineState | undefined {
  return downSinceMs === null ? undefined : { status: 'down_unplanned', sinceMs: downSinceMs, reason: null };
}

function byShift({ shift }: MachineSigns): MachineState | undefined {
  return shift.shift === null ? { status: 'off_shift', sinceMs: shift.startMs, reason: null } : undefined;
}

/** In shift, and nothing is reported: idle where somebody makes something on it or it has cut in this shift. */
function bySilence({ shift, lastCutAtMs, runStartedAtMs, last }: MachineSigns): MachineState {
  const known = [lastCutAtMs, last?.endMs ?? null, runStartedAtMs].filter((atMs) => atMs !== null);
  const isExpected = runStartedAtMs !== null || (lastCutAtMs !== null && lastCutAtMs >= shift.startMs);
  return {
    status: isExpected ? 'idle' : 'no_data',
    sinceMs: known.length === 0 ? null : Math.max(...known),
    reason: null,
  };
}
