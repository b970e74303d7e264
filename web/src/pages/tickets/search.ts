/** What is asked for, as the address has it, and as the API does. */
import type { paths } from '../../api/schema.d.ts';
import { instantOf } from '../../format/days.ts';
import { isMonth, type Month } from './calendar.ts';
import { type Priority, priorities, type TicketStatus, ticketStatuses, unfinishedStatuses } from './ticket-words.ts';

type SearchQuery = NonNullable<paths['/api/v1/tickets/search']['get']['parameters']['query']>;
export type TicketSort = NonNullable<SearchQuery['sort']>;

/** What the list, the board and the calendar can all be narrowed by. */
export interface TicketFilters {
  readonly priority?: readonly Priority[];
  readonly machine?: string;
  /** Number of an account, `me`, or `none`. */
  readonly assignee?: string;
  readonly category?: string;
  readonly overdue?: true;
  /** Only those whose fault stopped the machine. */
  readonly down?: true;
  readonly text?: string;
}

export interface TicketSearch extends TicketFilters {
  /** Absent: those that are not finished. */
  readonly status?: readonly TicketStatus[] | 'all';
  /** Logged on or after this date of the factory, `2026-11-26`. */
  readonly from?: string;
  /** Logged on or before it. */
  readonly to?: string;
  readonly sort?: TicketSort;
  readonly order?: 'asc' | 'desc';
}

export interface CalendarSearch extends TicketFilters {
  /** Absent: the present one. */
  readonly month?: Month;
}

const sorts: readonly TicketSort[] = ['logged_time', 'due_at', 'priority', 'updated_at'];
const TEXT_MAX = 200;
const DAY_MS = 86_400_000;

type Unknown = Readonly<Record<string, unknown>>;

function wordsIn<Word extends string>(value: unknown, words: readonly Word[]): readonly Word[] | undefined {
  const given: readonly unknown[] = Array.isArray(value) ? value : [value];
  const known = words.filter((word) => given.includes(word));
  return known.length === 0 ? undefined : known;
}

function textIn(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text.trim() !== '' ? text.slice(0, TEXT_MAX) : undefined;
}

function dateIn(value: unknown): string | undefined {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))
    ? value
    : undefined;
}

function isTrue(value: unknown): true | undefined {
  return value === true ? true : undefined;
}

/** Without what is not said: an address names only what narrows. */
function said<Fields extends object>(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;
}

export function ticketFilters(search: Unknown): TicketFilters {
  const assignee = textIn(search['assignee']);
  return said({
    priority: wordsIn(search['priority'], priorities),
    machine: textIn(search['machine']),
    assignee: assignee !== undefined && /^(me|none|[1-9]\d{0,14})$/.test(assignee) ? assignee : undefined,
    category: textIn(search['category']),
    overdue: isTrue(search['overdue']),
    down: isTrue(search['down']),
    text: textIn(search['text']),
  });
}

export function ticketSearch(search: Unknown): TicketSearch {
  const [sort] = wordsIn(search['sort'], sorts) ?? [];
  const [order] = wordsIn(search['order'], ['asc', 'desc'] as const) ?? [];
  return said({
    ...ticketFilters(search),
    status: search['status'] === 'all' ? 'all' : wordsIn(search['status'], ticketStatuses),
    from: dateIn(search['from']),
    to: dateIn(search['to']),
    sort,
    order: sort === undefined ? undefined : order,
  });
}

export function calendarSearch(search: Unknown): CalendarSearch {
  const month = search['month'];
  return said({ ...ticketFilters(search), month: isMonth(month) ? month : undefined });
}

/** How many things narrow the list: beside the button that hides them on a phone. */
export function countFilters(search: TicketSearch): number {
  const { sort: _sort, order: _order, text: _text, ...narrowing } = search;
  return Object.keys(narrowing).length;
}

export function filterQuery(filters: TicketFilters): SearchQuery {
  const { priority, machine, assignee, category, overdue, down, text } = filters;
  return said({
    priority: priority === undefined ? undefined : [...priority],
    machine_ids: machine === undefined ? undefined : [machine],
    assignee_id: assignee,
    category,
    overdue,
    machine_down: down,
    text,
  });
}

/** Of one column of the board: what waits longest beyond its due date comes first, and of what is over the newest. */
export function columnQuery(filters: TicketFilters, status: TicketStatus): SearchQuery {
  const sort = status === 'Closed' || status === 'Cancelled' || status === 'Resolved' ? 'updated_at' : 'due_at';
  return { ...filterQuery(filters), status: [status], sort, with_total: true };
}

/** @param zone of the factory: a day begins at its midnight */
export function searchQuery(search: TicketSearch, zone: string): SearchQuery {
  const { status = unfinishedStatuses, from, to, sort, order } = search;
  const midnight = (date: string, days: number) =>
    new Date(instantOf(Date.parse(date) + days * DAY_MS, zone)).toISOString();
  return said({
    ...filterQuery(search),
    status: status === 'all' ? undefined : [...status],
    start_time: from === undefined ? undefined : midnight(from, 0),
    end_time: to === undefined ? undefined : midnight(to, 1),
    sort,
    order,
  });
}
