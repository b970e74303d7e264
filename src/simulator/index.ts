/** The simulator's front door: a made-up factory for demonstrations and tests. Pure: it reads no clock and no file. */
export { type FactoryToSimulate, type SimulatedPeriod, simulateFactory } from './factory.ts';
export { factoryCalendar, type WorkingCalendar, type WorkingShift } from './working-calendar.ts';
