import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ticketAddress } from '../../parts/addresses.ts';

export function TicketLink({ id }: { readonly id: number }) {
  const { t } = useTranslation(['reports', 'common']);
  return (
    <Link {...ticketAddress(id)} className="font-medium whitespace-nowrap text-accent underline">
      {t('ticket', { id })}
    </Link>
  );
}
