/** When a plan by meter will be due if its meter goes on as in the last four weeks. */
import type { Plan } from './plans.types.ts';

/** How the meter of a plan stands. */
export interface MeterReading {
  /** What it has since the plan's last step. */
  readonly value: number;
  /** How much it goes on in a millisecond, on average of the last four weeks; 0 where it stands. */
  readonly rate: number;
}

/** The last instant that RFC 3339 can write. */
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Dues from `fromMs` on, without an end; none of a plan that rests or whose meter stands. */
export function* meterDueTimes(
  plan: Plan,
  { value, rate }: MeterReading,
  nowMs: number,
  fromMs = nowMs,
): Generator<number, undefined> {
  const every = plan.meterEvery;
  if (plan.status !== 'active' || rate <= 0 || every === null) return;
  const counted = countedOn(plan, every, value);
  const first = Math.floor((counted + Math.max(0, fromMs - nowMs) * rate) / every);
  for (let step = Math.max(1, first); ; step++) {
    const remaining = Math.max(0, every * step - counted);
    const dueAt = nowMs + Math.round(remaining / rate);
    if (dueAt > LAST_MS) return;
    if (dueAt >= fromMs) yield dueAt;
  }
}

/** From completion one that is late is done now, and so is one whose ticket is open: the meter begins anew. */
function countedOn({ basis, checkAt }: Plan, every: number, value: number): number {
  if (basis !== 'completion') return value;
  return checkAt === null ? 0 : Math.min(value, every);
}
