/** Tickets below each other: a table where there is room, cards on a phone. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { TicketCards } from './ticket-cards.tsx';
import { TicketLink } from './ticket-link.tsx';
import type { TicketListProps } from './ticket-list.types.ts';
import { DueMark, PriorityMark, StatusMark } from './ticket-marks.tsx';
import type { TicketRow } from './ticket-words.ts';
import { useIsNarrow } from './use-narrow.ts';

const keyOf = ({ id }: TicketRow) => String(id);

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
