/** Limits over several processes: the front door. */
export { createRateSharing } from './rate-sharing.ts';
export type { RateTables } from './tables.ts';
