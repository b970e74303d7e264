import { Link } from '@tanstack/react-router';
import { CalendarCheck, CalendarClock, CalendarX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { planAddress } from '../../parts/addresses.ts';
import { type TicketStatus, titleOf } from './ticket-words.ts';
import type { Due } from './use-dues.ts';

const finished: readonly TicketStatus[] = ['Resolved', 'Closed'];

/** What is due, with the way to it: the ticket, or the plan that will open one. */
export function DueEntry({ due, isShort = false }: { readonly due: Due; readonly isShort?: boolean }) {
  const { t } = useTranslation(['tickets', 'common']);
  const format = useFormat();
  const size = isShort ? 'text-sm leading-tight' : 'min-h-11 py-1.5';
  if (due.kind === 'plan') {
    const Icon = due.due.state === 'done' ? CalendarCheck : due.due.state === 'planned' ? CalendarClock : CalendarX;
    const { plan_id: planId, title, machine_name: machine, state } = due.due;
    return (
      <Link {...planAddress(planId)} className={`flex items-start gap-1 rounded px-1 py-0.5 hover:bg-sunken ${size}`}>
        <Icon className="mt-0.5 size-4 shrink-0 text-down-planned" aria-hidden />
        <span className="min-w-0 break-words">
          {machine}: {title} <span className="text-quiet">({t(`dueState.${state}`)})</span>
        </span>
      </Link>
    );
  }
  const { ticket } = due;
  const isDone = finished.includes(ticket.status);
  return (
    <Link
      to="/tickets/$ticketId"
      params={{ ticketId: ticket.id }}
      className={`rounded px-1 py-0.5 break-words hover:bg-sunken ${isShort ? 'line-clamp-2' : 'block'} ${size} ${ticket.overdue ? 'font-medium text-danger' : ''} ${isDone ? 'text-quiet' : ''}`}
    >
      <span className="tabular-nums">{format.time(due.dueAt)}</span> #{ticket.id} {titleOf(ticket)}
      <span className="text-quiet">
        {' '}
        ({ticket.overdue ? t('overdue') : t(`common:ticketStatus.${ticket.status}`)}
        {isShort ? '' : `, ${ticket.machine_name}`})
      </span>
    </Link>
  );
}
