/** Long stops of machines with and without a ticket: how much of what stands still does maintenance know of? */
import { type LongStop, longestFirst, type Reason, type ReasonGroup } from '../../timeline/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import type { ReportDependencies } from './report-dependencies.ts';
import { askedWindow, type ReportQuery, type ReportWindow } from './report-window.ts';
import { periodsOfTickets, stopTicketsIn } from './stop-tickets.queries.ts';
import { addStop, noStops, type StopCounts, type StopOfMachine, StopTickets } from './stops.rules.ts';

export const stopGroupings = ['machine', 'reason'] as const;
export type StopGrouping = (typeof stopGroupings)[number];

export interface StopQuery extends Omit<ReportQuery, 'groupBy'> {
  readonly thresholdMs: number;
  /** All where absent. */
  readonly reasonGroups?: readonly ReasonGroup[] | undefined;
  readonly groupBy?: StopGrouping | undefined;
}

export interface StopGroup {
  readonly key: string | null;
  readonly name: string | null;
  readonly counts: StopCounts;
}

export interface StopReport {
  readonly window: ReportWindow;
  readonly thresholdMs: number;
  readonly total: StopGroup;
  readonly groups: readonly StopGroup[] | undefined;
}

export interface TicketlessStop extends LongStop {
  readonly machineName: string;
  readonly reason: Reason;
}

export interface TicketlessReport {
  readonly window: ReportWindow;
  readonly thresholdMs: number;
  /** The longest first. */
  readonly stops: readonly TicketlessStop[];
}

export interface StopReports {
  /** @throws range-invalid, range-too-long (also for more stops than one question may have), unknown-machine */
  reportStops(query: StopQuery): Promise<StopReport>;
  /** The longest first. @throws as {@link reportStops} */
  listStopsWithoutTicket(query: StopQuery): Promise<TicketlessReport>;
}

interface FoundStop extends TicketlessStop {
  readonly hasTicket: boolean;
}

export function createStopReports({ store, clock, machines, timeline }: ReportDependencies): StopReports {
  async function find(query: StopQuery): Promise<{ window: ReportWindow; stops: FoundStop[] }> {
    const { thresholdMs, reasonGroups, ...asked } = query;
    const window = await askedWindow(machines, clock, { ...asked, groupBy: undefined });
    const { fromMs, toMs } = window;
    const names = new Map(window.machines.map(({ id, name }) => [id, name]));
    const question = { fromMs, toMs, machineIds: [...names.keys()], withReasons: true };
    const { found, reasons } = await timeline.snapshot(async (reads) => ({
      found: await reads.listLongStops(question, thresholdMs),
      reasons: await reads.reasonsByAlias(),
    }));
    const stops = found.flatMap(({ period, clippedMs }) => {
      const reason = reasons.get(period.aliasId);
      if (reason === undefined || reasonGroups?.includes(reason.group) === false) return [];
      return { period, clippedMs, reason, machineName: names.get(period.machineId) ?? period.machineId };
    });
    const uncovered = await findUncovered(window, stops.map(toStop));
    return { window, stops: stops.map((stop) => ({ ...stop, hasTicket: !uncovered.has(stop.period.id) })) };
  }

  /** The ids of those of the stops that have no ticket. */
  async function findUncovered(window: ReportWindow, stops: readonly StopOfMachine[]): Promise<ReadonlySet<string>> {
    const { fromMs, toMs, nowMs } = window;
    if (stops.length === 0) return new Set();
    const access = store.access<MaintenanceTables>();
    const tickets = new StopTickets(nowMs);
    // a stop that began before the window or goes on behind it may have got its ticket there
    const sinceMs = stops.reduce((earliest, { startMs }) => Math.min(earliest, startMs), fromMs);
    const untilMs = stops.reduce((latest, { endMs }) => Math.max(latest, endMs ?? nowMs), toMs);
    for await (const piece of stopTicketsIn(access, store.engine, window, sinceMs, untilMs)) {
      for (const ticket of piece) tickets.add(ticket);
    }
    const others = new Set(stops.filter((stop) => !tickets.covers(stop)).map(({ periodId }) => periodId));
    const written = async (periodIds: readonly string[]) => {
      const about = new Set<string>();
      for await (const ids of periodsOfTickets(access, store.engine, periodIds)) for (const id of ids) about.add(id);
      return about;
    };
    for (const id of await written([...others])) others.delete(id);
    // only of those that still have none it matters whether somebody wrote about another part of the same stop
    const wholes = [...(await timeline.listWholeStops([...others]))].filter(
      ([, { periodIds }]) => periodIds.length > 1,
    );
    const about = await written(wholes.flatMap(([, { periodIds }]) => periodIds));
    for (const [id, { periodIds }] of wholes) if (periodIds.some((part) => about.has(part))) others.delete(id);
    return others;
  }

  return {
    async reportStops(query) {
      const { window, stops } = await find(query);
      const total = noStops();
      const groups = new Map<string, { name: string; counts: StopCounts }>();
      for (const { period, machineName, reason, clippedMs, hasTicket } of stops) {
        addStop(total, clippedMs, hasTicket);
        const [key, name] =
          query.groupBy === 'machine' ? [period.machineId, machineName] : [String(reason.id), reason.name];
        let group = groups.get(key);
        if (group === undefined) groups.set(key, (group = { name, counts: noStops() }));
        addStop(group.counts, clippedMs, hasTicket);
      }
      return {
        window,
        thresholdMs: query.thresholdMs,
        total: { key: null, name: null, counts: total },
        groups:
          query.groupBy === undefined ? undefined : Array.from(groups, ([key, one]) => ({ key, ...one })).sort(byLost),
      };
    },

    async listStopsWithoutTicket(query) {
      const { window, stops } = await find(query);
      const { thresholdMs } = query;
      return { window, thresholdMs, stops: stops.filter(({ hasTicket }) => !hasTicket).sort(longestFirst) };
    },
  };
}

function toStop({ period: { id, machineId, startMs, endMs } }: LongStop): StopOfMachine {
  return { periodId: id, machineId, startMs, endMs };
}

/** Where most time stood without a ticket. */
function byLost({ counts: a, name: first }: StopGroup, { counts: b, name: second }: StopGroup): number {
  return b.ms - b.withTicketMs - (a.ms - a.withTicketMs) || ((first ?? '') < (second ?? '') ? -1 : 1);
}
