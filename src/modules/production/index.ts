/** The front door of production: products, the runs that make them, and the cuts that machines report. */
import type { Clock } from '../../kernel/clock.ts';
import type { Routes } from '../../platform/http/index.ts';
import type { Logger } from '../../platform/logging/index.ts';
import type { Store } from '../../platform/outbox/index.ts';
import type { SettingDefinition, SettingsReader } from '../../platform/settings/index.ts';
import type { Machines } from '../machines/index.ts';
import type { Timeline } from '../timeline/index.ts';
import { productionCsvRoutes } from './csv/production-csv.routes.ts';
import { createProductionExports, type ProductionExports } from './csv/production-export.ts';
import { type CutReads, createCutReads } from './cuts/cut-reads.ts';
import { cutRoutes } from './cuts/cuts.routes.ts';
import { type CutService, createCutService } from './cuts/cuts.service.ts';
import { cutFutureSeconds } from './cuts/cuts.settings.ts';
import { productRoutes } from './products/products.routes.ts';
import { createProductService, type ProductService } from './products/products.service.ts';
import { createRunReads, type RunReads } from './runs/run-reads.ts';
import { createRunRecords, type RunRecords } from './runs/run-records.service.ts';
import { requireIdleWithin } from './runs/run-steps.ts';
import { followPeriods } from './runs/run-sums.ts';
import { runRoutes } from './runs/runs.routes.ts';
import { createRunService, type RunService } from './runs/runs.service.ts';
import { createProductionTakeOver, type ProductionTakeOver } from './takeover.ts';

export type { CutSum } from './cuts/cut-sums.queries.ts';
export {
  CUT_COUNT_MAX,
  type CutFault,
  findCutFault,
  SOURCE_ID_LENGTH_MAX,
  wireNameOf,
} from './cuts/cuts.rules.ts';
export type { Cut, CutActivity, CutFilter, NewCut, RecordedCuts } from './cuts/cuts.types.ts';
export { productionEventTypes } from './event-types.ts';
export type { MachineWindow } from './machine-windows.ts';
export type { NamedProduct, NewProduct, Product } from './products/products.types.ts';
export { producedOf, progressOf } from './runs/runs.rules.ts';
export type { MeasuredRun, NewRun, PastRun, Run, RunCounts, RunView } from './runs/runs.types.ts';
export type { TakenProduct, TakenRun } from './takeover.ts';

export type Production = ProductService &
  RunService &
  RunReads &
  RunRecords &
  CutService &
  CutReads &
  ProductionExports &
  ProductionTakeOver;

export interface ProductionDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: SettingsReader;
  readonly machines: Machines;
  readonly timeline: Timeline;
}

export function createProduction(dependencies: ProductionDependencies): Production {
  const { store, machines, timeline } = dependencies;
  const log = dependencies.log.child({ module: 'production' });
  timeline.onPeriodsChangedWithin(followPeriods(timeline));
  machines.onRetirementChangedWithin(async () => async (tx, machineId, retired) => {
    if (retired) await requireIdleWithin(tx, machineId);
  });
  const reads = createRunReads(store, machines);
  const cuts = createCutReads(store, machines);
  return {
    ...createProductService(store, log),
    ...reads,
    ...createRunService({ ...dependencies, log }, reads),
    ...createRunRecords({ ...dependencies, log }, reads),
    ...createCutService(dependencies),
    ...cuts,
    ...createProductionExports(store, machines, cuts),
    ...createProductionTakeOver(dependencies),
  };
}

/** What the factory can set about production. */
export const productionSettings: readonly SettingDefinition[] = [cutFutureSeconds];

export function productionRoutes(production: Production): Routes {
  return async (app) => {
    for (const mount of [
      productRoutes(production),
      runRoutes(production),
      cutRoutes(production),
      productionCsvRoutes(production),
    ])
      await mount(app);
  };
}
