/**
 * When answers about tickets last changed with the clock alone: a ticket became overdue, or the links to pictures turned.
 *
 * What was read is remembered until a ticket changes or the next due date passes, so that most questions cost nothing.
 */
import { linksTurnedAt } from '../../../kernel/signed-links.ts';
import { type Heads, latestOf, type Store } from '../../../platform/outbox/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import { pending } from './ticket-lists.queries.ts';

export interface TicketTurns {
  /** The last due date that has passed of a ticket that is not done, or the last turn of links if that is later. */
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
      if (known?.head === head && known.fromMs <= nowMs && nowMs <= known.toMs) return withLinks(known, nowMs);
      const turn = await read(head, nowMs);
      if (memory === undefined || memory.head <= head) memory = turn;
      return withLinks(turn, nowMs);
    },
  };
}

function withLinks({ lastMs }: Turn, nowMs: number): number {
  return Math.max(lastMs, linksTurnedAt(nowMs));
}
