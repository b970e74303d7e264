/**
 * What a report says of a shift, asked of the rooms that know it: nothing is reckoned here that they do not reckon.
 *
 * Figures of one machine and of all come out of the same answers, so they agree. What nothing is known of is null.
 */
import { formatInstant, formatOptionalInstant, toSeconds } from '../../kernel/instant.ts';
import { type Analytics, downtimeMs, type MeasuredTime, paretoOf, toCategorySeconds } from '../analytics/index.ts';
import type { Machines } from '../machines/index.ts';
import type { Maintenance, TicketFlow } from '../maintenance/index.ts';
import type { Production } from '../production/index.ts';
import type { LongStop, Timeline } from '../timeline/index.ts';
import type { Content, Summary, WorkedShift } from './shift-reports.types.ts';
import { findTakenParts, type TakenPart, type TakenPartSources } from './taken-parts.ts';
import { findUnansweredStops } from './unanswered-stops.ts';

export interface ReportSources extends TakenPartSources {
  readonly analytics: Pick<Analytics, 'oee'>;
  readonly machines: Pick<Machines, 'requireMachines'>;
  readonly production: Pick<Production, 'sumCuts' | 'lastCuts' | 'measuredRuns'>;
  readonly timeline: Pick<Timeline, 'listLongStops' | 'reasonsByAlias'>;
  readonly reports: Pick<Maintenance['reports'], 'ticketFlows'>;
}

const LOSSES_MAX = 5;
const NUMBERS_MAX = 50;
const PARTS_MAX = 50;
const STOPS_MAX = 10;

type Section = Content['total'];

/** @throws unknown-machine for one that is not there any more */
export async function readContent(sources: ReportSources, shift: WorkedShift): Promise<Content> {
  const { startMs, endMs, machineIds } = shift;
  const { analytics, machines, production, timeline, reports } = sources;
  const range = { fromMs: startMs, toMs: endMs };
  const known = await machines.requireMachines(machineIds);
  const measured = await analytics.oee({ ...range, machineIds, groupBy: 'machine' }, true);
  const cuts = await countCuts(production, shift);
  const runs = countBy(await production.measuredRuns(machineIds, startMs, endMs), ({ machineId }) => machineId);
  const flows = await reports.ticketFlows(machineIds, startMs, endMs);
  const parts = await findTakenParts(sources, startMs, endMs);
  const stops = await findUnansweredStops(timeline, machineIds, startMs, endMs);
  const stopsOf = Map.groupBy(stops, ({ period }) => period.machineId);
  const groups = new Map((measured.groups ?? []).map((group) => [group.key, group]));
  return {
    total: toSection(measured.total, {
      cuts: sumOrNull([...cuts.values()]),
      runs: [...runs.values()].reduce((sum, count) => sum + count, 0),
      flows: [...flows.values()],
      parts: parts.all,
      stops,
    }),
    machines: known.flatMap(({ id, name }) => {
      const group = groups.get(id);
      if (group === undefined) return [];
      const flow = flows.get(id);
      const section = toSection(group, {
        cuts: cuts.get(id) ?? null,
        runs: runs.get(id) ?? 0,
        flows: flow === undefined ? [] : [flow],
        parts: parts.byMachine.get(id) ?? [],
        stops: stopsOf.get(id) ?? [],
      });
      return [{ machine_id: id, machine_name: name, ...section }];
    }),
  };
}

/** What stands in a list of reports, and in the event. */
export function summaryOf({ total, machines }: Content): Summary {
  const { production, time, oee, losses, tickets, unanswered } = total;
  return {
    machines: machines.length,
    cuts: production.cuts,
    good_count: production.good_count,
    scrap_count: production.scrap_count,
    availability: oee.availability,
    oee: oee.oee,
    downtime_seconds: threeDecimals(time.planned_seconds - time.productive_uptime_seconds),
    coverage: time.coverage,
    biggest_loss: losses[0]?.reason ?? null,
    tickets_opened: tickets.opened,
    tickets_resolved: tickets.resolved,
    tickets_open: tickets.open,
    unanswered_stops: unanswered.stops,
  };
}

interface Gathered {
  readonly cuts: number | null;
  readonly runs: number;
  readonly flows: readonly TicketFlow[];
  readonly parts: readonly TakenPart[];
  readonly stops: readonly LongStop[];
}

function toSection({ time, oee }: MeasuredTime, { cuts, runs, flows, parts, stops }: Gathered): Section {
  const { quality } = oee.basis;
  const isJudged = quality.runs > 0;
  const opened = flows.flatMap((flow) => flow.opened).sort((a, b) => a - b);
  const resolved = flows.flatMap((flow) => flow.resolved).sort((a, b) => a - b);
  return {
    production: {
      cuts,
      runs,
      produced_count: isJudged ? threeDecimals(quality.produced) : null,
      good_count: isJudged ? threeDecimals(quality.produced - quality.scrap) : null,
      scrap_count: isJudged ? threeDecimals(quality.scrap) : null,
    },
    time: toCategorySeconds(time),
    oee: { oee: oee.oee, availability: oee.availability, performance: oee.performance, quality: oee.quality },
    losses: downtimeMs(time) === 0 ? [] : paretoOf(time).slice(0, LOSSES_MAX).map(toLoss),
    tickets: {
      opened: opened.length,
      resolved: resolved.length,
      open: flows.reduce((sum, flow) => sum + flow.waiting, 0),
      opened_ids: opened.slice(0, NUMBERS_MAX),
      resolved_ids: resolved.slice(0, NUMBERS_MAX),
    },
    parts: parts.slice(0, PARTS_MAX),
    unanswered: {
      stops: stops.length,
      seconds: toSeconds(stops.reduce((sum, { clippedMs }) => sum + clippedMs, 0)),
      longest: stops.slice(0, STOPS_MAX).map(toStop),
    },
  };
}

function toLoss({ reason, reasonGroup, durationMs, stops, share }: ReturnType<typeof paretoOf>[number]) {
  return { reason, reason_group: reasonGroup, seconds: toSeconds(durationMs), stops, share };
}

function toStop({ period, clippedMs }: LongStop) {
  return {
    period_id: period.id,
    machine_id: period.machineId,
    start_time: formatInstant(period.startMs),
    end_time: formatOptionalInstant(period.endMs),
    seconds: toSeconds(clippedMs),
  };
}

/** Null for a machine that has never told of a cut: nothing says that it made none. */
async function countCuts(
  production: ReportSources['production'],
  { machineIds, startMs: fromMs, endMs: toMs }: WorkedShift,
): Promise<Map<string, number | null>> {
  const counted = await production.lastCuts(machineIds);
  const sums = await production.sumCuts(machineIds.map((machineId) => ({ machineId, fromMs, toMs })));
  return new Map(machineIds.map((id, at) => [id, counted.has(id) ? (sums[at]?.cuts ?? 0) : null]));
}

function sumOrNull(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

function countBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, number> {
  return new Map(Array.from(Map.groupBy(items, keyOf), ([key, group]) => [key, group.length]));
}

/** A share of a run need not be whole, nor a difference of seconds. */
function threeDecimals(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
