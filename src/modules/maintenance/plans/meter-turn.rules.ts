/**
 * What becomes of a plan by meter at a reading. As with the calendar a plan has at most one ticket that is not done, and
 * steps that passed meanwhile, or at once, are missed and served with that one.
 */
import type { PlanBasis } from './plans.types.ts';

export interface MeterStanding {
  readonly basis: PlanBasis;
  readonly every: number;
  /** On the meter since the last step. */
  readonly value: number;
  /** By how much before a step its ticket opens. */
  readonly lead: number;
  /** Whether a ticket of the plan is not done. */
  readonly pending: boolean;
}

export interface MeterTurn {
  /** Steps that passed without a ticket of their own. */
  readonly missed: number;
  /** The reading at which the ticket that opens is due; undefined: none opens. */
  readonly opens: number | undefined;
  /** What the meter has left behind the last step that was decided; less than nothing where it opens early. */
  readonly carry: number;
}

export function meterTurn({ basis, every, value, lead, pending }: MeterStanding): MeterTurn {
  const passed = Math.max(0, Math.floor(value / every));
  if (basis === 'completion') {
    // counted from when it is done: until then there is nothing but the one step
    return { missed: 0, opens: !pending && value + lead >= every ? every : undefined, carry: value };
  }
  if (pending) return { missed: passed, opens: undefined, carry: value - passed * every };
  const opens = passed > 0 || value + lead >= every;
  const decided = opens ? Math.max(1, passed) : 0;
  return {
    missed: Math.max(0, passed - 1),
    opens: opens ? decided * every : undefined,
    carry: value - decided * every,
  };
}
