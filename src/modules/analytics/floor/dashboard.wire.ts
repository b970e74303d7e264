/** The floor on the wire: milliseconds become seconds, instants RFC 3339, names snake_case. */
import type { Static } from 'typebox';
import { formatPosition } from '../../../kernel/event-positions.ts';
import { formatInstant, formatOptionalInstant, toSeconds } from '../../../kernel/instant.ts';
import type { HelpCall } from '../../maintenance/index.ts';
import { producedOf, progressOf, type RunView } from '../../production/index.ts';
import { toCategorySeconds, toOeeFigures } from '../analytics.wire.ts';
import { summedOee } from '../oee.rules.ts';
import type { dashboardAnswer } from './dashboard.schemas.ts';
import type { Floor, FloorMachine } from './floor.types.ts';
import type { FloorOee } from './floor-oee.ts';
import { cutsPerHour, floorTotals, ticketTotals } from './floor-totals.rules.ts';
import { mostUrgentFirst } from './urgency.rules.ts';

type Answer = Static<typeof dashboardAnswer>;

/** @param shown of the floor's machines */
export function toDashboard(floor: Floor, shown: readonly FloorMachine[], oee: FloorOee): Answer {
  const totals = floorTotals(shown);
  return {
    generated_at: formatInstant(floor.asOfMs),
    after: formatPosition(floor.position.epoch, floor.position.sequence),
    factory: {
      tickets_open: ticketTotals(floor.machines.flatMap(({ tickets }) => tickets)).pending,
      tickets_overdue: floor.ticketsOverdue,
      help_calls: floor.machines.reduce((sum, { helpCalls }) => sum + helpCalls.length, 0),
      low_stock: floor.lowStock,
    },
    totals: {
      machines: totals.machines,
      active: totals.active,
      by_status: { ...totals.byStatus },
      active_runs: totals.activeRuns,
      cuts_today: totals.cuts,
      unanswered_stops: shown.reduce((sum, { unansweredStops }) => sum + unansweredStops, 0),
      current_shift: toCategorySeconds(totals.shiftTime),
      today: toCategorySeconds(totals.dayTime),
      oee: toOeeFigures(summedOee(shown.flatMap(({ machine }) => oee(machine.id) ?? []))),
    },
    attention: mostUrgentFirst(shown).map(({ machine }) => machine.id),
    machines: shown.map((one) => toMachine(one, floor.asOfMs, oee)),
  };
}

function toMachine(one: FloorMachine, asOfMs: number, oee: FloorOee): Answer['machines'][number] {
  const { machine, state, shift } = one;
  const figures = oee(machine.id);
  const tickets = ticketTotals(one.tickets);
  return {
    machine_id: machine.id,
    machine_name: machine.name,
    places: one.places.map(({ id, name, level }) => ({ id, name, level })),
    criticality: machine.criticality,
    status: state.status,
    since: formatOptionalInstant(state.sinceMs),
    reason: state.reason,
    active: one.active,
    shift: {
      code: shift.shift,
      start_time: formatInstant(shift.startMs),
      end_time: formatInstant(shift.endMs),
      production_day: shift.productionDay,
    },
    current_shift: toCategorySeconds(one.shiftTime),
    today: toCategorySeconds(one.dayTime),
    oee: {
      oee: figures?.oee ?? null,
      availability: figures?.availability ?? null,
      partial_oee: figures?.partialOee ?? null,
      performance: figures?.performance ?? null,
      quality: figures?.quality ?? null,
      target_oee: machine.targetOee,
    },
    cuts_today: one.cuts.cuts,
    cuts_per_hour: cutsPerHour(one),
    last_cut: formatOptionalInstant(one.lastCutAtMs),
    active_run: one.run === undefined ? null : toActiveRun(one.run, asOfMs),
    tickets: {
      open: tickets.pending,
      highest_priority: tickets.highestPriority,
      down_since: formatOptionalInstant(one.downSinceMs),
    },
    unanswered_stops: one.unansweredStops,
    help_calls: one.helpCalls.map(toHelpCall),
  };
}

function toHelpCall({ id, kind, text, calledAt, calledBy, answered }: HelpCall) {
  return {
    id,
    kind,
    text,
    called_at: formatInstant(calledAt),
    called_by: calledBy.name,
    answered_at: formatOptionalInstant(answered?.at ?? null),
    answered_by: answered?.by.name ?? null,
  };
}

function toActiveRun(run: RunView, asOfMs: number): NonNullable<Answer['machines'][number]['active_run']> {
  return {
    id: run.id,
    product_id: run.productId,
    product_name: run.product.name,
    product_code: run.product.code,
    start_time: formatInstant(run.startedAt),
    elapsed_seconds: toSeconds(Math.max(0, asOfMs - run.startedAt)),
    cut_count: run.cutCount,
    target_quantity: run.targetQuantity,
    produced_count: producedOf(run),
    progress: progressOf(run),
    started_by: run.startedBy,
  };
}
