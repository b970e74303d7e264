import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, POST } from '../../api/client.ts';
import { wholeIn } from '../../format/typed-number.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField } from '../../ui/field.tsx';
import { Refusal } from '../../ui/messages.tsx';
import { useNotify } from '../../ui/toasts.tsx';
import { QuantityField } from './quantity-field.tsx';
import { TicketField } from './ticket-field.tsx';
import { useDeedKey } from './use-deed-key.ts';
import { type Component, useRereadStock } from './use-stock.ts';

/** Sets some aside for a ticket. */
export function ReserveDialog({ component, onClose }: { readonly component: Component; readonly onClose: () => void }) {
  const { t } = useTranslation(['stores', 'common']);
  const notify = useNotify();
  const reread = useRereadStock();
  const keyOf = useDeedKey();
  const [typed, setTyped] = useState('1');
  const [location, setLocation] = useState('');
  const [ticketId, setTicketId] = useState<number>();
  const quantity = wholeIn(typed) ?? 0;
  const reserve = useMutation({
    mutationFn: (ticket: number) => {
      const body = { ticket_id: ticket, quantity, ...(location === '' ? {} : { location_id: Number(location) }) };
      const params = { path: { id: component.id }, header: { 'Idempotency-Key': keyOf(body) } };
      return contentOf(POST('/api/v1/inventory/components/{id}/reserve', { params, body }));
    },
    onSuccess(_, ticket) {
      notify(t('reservations.reserved', { quantity, ticketId: ticket }));
      onClose();
    },
    onSettled: reread,
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (ticketId !== undefined) reserve.mutate(ticketId);
  };
  return (
    <Dialog
      isOpen
      title={t('reservations.new')}
      description={component.component_name}
      onClose={onClose}
      canDismiss={!reserve.isPending}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <QuantityField
          label={t('quantity.label', { unit: component.unit })}
          value={typed}
          onChange={setTyped}
          isTooMany={quantity > component.available}
          hint={t('reservations.free', { count: component.available })}
        />
        <TicketField label={t('field.ticket')} isRequired ticketId={ticketId} onChoose={setTicketId} />
        <SelectField label={t('field.location')} value={location} onChange={({ target }) => setLocation(target.value)}>
          <option value="">{t('reservations.anywhere')}</option>
          {component.levels
            .filter(({ location_id: id, available }) => available > 0 || String(id) === location)
            .map(({ location_id: id, location_name: name, available }) => (
              <option key={id} value={id}>
                {t('reservations.place', { name, available })}
              </option>
            ))}
        </SelectField>
        <Refusal error={reserve.error} />
        <div className="flex justify-end gap-3">
          <Button disabled={reserve.isPending} onClick={onClose}>
            {t('common:action.cancel')}
          </Button>
          <Button type="submit" kind="primary" isBusy={reserve.isPending}>
            {t('reservations.new')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
