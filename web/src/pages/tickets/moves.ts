/**
 * Which steps a ticket can take from where, for whom, and what has to be said with each.
 *
 * The server says which steps a ticket allows now (`allowed_moves`); this knows where each leads.
 */
import type { Move, TicketRow, TicketStatus } from './ticket-words.ts';

/** Giving it to somebody is a step of its own: it leaves the status. */
export type StatusMove = Exclude<Move, 'assign'>;

/** In the order of a ticket's life. */
const statusMoves: readonly StatusMove[] = ['start', 'hold', 'resolve', 'close', 'reopen', 'cancel'];

const leadsTo: Readonly<Record<StatusMove, TicketStatus>> = {
  start: 'In Progress',
  hold: 'On Hold',
  resolve: 'Resolved',
  close: 'Closed',
  reopen: 'Open',
  cancel: 'Cancelled',
};

type Standing = Pick<TicketRow, 'allowed_moves'>;

export function targetOf(move: StatusMove): TicketStatus {
  return leadsTo[move];
}

export function movesOf({ allowed_moves: allowed }: Standing): readonly StatusMove[] {
  return statusMoves.filter((move) => allowed.includes(move));
}

/** The step that leads to a column of the board; undefined where there is none from here. */
export function moveInto(ticket: Standing, status: TicketStatus): StatusMove | undefined {
  return movesOf(ticket).find((move) => leadsTo[move] === status);
}

/** The step that most people want next. */
export function usualMove(ticket: Standing): StatusMove | undefined {
  const moves = movesOf(ticket);
  return (['close', 'start', 'resolve', 'reopen'] as const).find((move) => moves.includes(move));
}

/** Whether a step wants words of whoever takes it: why it waits, what was done, why it goes back. */
export function wantsWords(move: StatusMove): move is Exclude<StatusMove, 'start' | 'close'> {
  return move !== 'start' && move !== 'close';
}

/** What can be done with all of several tickets, each of which must allow it. */
export function movesOfAll(tickets: readonly Standing[]): readonly Move[] {
  const [first, ...others] = tickets;
  if (first === undefined) return [];
  return first.allowed_moves.filter((move) => others.every(({ allowed_moves: allowed }) => allowed.includes(move)));
}

/** To whom somebody may give a ticket: planners to anybody, others to themselves, and their own back to nobody. */
export function assignableTo(
  ticket: Pick<TicketRow, 'assignee' | 'allowed_moves'>,
  me: { readonly id: number; readonly works: boolean; readonly manages: boolean },
): 'anybody' | 'me' | 'nobody' | undefined {
  if (!ticket.allowed_moves.includes('assign') || !me.works) return undefined;
  if (me.manages) return 'anybody';
  return ticket.assignee !== null && ticket.assignee.id === me.id ? 'nobody' : 'me';
}
