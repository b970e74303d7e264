/**
 * The meters of machines: productive uptime in milliseconds, or cuts.
 *
 * Read from sums over the time since a plan's last step: exact after late edits of the past, at a cost that does not
 * grow with history.
 */
import { DAY_MS } from '../../../kernel/clock.ts';
import type { Production } from '../../production/index.ts';
import { Category, type Ledger, type TimelineReads } from '../../timeline/index.ts';
import type { Plan } from './plans.types.ts';

/** What a forecast goes by. */
const RECENT_MS = 28 * DAY_MS;

export interface MeterReads {
  readonly timeline: Pick<TimelineReads, 'account'>;
  readonly production: Pick<Production, 'sumCuts'>;
}

type Metered = Pick<Plan, 'machineId' | 'trigger'>;

/** What a machine's meter went on by in [fromMs, toMs). */
export async function meteredIn(reads: MeterReads, plan: Metered, fromMs: number, toMs: number): Promise<number> {
  if (fromMs >= toMs) return 0;
  const { machineId } = plan;
  if (plan.trigger === 'cuts') {
    const [sum] = await reads.production.sumCuts([{ machineId, fromMs, toMs }]);
    return sum?.cuts ?? 0;
  }
  return uptimeOf(await reads.timeline.account({ fromMs, toMs, machineIds: [machineId], withReasons: false }));
}

function uptimeOf({ groups }: Ledger): number {
  let uptimeMs = 0;
  for (const { sums } of groups.values()) {
    for (const sum of sums.entries()) if (sum.category === Category.productiveUptime) uptimeMs += sum.durationMs;
  }
  return uptimeMs;
}

/** How much a machine's meter goes on in a millisecond, on average of the last four weeks; 0 where it stands. */
export async function recentRate(reads: MeterReads, plan: Metered, nowMs: number): Promise<number> {
  return (await meteredIn(reads, plan, nowMs - RECENT_MS, nowMs)) / RECENT_MS;
}
