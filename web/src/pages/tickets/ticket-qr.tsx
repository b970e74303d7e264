/** The address of the ticket as a QR code: on paper it leads back to the page. */
import { useTranslation } from 'react-i18next';
import type { Ticket } from '../../api/types.ts';
import { QrCode } from '../../parts/qr-code.tsx';

export function TicketQr({ ticket }: { readonly ticket: Ticket }) {
  const { t } = useTranslation('tickets');
  const address = `${location.origin}/tickets/${ticket.id}`;
  return (
    <figure className="hidden print:block">
      <QrCode text={address} label={t('qr')} className="size-32" />
      <figcaption className="text-sm">{address}</figcaption>
    </figure>
  );
}
