/**
 * What came and went in a range, by machine: tickets that were reported, that were resolved, and that waited at its end.
 *
 * A ticket waits from when it was logged until it was resolved or cancelled, as in the trend of the backlog.
 */
import type { MaintenanceTables } from '../tables.ts';
import { namedLivesIn } from './backlog.queries.ts';
import type { ReportDependencies } from './report-dependencies.ts';

export interface TicketFlow {
  /** Numbers of the tickets, ascending. */
  readonly opened: readonly number[];
  readonly resolved: readonly number[];
  /** How many were not finished at the end. */
  readonly waiting: number;
}

export interface TicketFlows {
  /** Of each of the machines. */
  ticketFlows(machineIds: readonly string[], fromMs: number, toMs: number): Promise<ReadonlyMap<string, TicketFlow>>;
}

export function createTicketFlows({ store }: Pick<ReportDependencies, 'store'>): TicketFlows {
  return {
    async ticketFlows(machineIds, fromMs, toMs) {
      const flows = new Map(
        machineIds.map((id) => [id, { opened: [] as number[], resolved: [] as number[], waiting: 0 }]),
      );
      const isIn = (atMs: number | null) => atMs !== null && atMs >= fromMs && atMs < toMs;
      const window = { fromMs, toMs, machineIds };
      for await (const tickets of namedLivesIn(store.access<MaintenanceTables>(), store.engine, window)) {
        for (const { id, machineId, loggedAt, resolvedAt, finishedAt } of tickets.toSorted((a, b) => a.id - b.id)) {
          const flow = flows.get(machineId);
          if (flow === undefined) continue;
          if (isIn(loggedAt)) flow.opened.push(id);
          if (isIn(resolvedAt)) flow.resolved.push(id);
          if (finishedAt === null || finishedAt >= toMs) flow.waiting++;
        }
      }
      return flows;
    },
  };
}
