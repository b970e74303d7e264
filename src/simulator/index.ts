/** The simulator's front door: a made-up factory for demonstrations and tests. Pure: it reads no clock and no file. */
export { type FactoryToSimulate, type SimulatedPeriod, simulateFactory } from './factory.ts';
export { type SimulatedFault, simulateFaults } from './faults.ts';
export { drawPhoto, type PhotoSubject } from './photos.ts';
export { type RoundToDo, type SimulatedRound, simulateRound } from './rounds.ts';
export { type ProductToMake, type SimulatedRun, simulateRuns } from './runs.ts';
export { factoryCalendar, type WorkingCalendar, type WorkingShift } from './working-calendar.ts';
