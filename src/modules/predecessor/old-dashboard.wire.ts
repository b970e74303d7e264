/** The factory floor in the shapes of the old dashboard's cards, where a number is needed even without data. */
import type { Static } from 'typebox';
import { formatInstant, formatOptionalInstant } from '../../kernel/instant.ts';
import {
  availability,
  cutsPerHour,
  type Floor,
  type FloorMachine,
  floorTotals,
  type MachineStatus,
  ticketTotals,
} from '../analytics/index.ts';
import type { Machine } from '../machines/index.ts';
import type { TicketCount } from '../maintenance/index.ts';
import type * as schemas from './old-dashboard.schemas.ts';

const oldStatusOf = {
  running: 'running',
  idle: 'idle',
  down_planned: 'maintenance',
  down_unplanned: 'down',
  off_shift: 'idle',
  offline: 'idle',
  no_data: 'warning',
} as const satisfies Record<MachineStatus, (typeof schemas.oldMachineStatuses)[number]>;

export function oldStatus({ state }: FloorMachine) {
  return oldStatusOf[state.status];
}

export function toOldMachineSummary(machines: readonly FloorMachine[]): Static<typeof schemas.oldMachineSummary> {
  return machines.map((one) => {
    const { machine, cuts } = one;
    const utilization = availability(one.dayTime);
    const tickets = ticketTotals(one.tickets);
    return {
      machine_id: machine.id,
      name: machine.name,
      machine_name: machine.name,
      status: oldStatus(one),
      utilization: fraction(utilization),
      assumed: utilization === null ? ['utilization'] : [],
      last_activity: formatOptionalInstant(one.lastReportAtMs),
      is_active: one.active,
      today_cuts: cuts.cuts,
      today_events: cuts.events,
      cut_frequency: cutsPerHour(one) ?? 0,
      open_tickets: tickets.open,
      total_tickets: tickets.total,
    };
  });
}

export function toOldQuickStats(floor: Floor): Static<typeof schemas.oldQuickStats> {
  const { fleet, utilization } = toFleet(floor);
  return {
    ...fleet,
    avg_utilization: fraction(utilization),
    machine_utilization: oneDecimal(utilization ?? 0),
    assumed: utilization === null ? ['avg_utilization', 'machine_utilization'] : [],
  };
}

export function toOldRealTimeMetrics(floor: Floor): Static<typeof schemas.oldRealTimeMetrics> {
  const { fleet, utilization } = toFleet(floor);
  return {
    ...fleet,
    overall_utilization: oneDecimal(utilization ?? 0),
    assumed: utilization === null ? ['overall_utilization'] : [],
    last_updated: formatInstant(floor.asOfMs),
  };
}

/** Tickets count whatever became of their machine. */
function toFleet({ machines }: Floor) {
  const totals = floorTotals(machines.filter(({ machine }) => machine.retiredAt === null));
  const tickets = ticketTotals(machines.flatMap((one) => one.tickets));
  const fleet = {
    total_machines: totals.machines,
    active_machines: totals.active,
    today_total_cuts: totals.cuts,
    open_tickets: tickets.open,
    high_priority_tickets: tickets.highOpen,
  };
  return { fleet, utilization: availability(totals.dayTime) };
}

export function toOldMaintenanceOverview(
  machines: readonly Machine[],
  counts: readonly TicketCount[],
): Static<typeof schemas.oldMaintenanceOverview> {
  const ids = new Set(machines.map(({ id }) => id));
  const asked = counts.filter(({ machineId }) => ids.has(machineId));
  const byMachine = Map.groupBy(asked, ({ machineId }) => machineId);
  const breakdown = machines.map(({ id }) => [id, toTicketFigures(byMachine.get(id) ?? [])] as const);
  return {
    overall_stats: { ...toTicketFigures(asked), resolved_tickets: ticketTotals(asked).resolved },
    machine_breakdown: Object.fromEntries(breakdown),
  };
}

function toTicketFigures(counts: readonly TicketCount[]) {
  const { total, open, highOpen } = ticketTotals(counts);
  return { total_tickets: total, open_tickets: open, high_priority_open: highOpen };
}

export function toOldProductionMetrics(
  { asOfMs }: Floor,
  machines: readonly FloorMachine[],
): Static<typeof schemas.oldProductionMetrics> {
  const { cuts, activeRuns } = floorTotals(machines);
  return {
    total_cuts: cuts,
    active_runs: activeRuns,
    machines: machines.map((one) => ({
      machine_id: one.machine.id,
      machine_name: one.machine.name,
      total_cuts: one.cuts.cuts,
      cut_frequency: cutsPerHour(one) ?? 0,
      last_cut: formatOptionalInstant(one.lastCutAtMs),
      run_id: one.run?.id ?? null,
      product_name: one.run?.product.name ?? null,
      run_start_time: formatOptionalInstant(one.run?.startedAt ?? null),
      run_cuts: one.run?.cutCount ?? null,
    })),
    last_updated: formatInstant(asOfMs),
  };
}

/** Of a percentage: 0 to 1 with four decimals. */
function fraction(percent: number | null): number {
  return Math.round((percent ?? 0) * 100) / 10_000;
}

function oneDecimal(value: number): number {
  return Math.round(value * 10) / 10;
}
