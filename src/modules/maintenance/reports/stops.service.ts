/** Long stops of machines with and without a ticket: how much of what stands still does maintenance know of? */
import { setImmediate } from 'node:timers/promises';
import type { LongStop, Reason, ReasonGroup } from '../../timeline/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import type { ReportDependencies } from './report-dependencies.ts';
import { askedWindow, type ReportQuery, type ReportWindow } from './report-window.ts';
import { addStop, noStops, type StopCounts, type StopOfMachine, ticketsOfStops } from './stops.rules.ts';
import { stopTicketsIn, ticketsAboutPeriods } from './ticket-facts.queries.ts';
import type { StopTicketFact } from './ticket-facts.types.ts';

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
  /** @throws range-invalid, range-too-long (also for more stops than can be sorted), unknown-machine */
  reportStops(query: StopQuery): Promise<StopReport>;
  /** The longest first. @throws as {@link reportStops} */
  listStopsWithoutTicket(query: StopQuery): Promise<TicketlessReport>;
}

interface FoundStop extends TicketlessStop {
  readonly ticketId: number | undefined;
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
    const covered = stops.length === 0 ? new Map<string, number>() : await findTickets(window, stops);
    return { window, stops: stops.map((stop) => ({ ...stop, ticketId: covered.get(stop.period.id) })) };
  }

  /** The tickets of stops, by the period. */
  async function findTickets(window: ReportWindow, found: readonly LongStop[]): Promise<Map<string, number>> {
    const { fromMs, toMs, nowMs } = window;
    const stops = found.map(({ period: { id, machineId, startMs, endMs } }): StopOfMachine => {
      return { periodId: id, periodIds: [id], machineId, startMs, endMs: endMs ?? nowMs };
    });
    const access = store.access<MaintenanceTables>();
    const idsOf = (some: readonly StopOfMachine[]) => [...new Set(some.flatMap(({ periodIds }) => periodIds))];
    // a stop that goes on behind the window may have got its ticket there
    const untilMs = stops.reduce((latest, { endMs }) => Math.max(latest, endMs), toMs);
    const covered = await match(
      stops,
      [
        ticketsAboutPeriods(access, store.engine, idsOf(stops)),
        stopTicketsIn(access, store.engine, window, fromMs, untilMs),
      ],
      nowMs,
    );
    // only of the others it matters whether somebody wrote about another part of the same stop
    const others = stops.filter(({ periodId }) => !covered.has(periodId));
    const wholes = await timeline.listWholeStops(others.map(({ periodId }) => periodId));
    const split = others.flatMap((stop) => {
      const periodIds = wholes.get(stop.periodId)?.periodIds ?? [];
      return periodIds.length > 1 ? [{ ...stop, periodIds }] : [];
    });
    const more = await match(split, [ticketsAboutPeriods(access, store.engine, idsOf(split))], nowMs);
    for (const [periodId, ticketId] of more) covered.set(periodId, ticketId);
    return covered;
  }

  return {
    async reportStops(query) {
      const { window, stops } = await find(query);
      const total = noStops();
      const groups = new Map<string, { name: string; counts: StopCounts }>();
      for (const { period, machineName, reason, clippedMs, ticketId } of stops) {
        addStop(total, clippedMs, ticketId !== undefined);
        const [key, name] =
          query.groupBy === 'machine' ? [period.machineId, machineName] : [String(reason.id), reason.name];
        let group = groups.get(key);
        if (group === undefined) groups.set(key, (group = { name, counts: noStops() }));
        addStop(group.counts, clippedMs, ticketId !== undefined);
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
      return { window, thresholdMs, stops: stops.filter(({ ticketId }) => ticketId === undefined) };
    },
  };
}

/** A machine after the other, with turns for others: years of a large factory are a hundred thousand tickets. */
async function match(
  stops: readonly StopOfMachine[],
  sources: readonly AsyncIterable<readonly StopTicketFact[]>[],
  nowMs: number,
): Promise<Map<string, number>> {
  const tickets = new Map<string, StopTicketFact[]>();
  for (const source of sources) {
    for await (const piece of source) {
      for (const ticket of piece) {
        const ofMachine = tickets.get(ticket.machineId);
        if (ofMachine === undefined) tickets.set(ticket.machineId, [ticket]);
        else ofMachine.push(ticket);
      }
    }
  }
  const found = new Map<string, number>();
  for (const [machineId, ofMachine] of Map.groupBy(stops, (stop) => stop.machineId)) {
    for (const one of ticketsOfStops(ofMachine, tickets.get(machineId) ?? [], nowMs)) found.set(...one);
    await setImmediate();
  }
  return found;
}

/** Where most time stood without a ticket. */
function byLost({ counts: a, name: first }: StopGroup, { counts: b, name: second }: StopGroup): number {
  return b.ms - b.withTicketMs - (a.ms - a.withTicketMs) || ((first ?? '') < (second ?? '') ? -1 : 1);
}
