/** Faults that keep coming back: which machine and cause, how often, and which tickets. */
import { DAY_MS } from '../../../kernel/clock.ts';
import type { MaintenanceTables } from '../tables.ts';
import { TOLD_BEFORE_MS } from './failures.rules.ts';
import { numberedFaultsFrom } from './fault-facts.queries.ts';
import { type RecurringFault, RecurringFaults } from './recurring-faults.rules.ts';
import type { ReportDependencies } from './report-dependencies.ts';
import { askedWindow, type ReportQuery, type ReportWindow } from './report-window.ts';
import { repeatDays } from './reports.settings.ts';
import { addStops } from './ticket-stops.ts';

export interface RecurringQuery extends Omit<ReportQuery, 'groupBy'> {
  readonly atLeast: number;
}

export interface RecurringReport {
  readonly window: ReportWindow;
  readonly repeatDays: number;
  readonly atLeast: number;
  /** The worst first. */
  readonly faults: readonly (RecurringFault & { readonly machineName: string })[];
}

export interface RecurringReports {
  /** @throws range-invalid, range-too-long, unknown-machine */
  listRecurringFaults(query: RecurringQuery): Promise<RecurringReport>;
}

export function createRecurringReports(dependencies: ReportDependencies): RecurringReports {
  const { store, clock, settings, machines, timeline } = dependencies;
  return {
    async listRecurringFaults({ atLeast, ...asked }) {
      const window = await askedWindow(machines, clock, { ...asked, groupBy: undefined });
      const days = await settings.valueOf(repeatDays);
      const repeatMs = days * DAY_MS;
      const recurring = new RecurringFaults({ fromMs: window.fromMs, toMs: window.toMs, repeatMs });
      const began = { fromMs: window.fromMs - repeatMs - TOLD_BEFORE_MS, toMs: window.toMs };
      for await (const faults of numberedFaultsFrom(store.access<MaintenanceTables>(), store.engine, window, began)) {
        await addStops(timeline, faults);
        for (const fault of faults) recurring.add(fault);
      }
      const names = new Map((await machines.listAllMachines()).map(({ id, name }) => [id, name]));
      const faults = recurring.atLeast(atLeast).map((fault) => {
        return { ...fault, machineName: names.get(fault.machineId) ?? fault.machineId };
      });
      return { window, repeatDays: days, atLeast, faults };
    },
  };
}
