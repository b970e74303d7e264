/** The schedule's front door. */
export { createSchedule, type Job, makeDue, type Schedule } from './schedule.ts';
export type { ScheduleTables } from './tables.ts';
