/** What maintenance costs, by machine or another group, and ticket by ticket. */
import type { MaintenanceTables } from '../tables.ts';
import { costsByNumber, costsIn, describeTickets } from './cost-facts.queries.ts';
import { addCost, type CostRates, type CostSums, costOf, noCosts, type TicketCost } from './costs.rules.ts';
import { failureOf } from './failures.rules.ts';
import type { ReportDependencies } from './report-dependencies.ts';
import { groupNames } from './report-groups.rules.ts';
import { askedWindow, type ReportQuery, type ReportWindow } from './report-window.ts';
import { labourHourlyCost } from './reports.settings.ts';
import type { CostFact, TicketDescription } from './ticket-facts.types.ts';
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

interface CostlyTicket {
  readonly ticket: CostFact;
  readonly machineName: string;
  readonly cost: TicketCost;
}

export interface DescribedCost extends CostlyTicket {
  readonly about: TicketDescription;
}

export interface TicketCostReport {
  readonly window: ReportWindow;
  readonly labourHourlyCost: number | null;
  /** All tickets of the range. */
  readonly count: number;
  readonly tickets: readonly DescribedCost[];
}

export interface CostReports {
  /** @throws range-invalid, range-too-long, unknown-machine */
  reportCosts(query: ReportQuery): Promise<CostReport>;
  /** The dearest first, `limit` of them. @throws range-invalid, range-too-long, unknown-machine */
  reportTicketCosts(query: ReportQuery & { readonly limit: number }): Promise<TicketCostReport>;
  /** Every ticket of the range, in the order of their numbers. @throws as {@link reportTicketCosts} */
  listTicketCosts(query: ReportQuery): Promise<AsyncIterable<readonly DescribedCost[]>>;
}

/** Of the dearest, this many times as many are kept before they are sorted out. */
const KEPT_FOR_SORTING = 4;

export function createCostReports({ store, clock, settings, machines, timeline }: ReportDependencies): CostReports {
  async function* costly(
    window: ReportWindow,
    labourPerHour: number | null,
    pieces: AsyncIterable<readonly CostFact[]>,
  ): AsyncGenerator<readonly CostlyTicket[]> {
    const known = new Map((await machines.listAllMachines()).map((machine) => [machine.id, machine]));
    for await (const tickets of pieces) {
      await addStops(timeline, tickets);
      const stoodMs = await stoodInShifts(tickets, window.nowMs);
      yield tickets.map((ticket, at) => {
        const machine = known.get(ticket.machineId);
        const rates: CostRates = { labourPerHour, stopPerHour: machine?.hourlyCost ?? null };
        const cost = costOf(ticket, stoodMs[at] ?? null, rates);
        return { ticket, machineName: machine?.name ?? ticket.machineId, cost };
      });
    }
  }

  /** How long each stopped its machine in shifts, until now where it still does; nothing where it stopped nothing. */
  async function stoodInShifts(tickets: readonly CostFact[], nowMs: number): Promise<readonly (number | undefined)[]> {
    const places: number[] = [];
    const stops: { machineId: string; startMs: number; endMs: number }[] = [];
    for (const [at, ticket] of tickets.entries()) {
      const failure = ticket.status === 'Cancelled' ? null : failureOf(ticket);
      if (failure === null) continue;
      const { machineId, startMs, endMs } = failure;
      places.push(at);
      stops.push({ machineId, startMs, endMs: Math.max(startMs, endMs ?? nowMs) });
    }
    const shiftMs = await timeline.listShiftTime(stops);
    const stood: (number | undefined)[] = tickets.map(() => undefined);
    for (const [nth, at] of places.entries()) stood[at] = shiftMs[nth];
    return stood;
  }

  async function described(tickets: readonly CostlyTicket[]): Promise<DescribedCost[]> {
    const ids = tickets.map(({ ticket }) => ticket.id);
    const known = await describeTickets(store.access<MaintenanceTables>(), store.engine, ids);
    return tickets.map((one) => ({ ...one, about: known.get(one.ticket.id) ?? { category: '', description: '' } }));
  }

  return {
    async reportCosts(query) {
      const window = await askedWindow(machines, clock, query);
      const rate = await settings.valueOf(labourHourlyCost);
      const nameOf = query.groupBy === undefined ? () => null : groupNames(query.groupBy);
      const total = noCosts();
      const groups = new Map<string | null, { name: string | null; sums: CostSums }>();
      const pieces = costsIn(store.access<MaintenanceTables>(), store.engine, window, window, query.groupBy);
      for await (const tickets of costly(window, rate, pieces)) {
        for (const { ticket, machineName, cost } of tickets) {
          const isPlanned = ticket.source === 'plan';
          addCost(total, cost, isPlanned);
          const key = nameOf(ticket);
          let group = groups.get(key);
          if (group === undefined) {
            const name = query.groupBy === 'machine' ? machineName : key;
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
      const pieces = costsIn(store.access<MaintenanceTables>(), store.engine, window, window);
      for await (const tickets of costly(window, rate, pieces)) {
        count += tickets.length;
        dearest.push(...tickets);
        if (dearest.length > limit * KEPT_FOR_SORTING) dearest = dearest.sort(byCost).slice(0, limit);
      }
      const tickets = await described(dearest.sort(byCost).slice(0, limit));
      return { window, labourHourlyCost: rate, count, tickets };
    },

    async listTicketCosts(query) {
      const window = await askedWindow(machines, clock, query);
      const pieces = costsByNumber(store.access<MaintenanceTables>(), store.engine, window, window);
      const rate = await settings.valueOf(labourHourlyCost);
      return (async function* () {
        for await (const tickets of costly(window, rate, pieces)) yield await described(tickets);
      })();
    },
  };
}

function byCost(a: CostlyTicket, b: CostlyTicket): number {
  return b.cost.total - a.cost.total || b.ticket.id - a.ticket.id;
}
