/** What maintenance costs, by machine or another group, and ticket by ticket. */
import type { MaintenanceTables } from '../tables.ts';
import { addCost, type CostRates, type CostSums, costOf, noCosts, type TicketCost } from './costs.rules.ts';
import { failureOf } from './failures.rules.ts';
import type { ReportDependencies } from './report-dependencies.ts';
import { groupNames } from './report-groups.rules.ts';
import { askedWindow, type ReportQuery, type ReportWindow } from './report-window.ts';
import { labourHourlyCost } from './reports.settings.ts';
import { costsByNumber, costsIn } from './ticket-facts.queries.ts';
import type { CostFact } from './ticket-facts.types.ts';
import { addStops } from './ticket-stops.ts';

export interface CostGroup {
  readonly key: string | null;
  readonly name: string | null;
  readonly sums: CostSums;
}

export interface CostReport {
  readonly window: ReportWindow;
  readonly labourHourlyCost: number | null;
  readonly total: CostGroup;
  readonly groups: readonly CostGroup[] | undefined;
}

export interface CostlyTicket extends TicketCost {
  readonly ticket: CostFact;
  readonly machineName: string;
}

export interface TicketCostReport {
  readonly window: ReportWindow;
  readonly labourHourlyCost: number | null;
  /** All tickets of the range. */
  readonly count: number;
  readonly tickets: readonly CostlyTicket[];
}

export interface CostReports {
  /** @throws range-invalid, range-too-long, unknown-machine */
  reportCosts(query: ReportQuery): Promise<CostReport>;
  /** The dearest first, `limit` of them. @throws range-invalid, range-too-long, unknown-machine */
  reportTicketCosts(query: ReportQuery & { readonly limit: number }): Promise<TicketCostReport>;
  /** Every ticket of the range, in the order of their numbers. @throws as {@link reportTicketCosts} */
  listTicketCosts(query: ReportQuery): Promise<AsyncIterable<readonly CostlyTicket[]>>;
}

/** Of the dearest, this many times as many are kept before they are sorted out. */
const KEPT_FOR_SORTING = 4;

export function createCostReports({ store, clock, settings, machines, timeline }: ReportDependencies): CostReports {
  async function* costly(
    window: ReportWindow,
    labourPerHour: number | null,
    read = costsIn,
  ): AsyncGenerator<readonly CostlyTicket[]> {
    const known = new Map((await machines.listAllMachines()).map((machine) => [machine.id, machine]));
    const access = store.access<MaintenanceTables>();
    for await (const tickets of read(access, store.engine, window, window)) {
      await addStops(timeline, tickets);
      const stops = tickets.flatMap((ticket) => {
        const failure = ticket.status === 'Cancelled' ? null : failureOf(ticket);
        return failure === null ? [] : [{ id: ticket.id, ...failure }];
      });
      const shiftMs = await timeline.listShiftTime(
        stops.map(({ machineId, startMs, endMs }) => ({
          machineId,
          startMs,
          endMs: Math.max(startMs, endMs ?? window.nowMs),
        })),
      );
      const downMs = new Map(stops.map(({ id }, at) => [id, shiftMs[at] ?? 0]));
      yield tickets.map((ticket) => {
        const machine = known.get(ticket.machineId);
        const rates: CostRates = { labourPerHour, stopPerHour: machine?.hourlyCost ?? null };
        const cost = costOf({ ...ticket, downMs: downMs.get(ticket.id) ?? null }, rates);
        return { ...cost, ticket, machineName: machine?.name ?? ticket.machineId };
      });
    }
  }

  return {
    async reportCosts(query) {
      const window = await askedWindow(machines, clock, query);
      const rate = await settings.valueOf(labourHourlyCost);
      const nameOf = query.groupBy === undefined ? () => null : groupNames(query.groupBy);
      const total = noCosts();
      const groups = new Map<string | null, { name: string | null; sums: CostSums }>();
      for await (const tickets of costly(window, rate)) {
        for (const cost of tickets) {
          const isPlanned = cost.ticket.source === 'plan';
          addCost(total, cost, isPlanned);
          const key = nameOf(cost.ticket);
          let group = groups.get(key);
          if (group === undefined) {
            const name = query.groupBy === 'machine' ? cost.machineName : key;
            groups.set(key, (group = { name, sums: noCosts() }));
          }
          addCost(group.sums, cost, isPlanned);
        }
      }
      return {
        window,
        labourHourlyCost: rate,
        total: { key: null, name: null, sums: total },
        groups:
          query.groupBy === undefined
            ? undefined
            : Array.from(groups, ([key, group]) => ({ key, ...group })).sort(
                (a, b) => b.sums.total - a.sums.total || ((a.name ?? '') < (b.name ?? '') ? -1 : 1),
              ),
      };
    },

    async reportTicketCosts({ limit, ...query }) {
      const window = await askedWindow(machines, clock, query);
      const rate = await settings.valueOf(labourHourlyCost);
      let count = 0;
      let dearest: CostlyTicket[] = [];
      for await (const tickets of costly(window, rate)) {
        count += tickets.length;
        dearest.push(...tickets);
        if (dearest.length > limit * KEPT_FOR_SORTING) dearest = dearest.sort(byCost).slice(0, limit);
      }
      return { window, labourHourlyCost: rate, count, tickets: dearest.sort(byCost).slice(0, limit) };
    },

    async listTicketCosts(query) {
      const window = await askedWindow(machines, clock, query);
      return costly(window, await settings.valueOf(labourHourlyCost), costsByNumber);
    },
  };
}

function byCost(a: CostlyTicket, b: CostlyTicket): number {
  return b.total - a.total || b.ticket.id - a.ticket.id;
}
