/** How machines stand, and what this shift and this production day were spent on: all of one state of the data. */
import type { Timeline, TimelineReads } from '../../timeline/index.ts';
import { type AccountedTime, addedUp, toAccountedTime } from '../figures.rules.ts';
import { type NamedMachineStanding, readNamedStandings } from './machine-signs.ts';

export interface MachineTimes extends NamedMachineStanding {
  readonly shiftTime: AccountedTime;
  readonly dayTime: AccountedTime;
}

/**
 * By machine. Statements for all machines whose day and shift began together, never one a machine.
 *
 * @param known until when their sources have been heard of, as far as that is known
 */
export function readFloorTimes(
  timeline: Timeline,
  machineIds: readonly string[],
  asOfMs: number,
  known: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<string, MachineTimes>> {
  return timeline.snapshot(async (reads) => {
    const standings = await readNamedStandings(reads, machineIds, asOfMs, known);
    const times = new Map<string, MachineTimes>();
    const keyOf = ({ standing: { dayStartMs, shift } }: NamedMachineStanding) => `${dayStartMs} ${shift.startMs}`;
    for (const alike of Map.groupBy(standings, keyOf).values()) {
      const [first] = alike;
      if (first === undefined) continue;
      const { dayStartMs, shift } = first.standing;
      const ids = alike.map(({ standing }) => standing.machineId);
      const shiftTimes = await accountMachines(reads, ids, shift.startMs, asOfMs);
      // the day before the shift comes from sums alone
      const earlier = await accountMachines(reads, ids, dayStartMs, shift.startMs);
      for (const one of alike) {
        const { machineId } = one.standing;
        const shiftTime = shiftTimes(machineId);
        times.set(machineId, { ...one, shiftTime, dayTime: addedUp([earlier(machineId), shiftTime]) });
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
