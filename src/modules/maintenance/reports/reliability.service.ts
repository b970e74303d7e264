/** Reliability of machines: how long faults took, how often they came, and whether they came back. */
import { DAY_MS } from '../../../kernel/clock.ts';
import { Category } from '../../timeline/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import { TOLD_BEFORE_MS } from './failures.rules.ts';
import { faultsFrom } from './fault-facts.queries.ts';
import { addedCounts, noCounts, Reliability, type ReliabilityCounts } from './reliability.rules.ts';
import type { ReportDependencies } from './report-dependencies.ts';
import { groupNames } from './report-groups.rules.ts';
import { askedWindow, type ReportQuery, type ReportWindow } from './report-window.ts';
import { repeatDays } from './reports.settings.ts';
import { addStops } from './ticket-stops.ts';

export interface ReliabilityGroup {
  /** Machine, category, failure code, priority or team; null where nobody has said. */
  readonly key: string | null;
  readonly name: string | null;
  readonly counts: ReliabilityCounts;
  /** Of the group's machines: all that were asked for, unless it is one machine. */
  readonly runMs: number;
}

export interface ReliabilityReport {
  readonly window: ReportWindow;
  readonly repeatDays: number;
  readonly total: ReliabilityGroup;
  readonly groups: readonly ReliabilityGroup[] | undefined;
}

export interface ReliabilityReports {
  /** @throws range-invalid, range-too-long, unknown-machine */
  reportReliability(query: ReportQuery): Promise<ReliabilityReport>;
}

export function createReliabilityReports(dependencies: ReportDependencies): ReliabilityReports {
  const { store, clock, settings, machines, timeline } = dependencies;

  async function countFaults({ groupBy }: ReportQuery, window: ReportWindow, days: number): Promise<Reliability> {
    const question = { ...window, repeatMs: days * DAY_MS };
    const reliability = new Reliability(question, groupBy === undefined ? () => null : groupNames(groupBy));
    const since = window.fromMs - Math.max(question.repeatMs, TOLD_BEFORE_MS);
    const access = store.access<MaintenanceTables>();
    for await (const faults of faultsFrom(access, store.engine, window, { fromMs: since }, groupBy)) {
      await addStops(timeline, faults);
      for (const fault of faults) reliability.add(fault);
      if (reliability.isComplete(faults.at(-1)?.beganAt ?? since)) break;
    }
    return reliability;
  }

  /** Productive uptime by machine, as time accounting has it. */
  async function runTimes({ fromMs, toMs, machines }: ReportWindow): Promise<Map<string, number>> {
    const machineIds = machines.map(({ id }) => id);
    if (machineIds.length === 0 || fromMs === toMs) return new Map();
    const ledger = await timeline.account({ fromMs, toMs, machineIds, groupBy: 'machine', withReasons: false });
    const runs = new Map<string, number>();
    for (const [machineId, { sums }] of ledger.groups) {
      for (const { category, durationMs } of sums.entries()) {
        if (category === Category.productiveUptime && machineId !== null) runs.set(machineId, durationMs);
      }
    }
    return runs;
  }

  return {
    async reportReliability(query) {
      const window = await askedWindow(machines, clock, query);
      const days = await settings.valueOf(repeatDays);
      const { groups } = await countFaults(query, window, days);
      const runs = await runTimes(window);
      const runMs = [...runs.values()].reduce((sum, one) => sum + one, 0);
      return {
        window,
        repeatDays: days,
        total: { key: null, name: null, counts: addedCounts(groups.values()), runMs },
        groups:
          query.groupBy === undefined
            ? undefined
            : query.groupBy === 'machine'
              ? ofMachines(groups, window, runs, await namesOf(window))
              : Array.from(groups, ([key, counts]) => ({ key, name: key, counts, runMs })).sort(byFailures),
      };
    },
  };

  /** Tickets may be of machines that were retired before the range. */
  async function namesOf(window: ReportWindow): Promise<ReadonlyMap<string, string>> {
    const all = window.machineIds === undefined ? await machines.listAllMachines() : window.machines;
    return new Map(all.map(({ id, name }) => [id, name]));
  }
}

/** Every machine that was asked for: that one had no failure is an answer, too. */
function ofMachines(
  groups: ReadonlyMap<string | null, ReliabilityCounts>,
  window: ReportWindow,
  runs: ReadonlyMap<string, number>,
  names: ReadonlyMap<string, string>,
): ReliabilityGroup[] {
  const keys = new Set([...window.machines.map(({ id }) => id), ...groups.keys()].filter((key) => key !== null));
  return Array.from(keys, (key) => ({
    key,
    name: names.get(key) ?? key,
    counts: groups.get(key) ?? noCounts,
    runMs: runs.get(key) ?? 0,
  })).sort(byFailures);
}

/** The worst first. */
function byFailures(a: ReliabilityGroup, b: ReliabilityGroup): number {
  return (
    b.counts.failures - a.counts.failures ||
    b.counts.faults - a.counts.faults ||
    ((a.name ?? '') < (b.name ?? '') ? -1 : 1)
  );
}
