/** What maintenance costs, by machine or another group, and ticket by ticket. */
import type { Machine } from '../../machines/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import { costsByNumber, costsIn, type DearPlace, dearestIn, describeTickets } from './cost-facts.queries.ts';
import { addCost, type CostSums, costOf, noCosts, type TicketCost } from './costs.rules.ts';
import { endOf, failureOf } from './failures.rules.ts';
import type { ReportDependencies } from './report-dependencies.ts';
import { groupNames } from './report-groups.rules.ts';
import { askedWindow, type ReportQuery, type ReportWindow } from './report-window.ts';
import { labourHourlyCost } from './reports.settings.ts';
import type { CostFact, NumberedCost, TicketDescription } from './ticket-facts.types.ts';
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
  readonly ticket: NumberedCost;
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

/** What the costs of a question depend on beside its tickets. */
interface Costing {
  readonly nowMs: number;
  readonly labourPerHour: number | null;
  readonly machines: ReadonlyMap<string, Machine>;
}

export function createCostReports({ store, clock, settings, machines, timeline }: ReportDependencies): CostReports {
  async function costingOf({ nowMs }: ReportWindow): Promise<Costing> {
    const labourPerHour = await settings.valueOf(labourHourlyCost);
    const all = await machines.listAllMachines();
    return { nowMs, labourPerHour, machines: new Map(all.map((machine) => [machine.id, machine])) };
  }

  /** What each costs, in their order. */
  async function costsOf(tickets: readonly CostFact[], costing: Costing): Promise<TicketCost[]> {
    await addStops(timeline, tickets);
    const stoodMs = await stoodInShifts(tickets, costing.nowMs);
    return tickets.map((ticket, at) => {
      const stopPerHour = costing.machines.get(ticket.machineId)?.hourlyCost ?? null;
      return costOf(ticket, stoodMs[at] ?? null, { labourPerHour: costing.labourPerHour, stopPerHour });
    });
  }

  async function costly(tickets: readonly NumberedCost[], costing: Costing): Promise<CostlyTicket[]> {
    const costs = await costsOf(tickets, costing);
    return tickets.map((ticket, at) => {
      const machineName = costing.machines.get(ticket.machineId)?.name ?? ticket.machineId;
      return { ticket, machineName, cost: costs[at] as TicketCost };
    });
  }

  /** How long each stopped its machine in shifts, until now where it still does; nothing where it stopped nothing. */
  async function stoodInShifts(tickets: readonly CostFact[], nowMs: number): Promise<readonly (number | undefined)[]> {
    const places: number[] = [];
    const stops: { machineId: string; startMs: number; endMs: number }[] = [];
    for (const [at, ticket] of tickets.entries()) {
      const failure = failureOf(ticket);
      if (failure === null) continue;
      const { startMs } = failure;
      places.push(at);
      stops.push({
        machineId: ticket.machineId,
        startMs,
        endMs: Math.max(startMs, endOf(failure, ticket.resolvedAt) ?? nowMs),
      });
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
      const costing = await costingOf(window);
      const nameOf = query.groupBy === undefined ? () => null : groupNames(query.groupBy);
      const total = noCosts();
      const groups = new Map<string | null, CostSums>();
      const pieces = costsIn(store.access<MaintenanceTables>(), store.engine, window, window, query.groupBy);
      for await (const tickets of pieces) {
        const costs = await costsOf(tickets, costing);
        for (const [at, ticket] of tickets.entries()) {
          const key = nameOf(ticket);
          let sums = groups.get(key);
          if (sums === undefined) groups.set(key, (sums = noCosts()));
          addCost(total, costs[at] as TicketCost, ticket.isPlanned === 1);
          addCost(sums, costs[at] as TicketCost, ticket.isPlanned === 1);
        }
      }
      const nameOfGroup = (key: string | null) =>
        query.groupBy === 'machine' ? (costing.machines.get(key ?? '')?.name ?? key) : key;
      return {
        window,
        labourHourlyCost: costing.labourPerHour,
        total: { key: null, name: null, sums: total },
        groups:
          query.groupBy === undefined
            ? undefined
            : Array.from(groups, ([key, sums]) => ({ key, name: nameOfGroup(key), sums })).sort(
                (a, b) => b.sums.total - a.sums.total || ((a.name ?? '') < (b.name ?? '') ? -1 : 1),
              ),
      };
    },

    async reportTicketCosts({ limit, ...query }) {
      const window = await askedWindow(machines, clock, query);
      const costing = await costingOf(window);
      let count = 0;
      let dearest: CostlyTicket[] = [];
      const highest = { ...costing, stopPerHour: highestStopCost(costing) };
      const last = () => placeOf(dearest.length < limit ? undefined : dearest.at(-1));
      for await (const piece of dearestIn(store.access<MaintenanceTables>(), store.engine, window, highest, last)) {
        count += piece.count;
        dearest.push(...(await costly(piece.tickets, costing)));
        dearest = dearest.sort(byCost).slice(0, limit);
      }
      const tickets = await described(dearest);
      return { window, labourHourlyCost: costing.labourPerHour, count, tickets };
    },

    async listTicketCosts(query) {
      const window = await askedWindow(machines, clock, query);
      const pieces = costsByNumber(store.access<MaintenanceTables>(), store.engine, window, window);
      const costing = await costingOf(window);
      return (async function* () {
        for await (const tickets of pieces) yield await described(await costly(tickets, costing));
      })();
    },
  };
}

/** What an hour's stop costs at most. */
function highestStopCost({ machines }: Costing): number {
  return [...machines.values()].reduce((highest, { hourlyCost }) => Math.max(highest, hourlyCost ?? 0), 0);
}

/** Undefined where there is room for more: before all. */
function placeOf(ticket: CostlyTicket | undefined): DearPlace {
  return ticket === undefined
    ? { total: -Number.MAX_VALUE, id: 0 }
    : { total: ticket.cost.total, id: ticket.ticket.id };
}

function byCost(a: CostlyTicket, b: CostlyTicket): number {
  return b.cost.total - a.cost.total || b.ticket.id - a.ticket.id;
}
