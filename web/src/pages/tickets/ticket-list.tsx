/** Tickets below each other: a table where there is room, cards on a phone. */
import { Link } from '@tanstack/react-router';
import { OctagonAlert } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { type Column, DataTable, type Sorting } from '../../ui/data-table.tsx';
import { DueMark, PriorityMark, StatusMark } from './ticket-marks.tsx';
import { type TicketRow, titleOf } from './ticket-words.ts';
import { useIsNarrow } from './use-narrow.ts';

interface TicketListProps {
  readonly tickets: readonly TicketRow[];
  readonly sorting: Sorting | undefined;
  readonly onSort: (sorting: Sorting | undefined) => void;
  /** Absent where nothing can be done with those that are ticked. */
  readonly selected?: ReadonlySet<string>;
  readonly onSelect?: (keys: ReadonlySet<string>) => void;
}

const keyOf = ({ id }: TicketRow) => String(id);

function TicketLink({ ticket }: { readonly ticket: TicketRow }) {
  const { t } = useTranslation('tickets');
  return (
    <Link
      to="/tickets/$ticketId"
      params={{ ticketId: ticket.id }}
      data-ticket-link={ticket.id}
      className="font-medium text-ink hover:underline focus-visible:underline"
    >
      <span className="text-quiet tabular-nums">#{ticket.id}</span> {titleOf(ticket)}
      {ticket.machine_down && ticket.restored_at === null && (
        <span className="ml-2 inline-flex items-center gap-1 text-sm font-semibold text-danger">
          <OctagonAlert className="size-4" aria-hidden />
          {t('down')}
        </span>
      )}
    </Link>
  );
}

export function TicketList(props: TicketListProps) {
  return useIsNarrow() ? <TicketCards {...props} /> : <TicketTable {...props} />;
}

function TicketTable({ tickets, sorting, onSort, selected, onSelect }: TicketListProps) {
  const { t } = useTranslation('tickets');
  const format = useFormat();
  const columns = useMemo(
    (): readonly Column<TicketRow>[] => [
      { id: 'ticket', title: t('field.ticket'), cell: (ticket) => <TicketLink ticket={ticket} /> },
      { id: 'machine', title: t('field.machine'), cell: ({ machine_name: name }) => name },
      { id: 'status', title: t('field.status'), cell: ({ status }) => <StatusMark status={status} /> },
      {
        id: 'priority',
        title: t('field.priority'),
        value: ({ priority }) => priority,
        cell: ({ priority }) => <PriorityMark priority={priority} />,
      },
      {
        id: 'due_at',
        title: t('field.due'),
        value: ({ due_at: dueAt }) => dueAt,
        cell: (ticket) => <DueMark ticket={ticket} />,
      },
      {
        id: 'assignee',
        title: t('field.assignee'),
        cell: ({ assignee, team }) => assignee?.name ?? team ?? <span className="text-quiet">{t('list.nobody')}</span>,
      },
      {
        id: 'logged_time',
        title: t('field.logged'),
        value: ({ logged_time: loggedAt }) => loggedAt,
        cell: ({ logged_time: loggedAt }) => <span className="whitespace-nowrap">{format.when(loggedAt)}</span>,
      },
      {
        id: 'updated_at',
        title: t('field.updated'),
        value: ({ updated_at: updatedAt }) => updatedAt,
        cell: ({ updated_at: updatedAt }) => <span className="whitespace-nowrap">{format.when(updatedAt)}</span>,
      },
    ],
    [t, format],
  );
  return (
    <div className="rounded-xl border border-line bg-surface">
      <DataTable
        label={t('title')}
        rows={tickets}
        columns={columns}
        keyOf={keyOf}
        sorting={sorting}
        onSort={onSort}
        {...(selected === undefined || onSelect === undefined ? {} : { selected, onSelect })}
      />
    </div>
  );
}

function TicketCards({ tickets, selected, onSelect }: TicketListProps) {
  const { t } = useTranslation(['tickets', 'common']);
  function toggle(key: string) {
    const next = new Set(selected);
    if (!next.delete(key)) next.add(key);
    onSelect?.(next);
  }
  return (
    <ul aria-label={t('title')} className="flex flex-col gap-3">
      {tickets.map((ticket) => (
        <li key={ticket.id} data-row={ticket.id} className="rounded-xl border border-line bg-surface p-4">
          <div className="flex items-start gap-3">
            <div className="min-w-0 flex-1">
              <TicketLink ticket={ticket} />
              <p className="mt-0.5 text-quiet">{ticket.machine_name}</p>
            </div>
            {selected !== undefined && (
              <label className="-m-2 flex size-11 items-center justify-center">
                <span className="sr-only">{t('common:table.choose')}</span>
                <input
                  type="checkbox"
                  checked={selected.has(keyOf(ticket))}
                  onChange={() => toggle(keyOf(ticket))}
                  className="size-6 accent-(--accent)"
                />
              </label>
            )}
          </div>
          <div className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-sm">
            <StatusMark status={ticket.status} />
            <PriorityMark priority={ticket.priority} />
            {ticket.due_at !== null && <DueMark ticket={ticket} />}
            <span className="text-quiet">{ticket.assignee?.name ?? ticket.team ?? t('list.nobody')}</span>
          </div>
        </li>
      ))}
    </ul>
  );
}
