import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ticketAddress } from '../../parts/addresses.ts';

export function TicketLink({ ticketId }: { readonly ticketId: number }) {
  const { t } = useTranslation('machine');
  return (
    <Link {...ticketAddress(ticketId)} className="inline-flex min-h-6 items-center font-medium text-accent underline">
      {t('ticket', { id: ticketId })}
    </Link>
  );
}
