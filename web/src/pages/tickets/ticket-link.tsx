import { Link } from '@tanstack/react-router';
import { OctagonAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type TicketRow, titleOf } from './ticket-words.ts';

/** A ticket by its number and what is wrong. */
export function TicketLink({ ticket }: { readonly ticket: TicketRow }) {
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
