/** Words of tickets as the API has them, in the order in which people read them. */
import type { Item, Ticket } from '../../api/types.ts';

export type TicketStatus = Ticket['status'];
export type Priority = Ticket['priority'];
export type Move = Ticket['allowed_moves'][number];
export type HoldReason = 'parts' | 'vendor' | 'production_window' | 'other';
export type TicketRow = Item<'/api/v1/tickets/search'>;

export const ticketStatuses = [
  'Open',
  'In Progress',
  'On Hold',
  'Resolved',
  'Closed',
  'Cancelled',
] as const satisfies readonly TicketStatus[];
/** Somebody still has something to do with it, if only to say that it is good. */
export const unfinishedStatuses: readonly TicketStatus[] = ['Open', 'In Progress', 'On Hold', 'Resolved'];
/** The most urgent first. */
export const priorities = ['Critical', 'High', 'Medium', 'Low'] as const satisfies readonly Priority[];
export const holdReasons = ['parts', 'vendor', 'production_window', 'other'] as const satisfies readonly HoldReason[];

/** What is wrong, in one line. */
export function titleOf({ description }: Pick<Ticket, 'description'>): string {
  return description.trim().split('\n', 1)[0] ?? '';
}
