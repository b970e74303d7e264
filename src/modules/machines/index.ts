/** The front door of machines: where they stand, what people say of them, and their files. */
import type { Clock } from '../../kernel/clock.ts';
import type { Routes } from '../../platform/http/index.ts';
import type { Logger } from '../../platform/logging/index.ts';
import type { Store } from '../../platform/outbox/index.ts';
import type { SettingDefinition, SettingsReader } from '../../platform/settings/index.ts';
import type { FileStorage } from '../../platform/storage/index.ts';
import { machineCsvRoutes } from './csv/machine-csv.routes.ts';
import { createMachineExport, type MachineExport } from './csv/machine-export.ts';
import { createMachineImport, type MachineImport } from './csv/machine-import.service.ts';
import { factoryRoutes } from './factory.routes.ts';
import { factoryName, oeeTarget } from './factory.settings.ts';
import { fileRoutes } from './files.routes.ts';
import { createMachineFileService, type MachineFileService } from './files.service.ts';
import { machineRoutes } from './machines.routes.ts';
import { createMachineService, type MachineService } from './machines.service.ts';
import { currency, fileSizeMaxMib } from './machines.settings.ts';
import { placeRoutes } from './places.routes.ts';
import { createPlaceService, type PlaceService } from './places.service.ts';

export { machineEventTypes } from './event-types.ts';
export type { MachineFile } from './files.types.ts';
export { MACHINE_ID_LENGTH_MAX, machineIdProblem } from './machines.rules.ts';
export { currency } from './machines.settings.ts';
export type {
  Criticality,
  Machine,
  MachineDetails,
  MachineFilter,
  MachinePage,
  NewMachine,
  SeenMachine,
} from './machines.types.ts';
export type { NewPlace, Place, PlaceLevel } from './places.types.ts';

export type Machines = MachineService & PlaceService & MachineExport & MachineImport;
export type MachineFiles = MachineFileService;

export interface MachinesDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
}

export function createMachines({ store, clock, log }: MachinesDependencies): Machines {
  const own = log.child({ module: 'machines' });
  const machines = createMachineService(store, clock, own);
  return {
    ...machines,
    ...createPlaceService(store, own),
    ...createMachineExport(store),
    ...createMachineImport({ store, clock, log: own }, machines.placementChangedWithin),
  };
}

/** @param storage where the contents are kept; the rows are in the database */
export function createMachineFiles({ store, clock, log }: MachinesDependencies, storage: FileStorage): MachineFiles {
  return createMachineFileService(store, storage, clock, log.child({ module: 'machines' }));
}

/** What the factory can set about its machines. */
export const machineSettings: readonly SettingDefinition[] = [factoryName, currency, oeeTarget, fileSizeMaxMib];

export function machinesRoutes(
  machines: Machines,
  files: MachineFiles,
  { settings, zone }: { readonly settings: SettingsReader; readonly zone: string },
): Routes {
  return async (app) => {
    const all = [
      machineRoutes(machines, settings),
      machineCsvRoutes(machines),
      placeRoutes(machines),
      fileRoutes(files, settings),
      factoryRoutes(settings, zone),
    ];
    for (const mount of all) await mount(app);
  };
}
