/** The front door of FourJaw: its status periods and assets, fetched by MillDash itself. */
import type { Clock } from '../../kernel/clock.ts';
import { realTiming } from './client/timing.ts';
import {
  createFourJawService,
  type FourJaw,
  type FourJawDependencies,
  type FourJawSettings,
} from './fourjaw.service.ts';

export type { BackfillProgress, BackfillSummary } from './backfill.ts';
export { realTiming, type Timing } from './client/timing.ts';
export { fourjawEventTypes } from './event-types.ts';
export { fourjawRoutes } from './fourjaw.routes.ts';
export type { FourJaw, FourJawSettings } from './fourjaw.service.ts';
export type { PollOutcome } from './poller.ts';
export type { FourJawStatus } from './status.queries.ts';
export { tryFourJaw } from './trial.ts';

/** @param settings undefined: FourJaw is not asked for anything, and says so */
export function createFourJaw(
  settings: FourJawSettings | undefined,
  { clock, ...rest }: Omit<FourJawDependencies, 'timing'> & { readonly clock: Clock },
): FourJaw {
  return createFourJawService(settings, { ...rest, timing: realTiming(clock) });
}
