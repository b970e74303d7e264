/** How machines stand, and what this shift and this production day were spent on: all of one state of the data. */
import type { Standing, Timeline, TimelineReads } from '../../timeline/index.ts';
import { type AccountedTime, addedUp, reasonOf, toAccountedTime } from '../figures.rules.ts';
import type { NamedStanding } from './machine-states.rules.ts';

export interface MachineTimes {
  readonly standing: Standing;
  readonly current: NamedStanding | undefined;
  readonly last: NamedStanding | undefined;
  readonly shiftTime: AccountedTime;
  readonly dayTime: AccountedTime;
}

/** By machine. Statements for all machines whose day and shift began together, never one a machine. */
export function readFloorTimes(
  timeline: Timeline,
  machineIds: readonly string[],
  asOfMs: number,
): Promise<ReadonlyMap<string, MachineTimes>> {
  return timeline.snapshot(async (reads) => {
    const standings = await reads.listStandings(machineIds, asOfMs);
    const reasons = await reads.reasonsByAlias();
    const named = (period: Standing['last']): NamedStanding | undefined =>
      period && { ...period, reason: reasonOf(reasons, period.aliasId) };
    const times = new Map<string, MachineTimes>();
    for (const alike of Map.groupBy(standings, ({ dayStartMs, shift }) => `${dayStartMs} ${shift.startMs}`).values()) {
      const [first] = alike;
      if (first === undefined) continue;
      const ids = alike.map(({ machineId }) => machineId);
      const shiftTimes = await accountMachines(reads, ids, first.shift.startMs, asOfMs);
      // the day before the shift comes from sums alone
      const earlier = await accountMachines(reads, ids, first.dayStartMs, first.shift.startMs);
      for (const standing of alike) {
        const { machineId, current, last } = standing;
        const shiftTime = shiftTimes(machineId);
        const dayTime = addedUp([earlier(machineId), shiftTime]);
        times.set(machineId, { standing, current: named(current), last: named(last), shiftTime, dayTime });
      }
    }
    return times;
  });
}

async function accountMachines(
  reads: Pick<TimelineReads, 'account'>,
  machineIds: readonly string[],
  fromMs: number,
  toMs: number,
): Promise<(machineId: string) => AccountedTime> {
  if (fromMs >= toMs) return () => addedUp([]);
  const { groups } = await reads.account({ fromMs, toMs, machineIds, groupBy: 'machine', withReasons: false });
  return (machineId) => {
    const group = groups.get(machineId);
    return group === undefined ? addedUp([]) : toAccountedTime(group.windowMs, group.sums, undefined);
  };
}
