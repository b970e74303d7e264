/** Whether faults were resolved by their due date, whole and by group. */
import type { MaintenanceTables } from '../tables.ts';
import { addDue, type DueCounts, noDues } from './due-dates.rules.ts';
import { duesIn } from './fault-facts.queries.ts';
import type { ReportDependencies } from './report-dependencies.ts';
import { groupNames } from './report-groups.rules.ts';
import { askedWindow, type ReportQuery, type ReportWindow } from './report-window.ts';

export interface DueGroup {
  readonly key: string | null;
  readonly name: string | null;
  readonly counts: DueCounts;
}

export interface DueReport {
  readonly window: ReportWindow;
  readonly total: DueGroup;
  readonly groups: readonly DueGroup[] | undefined;
}

export interface DueReports {
  /** @throws range-invalid, range-too-long, unknown-machine */
  reportDueDates(query: ReportQuery): Promise<DueReport>;
}

export function createDueReports({ store, clock, machines }: ReportDependencies): DueReports {
  return {
    async reportDueDates(query) {
      const window = await askedWindow(machines, clock, query);
      const nameOf = query.groupBy === undefined ? () => null : groupNames(query.groupBy);
      const total = noDues();
      const groups = new Map<string | null, DueCounts>();
      const pieces = duesIn(store.access<MaintenanceTables>(), store.engine, window, window, query.groupBy);
      for await (const faults of pieces) {
        for (const fault of faults) {
          const key = nameOf(fault);
          let counts = groups.get(key);
          if (counts === undefined) groups.set(key, (counts = noDues()));
          addDue(total, fault, window.nowMs);
          addDue(counts, fault, window.nowMs);
        }
      }
      const all = query.groupBy === 'machine' ? await machines.listAllMachines() : [];
      const names = new Map(all.map(({ id, name }) => [id, name]));
      return {
        window,
        total: { key: null, name: null, counts: total },
        groups:
          query.groupBy === undefined
            ? undefined
            : Array.from(groups, ([key, counts]) => ({ key, name: names.get(key ?? '') ?? key, counts })).sort(byLate),
      };
    },
  };
}

/** The most that were late first. */
function byLate({ counts: a, name: first }: DueGroup, { counts: b, name: second }: DueGroup): number {
  return b.done - b.inTime - (a.done - a.inTime) || ((first ?? '') < (second ?? '') ? -1 : 1);
}
