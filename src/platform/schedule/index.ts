/** The schedule's front door. */
export { createLeadership, type Leadership } from './leadership.ts';
export { createSchedule, type Job, makeDue, type Schedule } from './schedule.ts';
export type { ScheduleTables } from './tables.ts';
