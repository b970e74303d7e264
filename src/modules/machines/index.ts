/** The front door of machines: where they stand, what people say of them, and their files. */
import type { Clock } from '../../kernel/clock.ts';
import type { Routes } from '../../platform/http/index.ts';
import type { Logger } from '../../platform/logging/index.ts';
import type { Store } from '../../platform/outbox/index.ts';
import type { SettingDefinition, SettingsReader } from '../../platform/settings/index.ts';
import { machineRoutes } from './machines.routes.ts';
import { createMachineService, type MachineService } from './machines.service.ts';
import { currency } from './machines.settings.ts';
import { placeRoutes } from './places.routes.ts';
import { createPlaceService, type PlaceService } from './places.service.ts';

export { MACHINE_ID_LENGTH_MAX, MACHINE_NAME_LENGTH_MAX, machineIdProblem } from './machines.rules.ts';
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

export type Machines = MachineService & PlaceService;

export interface MachinesDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
}

export function createMachines({ store, clock, log }: MachinesDependencies): Machines {
  const own = log.child({ module: 'machines' });
  return { ...createMachineService(store, clock, own), ...createPlaceService(store, own) };
}

/** What the factory can set about its machines. */
export const machineSettings: readonly SettingDefinition[] = [currency];

export function machinesRoutes(machines: Machines, settings: SettingsReader): Routes {
  return async (app) => {
    for (const mount of [machineRoutes(machines, settings), placeRoutes(machines)]) await mount(app);
  };
}
