import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET, newIdempotencyKey, POST } from '../../api/client.ts';
import type { Item } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { ticketAddress } from '../../parts/addresses.ts';
import { useSession } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { Refusal, useReasonOf } from '../../ui/messages.tsx';
import { Card } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { useNotify } from '../../ui/toasts.tsx';
import { ReserveDialog } from './reserve-dialog.tsx';
import { type Component, PAGE_MAX, useRereadStock } from './use-stock.ts';

type Reservation = Item<'/api/v1/inventory/reservations'>;

/** What is set aside for tickets: nobody else can take it. */
export function ReservationsCard({ component }: { readonly component: Component }) {
  const { t } = useTranslation('stores');
  const { can } = useSession();
  const [isNew, setNew] = useState(false);
  const reservations = useQuery({
    queryKey: ['stock', 'reservations', component.id],
    queryFn: () =>
      contentOf(
        GET('/api/v1/inventory/reservations', {
          params: { query: { component_id: component.id, limit: PAGE_MAX } },
        }),
      ),
  });
  return (
    <Card title={t('reservations.title')}>
      <QueryView query={reservations}>
        {({ items }) => (
          <>
            {items.length === 0 && <p className="text-quiet">{t('reservations.none')}</p>}
            <ul className="flex flex-col divide-y divide-line">
              {items.map((each) => (
                <Row key={each.id} component={component} reservation={each} />
              ))}
            </ul>
          </>
        )}
      </QueryView>
      {can('inventory:issue') && !component.retired && (
        <Button className="mt-3" disabled={component.available === 0} onClick={() => setNew(true)}>
          {t('reservations.new')}
        </Button>
      )}
      {isNew && <ReserveDialog component={component} onClose={() => setNew(false)} />}
    </Card>
  );
}

function Row({ component, reservation }: { readonly component: Component; readonly reservation: Reservation }) {
  const { t } = useTranslation('stores');
  const format = useFormat();
  const notify = useNotify();
  const reasonOf = useReasonOf();
  const reread = useRereadStock();
  const { can } = useSession();
  const { ticket_id: ticketId, location_id: locationId, location_name: location, quantity } = reservation;
  const change = useMutation({
    mutationFn: (verb: 'release' | 'reserve') => {
      const params = { path: { id: component.id }, header: { 'Idempotency-Key': newIdempotencyKey() } };
      const body = { ticket_id: ticketId, location_id: locationId, quantity };
      return contentOf(
        verb === 'release'
          ? POST('/api/v1/inventory/components/{id}/release', { params, body })
          : POST('/api/v1/inventory/components/{id}/reserve', { params, body }),
      );
    },
    onSuccess(_, verb) {
      if (verb === 'release')
        notify(t('reservations.released', { quantity, ticketId }), () => change.mutate('reserve'));
    },
    // the row is gone then
    onError: (error, verb) => verb === 'reserve' && notify(reasonOf(error)),
    onSettled: reread,
  });
  return (
    <li className="py-2">
      <div className="flex items-center justify-between gap-3">
        <div>
          <p>
            <span className="font-semibold tabular-nums">{format.number(quantity)}</span>{' '}
            <Link {...ticketAddress(ticketId)} className="inline-flex min-h-6 items-center text-accent underline">
              {t('ticket.number', { id: ticketId })}
            </Link>
          </p>
          <p className="text-sm text-quiet">
            {location} · {reservation.actor.name} · {format.when(reservation.created_at)}
          </p>
        </div>
        {can('inventory:issue') && (
          <Button isBusy={change.isPending} onClick={() => change.mutate('release')}>
            {t('reservations.release')}
          </Button>
        )}
      </div>
      <Refusal error={change.error} />
    </li>
  );
}
