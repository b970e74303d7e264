/** The address of the ticket as a QR code: on paper it leads back to the page. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { encode } from 'uqr';
import type { Ticket } from '../../api/types.ts';

export function TicketQr({ ticket }: { readonly ticket: Ticket }) {
  const { t } = useTranslation('tickets');
  const address = `${location.origin}/tickets/${ticket.id}`;
  const { data, size } = useMemo(() => encode(address, { border: 2 }), [address]);
  const path = data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <figure className="hidden print:block">
      <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t('qr')} className="size-32 bg-white">
        <path d={path} fill="black" />
      </svg>
      <figcaption className="text-sm">{address}</figcaption>
    </figure>
  );
}
