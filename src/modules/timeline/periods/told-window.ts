/** What is stored of a window that a source has told everything of, and has to give way to it. */
import type { TableAccess } from '../../../platform/database/index.ts';
import type { TimelineTables } from '../tables.ts';
import { findPeriodsBegun, toInput } from './periods.repository.ts';
import type { StatusPeriodInput } from './periods.rules.ts';
import { cutReplaced } from './replaced.rules.ts';

/** A window that a source has told everything of. */
export interface ToldWindow {
  readonly machineId: string;
  readonly fromMs: number;
  /** Excluded. */
  readonly toMs: number;
  /** Whether a stored period is the source's, so that it can be replaced. */
  readonly isOwn: (id: string) => boolean;
}

/** The source's own periods of the window that it has replaced, as they are to be. */
export async function replacedIn(
  access: TableAccess<TimelineTables>,
  { machineId, fromMs, toMs, isOwn }: ToldWindow,
  told: readonly StatusPeriodInput[],
): Promise<StatusPeriodInput[]> {
  const stored = await findPeriodsBegun(access, machineId, fromMs, toMs);
  const own = stored.filter(({ id }) => isOwn(id)).map(toInput);
  return cutReplaced(
    own,
    told.filter((period) => period.machineId === machineId),
  );
}
