import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ticketAddress } from './addresses.ts';

/** A ticket by its number. */
export function TicketLink({ ticketId }: { readonly ticketId: number }) {
  const { t } = useTranslation();
  return (
    <Link
      {...ticketAddress(ticketId)}
      className="inline-flex min-h-6 items-center font-medium whitespace-nowrap text-accent underline"
    >
      {t('ticket', { id: ticketId })}
    </Link>
  );
}
