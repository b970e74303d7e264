/** One thing done with several tickets, a few at a time: what failed is told by its ticket, and holds up no other. */
import type { TicketRow } from './ticket-words.ts';

export interface BulkResult {
  readonly done: readonly number[];
  readonly failed: readonly { readonly id: number; readonly error: unknown }[];
}

/** Several at once, not all: a server has others to serve. */
const AT_ONCE = 4;

/** @param onDone called after each, with how many are through */
export async function inBulk<Ticket extends Pick<TicketRow, 'id'>>(
  tickets: readonly Ticket[],
  act: (ticket: Ticket) => Promise<unknown>,
  onDone: (count: number) => void = () => undefined,
): Promise<BulkResult> {
  const waiting = [...tickets];
  const errors = new Map<number, unknown>();
  let through = 0;
  async function work(): Promise<void> {
    for (let ticket = waiting.shift(); ticket !== undefined; ticket = waiting.shift()) {
      try {
        await act(ticket);
      } catch (error) {
        errors.set(ticket.id, error);
      }
      through += 1;
      onDone(through);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  // in the order in which they were chosen, whichever was through first
  return {
    done: tickets.filter(({ id }) => !errors.has(id)).map(({ id }) => id),
    failed: tickets.filter(({ id }) => errors.has(id)).map(({ id }) => ({ id, error: errors.get(id) })),
  };
}
