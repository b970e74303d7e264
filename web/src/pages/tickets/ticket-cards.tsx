import { useTranslation } from 'react-i18next';
import { SortChoice } from '../../ui/sort-choice.tsx';
import { TicketLink } from './ticket-link.tsx';
import type { TicketListProps } from './ticket-list.types.ts';
import { DueMark, PriorityMark, StatusMark } from './ticket-marks.tsx';
import { titleOf } from './ticket-words.ts';

/** Tickets on a phone. */
export function TicketCards({ tickets, sorting, onSort, selected, onSelect }: TicketListProps) {
  const { t } = useTranslation(['tickets', 'common']);
  function toggle(key: string) {
    const next = new Set(selected);
    if (!next.delete(key)) next.add(key);
    onSelect?.(next);
  }
  const sortable = [
    { id: 'priority', title: t('field.priority') },
    { id: 'due_at', title: t('field.due') },
    { id: 'logged_time', title: t('field.logged') },
    { id: 'updated_at', title: t('field.updated') },
  ];
  return (
    <>
      {tickets.length > 1 && <SortChoice columns={sortable} sorting={sorting} onSort={onSort} />}
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
                  <input
                    type="checkbox"
                    aria-label={`${t('common:table.choose')}: #${ticket.id} ${titleOf(ticket)}`}
                    checked={selected.has(String(ticket.id))}
                    onChange={() => toggle(String(ticket.id))}
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
    </>
  );
}
