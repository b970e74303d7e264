/** The backlog as it stands, and how it came to that. */
import { DomainError } from '../../../kernel/errors.ts';
import type { MaintenanceTables } from '../tables.ts';
import { livesIn, pendingTickets } from './backlog.queries.ts';
import { addToBacklog, type Backlog, emptyBacklog } from './backlog.rules.ts';
import { BacklogTrend, type TrendCount, type TrendInterval, trendParts } from './backlog-trend.rules.ts';
import type { ReportDependencies } from './report-dependencies.ts';
import { groupNames, type ReportGrouping } from './report-groups.rules.ts';
import { askedWindow, type ReportQuery, type ReportWindow } from './report-window.ts';
import { ticketEstimateMinutes, weeklyCapacityHours } from './reports.settings.ts';

export interface BacklogGroup {
  readonly key: string | null;
  readonly name: string | null;
  readonly backlog: Backlog;
}

export interface BacklogReport {
  /** As of this instant. */
  readonly atMs: number;
  /** What the factory can work in a week; null where nobody has said. */
  readonly weeklyHours: number | null;
  readonly total: BacklogGroup;
  readonly groups: readonly BacklogGroup[] | undefined;
}

export interface BacklogQuery {
  readonly machineIds?: readonly string[] | undefined;
  readonly groupBy?: ReportGrouping | undefined;
}

export interface BacklogTrendReport {
  readonly window: ReportWindow;
  readonly interval: TrendInterval;
  readonly counts: readonly TrendCount[];
}

export interface BacklogReports {
  /** @throws unknown-machine */
  reportBacklog(query: BacklogQuery): Promise<BacklogReport>;
  /** @throws range-invalid, range-too-long, unknown-machine */
  reportBacklogTrend(query: ReportQuery & { readonly interval: TrendInterval }): Promise<BacklogTrendReport>;
}

/** Parts of one answer: three years by day. */
const PARTS_MAX = 1_100;

export function createBacklogReports({ store, clock, settings, machines, zone }: ReportDependencies): BacklogReports {
  return {
    async reportBacklog({ machineIds, groupBy }) {
      const { nowMs, ...window } = await askedWindow(machines, clock, { machineIds });
      const weeklyHours = await settings.valueOf(weeklyCapacityHours);
      const usualMinutes = await settings.valueOf(ticketEstimateMinutes);
      const nameOf = groupBy === undefined ? () => null : groupNames(groupBy);
      const total = emptyBacklog();
      const groups = new Map<string | null, Backlog>();
      for await (const tickets of pendingTickets(store.access<MaintenanceTables>(), store.engine, window)) {
        for (const ticket of tickets) {
          const key = nameOf(ticket);
          let backlog = groups.get(key);
          if (backlog === undefined) groups.set(key, (backlog = emptyBacklog()));
          addToBacklog(total, ticket, { nowMs, usualMinutes });
          addToBacklog(backlog, ticket, { nowMs, usualMinutes });
        }
      }
      const names = groupBy === 'machine' ? await namesOfMachines() : new Map<string, string>();
      return {
        atMs: nowMs,
        weeklyHours,
        total: { key: null, name: null, backlog: total },
        groups:
          groupBy === undefined
            ? undefined
            : Array.from(groups, ([key, backlog]) => ({ key, name: names.get(key ?? '') ?? key, backlog })).sort(
                (a, b) => b.backlog.tickets - a.backlog.tickets || ((a.name ?? '') < (b.name ?? '') ? -1 : 1),
              ),
      };
    },

    async reportBacklogTrend({ interval, ...query }) {
      const window = await askedWindow(machines, clock, query);
      const parts = trendParts(zone, interval, window.fromMs, window.toMs);
      if (parts.length > PARTS_MAX) {
        throw new DomainError(
          'range-too-long',
          `The range has ${parts.length} ${interval}s, and ${PARTS_MAX} are the most. Ask for a longer interval.`,
          { parts_max: PARTS_MAX },
        );
      }
      const trend = new BacklogTrend(parts);
      for await (const tickets of livesIn(store.access<MaintenanceTables>(), store.engine, window)) {
        for (const ticket of tickets) trend.add(ticket);
      }
      return { window, interval, counts: trend.counts() };
    },
  };

  async function namesOfMachines(): Promise<ReadonlyMap<string, string>> {
    return new Map((await machines.listAllMachines()).map(({ id, name }) => [id, name]));
  }
}
