/**
 * What is known of machines, gathered for the rules that say what they do: some statements for all machines together,
 * none of which scans history. Whoever tells what machines do gathers it here.
 */
import type { KnownUntil, Tickets } from '../../maintenance/index.ts';
import type { Production } from '../../production/index.ts';
import type { Standing, Timeline, TimelineReads } from '../../timeline/index.ts';
import { reasonOf } from '../figures.rules.ts';
import { asFarAsKnown, type MachineSigns, type NamedStanding } from './machine-states.rules.ts';

/** How a machine stands by its periods and its calendar, with what its stops are called. */
export interface NamedMachineStanding {
  readonly standing: Standing;
  readonly current: NamedStanding | undefined;
  readonly last: NamedStanding | undefined;
}

/** What is known beside that, by machine; of most there is nothing. */
export interface OtherSigns {
  readonly lastCuts: ReadonlyMap<string, number>;
  readonly runsSince: ReadonlyMap<string, number>;
  readonly downSince: ReadonlyMap<string, number>;
}

export interface SignSources {
  readonly timeline: Pick<Timeline, 'snapshot'>;
  readonly production: Pick<Production, 'activeSince' | 'lastCuts'>;
  readonly tickets: Pick<Tickets, 'downSince'>;
  readonly knownUntil: KnownUntil;
}

/** In the order of the machines. @param known until when their sources have been heard of, as far as that is known */
export async function readNamedStandings(
  reads: Pick<TimelineReads, 'listStandings' | 'reasonsByAlias'>,
  machineIds: readonly string[],
  atMs: number,
  known: ReadonlyMap<string, number>,
): Promise<NamedMachineStanding[]> {
  const standings = await reads.listStandings(machineIds, atMs);
  const reasons = await reads.reasonsByAlias();
  const named = (period: Standing['last']): NamedStanding | undefined => {
    if (period === undefined) return undefined;
    const { name, group, isGiven } = reasonOf(reasons, period.aliasId);
    return { ...period, reason: { name: isGiven ? name : null, group } };
  };
  return standings.map((standing) => ({
    standing,
    ...asFarAsKnown(
      { current: named(standing.current), last: named(standing.last) },
      known.get(standing.machineId),
      atMs,
    ),
  }));
}

export function signsOf(
  { standing: { machineId, shift }, current, last }: NamedMachineStanding,
  { lastCuts, runsSince, downSince }: OtherSigns,
  nowMs: number,
): MachineSigns {
  return {
    nowMs,
    current,
    last,
    shift,
    lastCutAtMs: lastCuts.get(machineId) ?? null,
    downSinceMs: downSince.get(machineId) ?? null,
    runStartedAtMs: runsSince.get(machineId) ?? null,
  };
}

/** Of each of the machines. */
export async function readSigns(
  { timeline, production, tickets, knownUntil }: SignSources,
  machineIds: readonly string[],
  atMs: number,
): Promise<ReadonlyMap<string, MachineSigns>> {
  const known = await knownUntil();
  const standings = await timeline.snapshot((reads) => readNamedStandings(reads, machineIds, atMs, known));
  const others: OtherSigns = {
    lastCuts: await production.lastCuts(),
    runsSince: await production.activeSince(),
    downSince: await tickets.downSince(),
  };
  return new Map(standings.map((one) => [one.standing.machineId, signsOf(one, others, atMs)]));
}
