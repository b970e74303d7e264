/** Machines and the shifts that hold for them: what commands need where they need nothing else. */
import type { FactoryConfig } from '../config/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { createMachines } from '../modules/machines/index.ts';
import { createShiftCalendars } from '../modules/timeline/index.ts';
import type { Logger } from '../platform/logging/index.ts';
import type { Store } from '../platform/outbox/index.ts';

export function makeShifts({ timezone: zone }: FactoryConfig, store: Store, clock: Clock, log: Logger) {
  const machines = createMachines({ store, clock, log });
  return { machines, shiftCalendars: createShiftCalendars({ store, log, machines, zone }) };
}

/** Of the environment. */
export function shiftsOf({ dayShiftStart: dayStart, dayShiftEnd: dayEnd }: FactoryConfig) {
  return { dayStart, dayEnd };
}
