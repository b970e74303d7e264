/** What a search asks for, out of its query. */
import type { Static } from 'typebox';
import type { Actor } from '../../../kernel/access.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { queryInstant, queryRange } from '../../../platform/http/index.ts';
import type { TicketSearchQuery } from './tickets.requests.schemas.ts';
import type { TicketListing } from './tickets.types.ts';

type SearchOnWire = Omit<Static<typeof TicketSearchQuery>, 'cursor' | 'limit' | 'with_total'> &
  Partial<Pick<Static<typeof TicketSearchQuery>, 'cursor' | 'limit' | 'with_total'>>;

/**
 * A text of spaces alone, as an empty search field sends it, is no filter.
 *
 * @throws validation-failed for `me` of somebody who is no person, and for times that are none, range-invalid for an end
 *   before its start
 */
export function listingOf(query: SearchOnWire, actor: Actor): TicketListing {
  const { assignee_id: assignee, sort, order } = query;
  return {
    statuses: query.status,
    priorities: query.priority,
    machineIds: query.machine_ids,
    assigneeId: assignee === undefined ? undefined : assigneeOf(assignee, actor),
    category: query.category,
    team: query.team,
    overdue: query.overdue,
    machineDown: query.machine_down,
    source: query.source,
    text: query.text?.trim() === '' ? undefined : query.text,
    ...queryRange(query),
    ...dueRange(query),
    sort,
    descending: order === undefined ? sort !== 'due_at' : order === 'desc',
    cursor: query.cursor,
    limit: query.limit,
    withTotal: query.with_total,
  };
}

function dueRange({ due_from: from, due_to: to }: SearchOnWire) {
  const dueFromMs = from === undefined ? undefined : queryInstant('due_from', from).ms;
  const dueToMs = to === undefined ? undefined : queryInstant('due_to', to).ms;
  if (dueFromMs !== undefined && dueToMs !== undefined && dueToMs < dueFromMs) {
    throw new DomainError('range-invalid', 'due_to lies before due_from.');
  }
  return { dueFromMs, dueToMs };
}

function assigneeOf(text: string, actor: Actor): number | 'none' {
  if (text === 'none') return text;
  if (text !== 'me') return Number(text);
  if (actor.kind === 'user') return Number(actor.id);
  throw new DomainError('validation-failed', 'assignee_id=me is for people: a program has no tickets of its own.');
}
