/** What is due in a range: tickets, and what plans foresee. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { contentOf, GET } from '../../api/client.ts';
import type { Item } from '../../api/types.ts';
import { filterQuery, type TicketFilters } from './search.ts';
import type { TicketRow } from './ticket-words.ts';

type PlanDue = Item<'/api/v1/plans/calendar'>;

export type Due =
  | { readonly kind: 'ticket'; readonly key: string; readonly dueAt: string; readonly ticket: TicketRow }
  | {
      readonly kind: 'plan';
      readonly key: string;
      readonly dueAt: string;
      readonly due: PlanDue;
    };

export interface Dues {
  readonly dues: readonly Due[];
  /** False where there is more than is shown. */
  readonly isWhole: boolean;
}

const PAGE = 500;
/** More than these nobody reads on a month. */
const TICKETS_MAX = 1_500;

async function readTickets(filters: TicketFilters, from: string, to: string) {
  const tickets: TicketRow[] = [];
  let cursor: string | undefined;
  do {
    const query = {
      ...filterQuery(filters),
      due_from: from,
      due_to: to,
      sort: 'due_at' as const,
      limit: PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    };
    const page = await contentOf(GET('/api/v1/tickets/search', { params: { query } }));
    tickets.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined && tickets.length < TICKETS_MAX);
  return { tickets: tickets.filter(({ status }) => status !== 'Cancelled'), isWhole: cursor === undefined };
}

/** Whether what plans foresee can pass the filters: it has no priority, person or words. */
function showsPlans({ machine: _machine, ...others }: TicketFilters): boolean {
  return Object.keys(others).length === 0;
}

async function readDues(filters: TicketFilters, from: string, to: string): Promise<Dues> {
  const { machine } = filters;
  const query = { start_time: from, end_time: to, ...(machine === undefined ? {} : { machine_ids: [machine] }) };
  const [found, planned] = await Promise.all([
    readTickets(filters, from, to),
    showsPlans(filters) ? contentOf(GET('/api/v1/plans/calendar', { params: { query } })) : undefined,
  ]);
  const shown = new Set(found.tickets.map(({ id }) => id));
  const dues: Due[] = found.tickets.map((ticket) => ({
    kind: 'ticket',
    key: `t${ticket.id}`,
    dueAt: ticket.due_at ?? from,
    ticket,
  }));
  for (const due of planned?.items ?? []) {
    // the ticket that a due has opened stands for it
    if (due.ticket_id !== null && shown.has(due.ticket_id)) continue;
    dues.push({ kind: 'plan', key: `p${due.plan_id}-${due.due_at}`, dueAt: due.due_at, due });
  }
  return { dues, isWhole: found.isWhole && planned?.complete !== false };
}

export function useDues(filters: TicketFilters, from: string, to: string) {
  return useQuery({
    queryKey: ['tickets', 'dues', filters, from, to],
    queryFn: () => readDues(filters, from, to),
    placeholderData: keepPreviousData,
  });
}
