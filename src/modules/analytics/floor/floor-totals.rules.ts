/** What machines come to together. Pure. */
import type { TicketCount } from '../../maintenance/index.ts';
import { type AccountedTime, addedUp } from '../figures.rules.ts';
import type { FloorMachine } from './floor.types.ts';
import { type MachineStatus, machineStatuses } from './machine-states.rules.ts';

export interface TicketTotals {
  readonly total: number;
  /** In the state Open: nobody has begun. */
  readonly open: number;
  /** Of these, those of high or critical priority. */
  readonly highOpen: number;
  /** Open, in progress or on hold: somebody still has to do something. */
  readonly pending: number;
  /** Resolved or closed. */
  readonly resolved: number;
  /** Of those that are pending; null where none is. */
  readonly highestPriority: TicketCount['priority'] | null;
}

/** From the least to the greatest. */
const priorities: readonly TicketCount['priority'][] = ['Low', 'Medium', 'High', 'Critical'];

export function ticketTotals(counts: readonly TicketCount[]): TicketTotals {
  const sumOf = (wanted: (row: TicketCount) => boolean) =>
    counts.reduce((sum, row) => sum + (wanted(row) ? row.count : 0), 0);
  const isPending = ({ status }: TicketCount) => status === 'Open' || status === 'In Progress' || status === 'On Hold';
  const pending = new Set(counts.filter(isPending).map(({ priority }) => priority));
  return {
    total: sumOf(() => true),
    open: sumOf(({ status }) => status === 'Open'),
    highOpen: sumOf(({ status, priority }) => status === 'Open' && (priority === 'High' || priority === 'Critical')),
    pending: sumOf(isPending),
    resolved: sumOf(({ status }) => status === 'Resolved' || status === 'Closed'),
    highestPriority: priorities.findLast((priority) => pending.has(priority)) ?? null,
  };
}

export interface FloorTotals {
  readonly machines: number;
  readonly active: number;
  readonly byStatus: Readonly<Record<MachineStatus, number>>;
  /** On their production days so far. */
  readonly cuts: number;
  readonly dayTime: AccountedTime;
  readonly shiftTime: AccountedTime;
  readonly activeRuns: number;
  readonly tickets: TicketTotals;
}

export function floorTotals(machines: readonly FloorMachine[]): FloorTotals {
  const byStatus = Object.fromEntries(machineStatuses.map((status) => [status, 0])) as Record<MachineStatus, number>;
  for (const { state } of machines) byStatus[state.status] += 1;
  return {
    machines: machines.length,
    active: machines.filter(({ active }) => active).length,
    byStatus,
    cuts: machines.reduce((sum, { cuts }) => sum + cuts.cuts, 0),
    dayTime: addedUp(machines.map(({ dayTime }) => dayTime)),
    shiftTime: addedUp(machines.map(({ shiftTime }) => shiftTime)),
    activeRuns: machines.filter(({ run }) => run !== undefined).length,
    tickets: ticketTotals(machines.flatMap(({ tickets }) => tickets)),
  };
}

/** Cuts an hour between the first and the last report of the day; null where there is no time between them. */
export function cutsPerHour({ cuts }: FloorMachine): number | null {
  const { firstAt, lastAt } = cuts;
  if (firstAt === null || lastAt === null || firstAt === lastAt) return null;
  return Math.round((cuts.cuts / (lastAt - firstAt)) * 3_600_000 * 100) / 100;
}
