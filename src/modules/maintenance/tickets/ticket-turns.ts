/**
 * When tickets last became overdue: the only change of theirs that comes with the clock alone.
 *
 * What was read is remembered until a ticket changes or the next due date passes, so that most questions cost nothing.
 */
import { type Heads, latestOf, type Store } from '../../../platform/outbox/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import { pending } from './ticket-lists.queries.ts';

export interface TicketTurns {
  /** The last due date that has passed of a ticket that is not done; 0 where none has. */
  lastTurnAt(nowMs: number, heads: Heads): Promise<number>;
}

interface Turn {
  readonly head: number;
  /** The turn holds for [fromMs, toMs]. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly lastMs: number;
}

export function createTicketTurns(store: Store): TicketTurns {
  let memory: Turn | undefined;

  async function read(head: number, nowMs: number): Promise<Turn> {
    const tickets = () => store.access<MaintenanceTables>().selectFrom('tickets').where(pending);
    const passed = await tickets()
      .select((eb) => eb.fn.max('due_at').as('at'))
      .where('due_at', '<', nowMs)
      .executeTakeFirst();
    const next = await tickets()
      .select((eb) => eb.fn.min('due_at').as('at'))
      .where('due_at', '>=', nowMs)
      .executeTakeFirst();
    return { head, fromMs: nowMs, toMs: next?.at ?? Number.POSITIVE_INFINITY, lastMs: passed?.at ?? 0 };
  }

  return {
    async lastTurnAt(nowMs, heads) {
      const head = latestOf(heads, ['ticket']);
      const known = memory;
      if (known?.head === head && known.fromMs <= nowMs && nowMs <= known.toMs) return known.lastMs;
      const turn = await read(head, nowMs);
      if (memory === undefined || memory.head <= head) memory = turn;
      return turn.lastMs;
    },
  };
}
