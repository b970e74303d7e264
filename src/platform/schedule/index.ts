/** The schedule's front door. */
export { createLeadership, type Leadership } from './leadership.ts';
export { makeDue, readLeases, requestRun } from './leases.ts';
export { createLookout } from './lookout.ts';
export { resultOf } from './results.ts';
export { createSchedule, type Job, type Schedule, type ScheduleParts } from './schedule.ts';
export { createSeats, type LeasedSeats } from './seats.ts';
export type { JobLeasesTable, ScheduleTables } from './tables.ts';
