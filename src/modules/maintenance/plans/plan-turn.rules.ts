/**
 * What becomes of a plan's dues at a moment: which are missed, which one opens a ticket, and when to look again.
 *
 * A plan has at most one ticket that is not done. Dues that pass meanwhile, and all but the last of those that passed
 * while nobody looked, are missed and served with that one ticket: a stop of months ends with one ticket a plan.
 */

export interface CalendarStanding {
  /** The first due that nothing has been decided about; null where the rule has ended. */
  readonly nextDueAt: number | null;
  /** When the ticket of a due opens: at the due or before it. */
  readonly opensAt: (dueAt: number) => number;
  /** Whether a ticket of the plan is not done. */
  readonly pending: boolean;
}

export interface Turn {
  /** In order. */
  readonly missed: readonly number[];
  /** Opens a ticket. */
  readonly opens: number | undefined;
  /** The due after the one that opens. */
  readonly following: number | null;
  readonly nextDueAt: number | null;
  /** When there is something to decide; null: not before something else happens. */
  readonly checkAt: number | null;
}

/** Missed dues that one turn decides about: the rest follow in the next one, at once. */
export const MISSED_A_TURN_MAX = 50;

/** @param dues those after `nextDueAt`, ascending, read as far as needed */
export function calendarTurn(standing: CalendarStanding, dues: Iterator<number>, nowMs: number): Turn {
  const { opensAt, pending } = standing;
  const missed: number[] = [];
  const after = () => dues.next().value ?? null;
  let due = standing.nextDueAt;
  while (due !== null && due <= nowMs) {
    if (missed.length >= MISSED_A_TURN_MAX) {
      return { missed, opens: undefined, following: null, nextDueAt: due, checkAt: nowMs };
    }
    const following = after();
    if (!pending && (following === null || following > nowMs)) return opened(missed, due, following);
    missed.push(due);
    due = following;
  }
  if (due !== null && !pending && opensAt(due) <= nowMs) return opened(missed, due, after());
  const checkAt = due === null ? null : pending ? due : opensAt(due);
  return { missed, opens: undefined, following: null, nextDueAt: due, checkAt };
}

/** From then on the ticket is pending: there is nothing to decide before the next due has passed. */
function opened(missed: readonly number[], opens: number, following: number | null): Turn {
  return { missed, opens, following, nextDueAt: following, checkAt: following };
}
