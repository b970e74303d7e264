import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { numberIn } from '../../format/typed-number.ts';
import { useFormat } from '../../format/use-format.ts';
import { useFactory } from '../../session/factory.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { Refusal } from '../../ui/messages.tsx';
import { placesFor, usualPlace } from './booking-places.ts';
import { type BookingForm, type BookingKind, bookingOf, type Movement, onHandAfter } from './bookings.ts';
import { focusFirstWrong } from './first-wrong.ts';
import { countLimits, QuantityField } from './quantity-field.tsx';
import { sendBooking } from './send-booking.ts';
import { TicketField } from './ticket-field.tsx';
import { useDeedKey } from './use-deed-key.ts';
import { useFirstKnown } from './use-first-known.ts';
import { type Component, useLocations, useRereadStock } from './use-stock.ts';

const empty: BookingForm = {
  quantity: '1',
  location: '',
  toLocation: '',
  ticketId: undefined,
  unitCost: '',
  adjustsTo: 'counted',
  reason: '',
  reference: '',
};

interface BookingDialogProps {
  readonly kind: BookingKind;
  readonly component: Component;
  readonly onClose: () => void;
  readonly onBooked: (movements: readonly Movement[]) => void;
}

/** Books what comes, goes, moves or was miscounted. What the server refuses is told beside what is there now. */
export function BookingDialog({ kind, component, onClose, onBooked }: BookingDialogProps) {
  const { t } = useTranslation(['stores', 'common']);
  const { currency } = useFactory();
  const { locale } = useFormat();
  const reread = useRereadStock();
  const keyOf = useDeedKey();
  const { data: locations, isPending: isReadingLocations, error: unread } = useLocations();
  const [form, setForm] = useState<BookingForm>({ ...empty, quantity: kind === 'adjust' ? '' : '1' });
  const { levels } = component;
  // another browser may move the most to elsewhere while somebody types, or a lost answer hide that it was booked
  const usual = useFirstKnown(locations && usualPlace(placesFor(kind, levels, locations), levels));
  const location = form.location === '' && usual !== undefined ? String(usual) : form.location;
  const places = placesFor(kind, levels, locations ?? [], Number(location));
  const chosen = places.find(({ id }) => String(id) === location);
  const toLocation = form.toLocation === location ? '' : form.toLocation;
  const filled = { ...form, location, toLocation };
  const isWrongCost = form.unitCost.trim() !== '' && numberIn(form.unitCost, locale) === undefined;
  const book = useMutation({
    mutationFn: () => {
      const booking = bookingOf(kind, filled, locale);
      return sendBooking(component.id, booking, keyOf(booking.body));
    },
    onSuccess(movements) {
      onBooked(movements);
      onClose();
    },
    onSettled: reread,
  });
  // a press before there is a location to choose would be refused by the browser
  const isBusy = book.isPending || isReadingLocations;
  const say = (next: Partial<BookingForm>) => setForm((old) => ({ ...old, ...next }));
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!focusFirstWrong(event.currentTarget)) book.mutate();
  };
  const after = onHandAfter(kind, filled, chosen?.onHand);
  return (
    <Dialog
      isOpen
      title={t(`book.${kind}`)}
      description={component.component_name}
      onClose={onClose}
      canDismiss={!book.isPending}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <QuantityField
          label={t(kind === 'adjust' && form.adjustsTo === 'counted' ? 'quantity.counted' : 'quantity.label', {
            unit: component.unit,
          })}
          value={form.quantity}
          {...(kind === 'adjust' && form.adjustsTo === 'counted' ? countLimits : {})}
          onChange={(quantity) => say({ quantity })}
          isTooMany={after !== undefined && after < 0}
          hint={
            chosen === undefined || after === undefined
              ? undefined
              : after < 0
                ? t('quantity.tooMany', { before: chosen.onHand, location: chosen.name })
                : t('quantity.after', { before: chosen.onHand, after, location: chosen.name })
          }
        />
        {kind === 'adjust' && (
          <SelectField
            label={t('adjust.how')}
            value={form.adjustsTo}
            onChange={({ target }) => say({ adjustsTo: target.value as BookingForm['adjustsTo'] })}
          >
            <option value="counted">{t('adjust.counted')}</option>
            <option value="more">{t('adjust.more')}</option>
            <option value="fewer">{t('adjust.fewer')}</option>
          </SelectField>
        )}
        <SelectField
          label={t(kind === 'transfer' ? 'field.from' : 'field.location')}
          required
          value={location}
          onChange={({ target }) => say({ location: target.value })}
        >
          {places.length === 0 && (
            <option value="">{t(locations?.length === 0 ? 'book.noLocation' : 'book.nowhere')}</option>
          )}
          {places.map(({ id, name, onHand, available }) => (
            <option key={id} value={id}>
              {onHand === available
                ? t('book.place', { name, onHand })
                : t('book.placeReserved', { name, onHand, available })}
            </option>
          ))}
        </SelectField>
        {kind === 'transfer' && (
          <SelectField
            label={t('field.to')}
            required
            value={toLocation}
            onChange={({ target }) => say({ toLocation: target.value })}
          >
            <option value="">{t('book.choose')}</option>
            {placesFor('receive', levels, locations ?? [])
              .filter(({ id }) => String(id) !== location)
              .map(({ id, name, onHand }) => (
                <option key={id} value={id}>
                  {t('book.place', { name, onHand })}
                </option>
              ))}
          </SelectField>
        )}
        {(kind === 'issue' || kind === 'return') && (
          <TicketField
            label={t('field.ticket')}
            ticketId={form.ticketId}
            withFinished={kind === 'return'}
            onChoose={(ticketId) => say({ ticketId })}
          />
        )}
        {kind === 'receive' && (
          <div className="grid gap-4 sm:grid-cols-2">
            <TextField
              label={t('field.reference')}
              hint={t('book.referenceHint')}
              maxLength={200}
              value={form.reference}
              onChange={({ target }) => say({ reference: target.value })}
            />
            <TextField
              label={t('field.unit_cost')}
              error={isWrongCost ? t('number.wrong') : undefined}
              hint={t('book.costHint', { currency })}
              inputMode="decimal"
              value={form.unitCost}
              onChange={({ target }) => say({ unitCost: target.value })}
            />
          </div>
        )}
        <TextField
          label={t(kind === 'adjust' ? 'field.reason' : 'field.note')}
          hint={kind === 'adjust' ? t('adjust.reasonHint') : undefined}
          required={kind === 'adjust'}
          maxLength={500}
          value={form.reason}
          onChange={({ target }) => say({ reason: target.value })}
        />
        <Refusal error={book.error ?? (locations === undefined ? unread : null)} />
        <div className="flex justify-end gap-3">
          <Button size="glove" disabled={book.isPending} onClick={onClose}>
            {t('common:action.cancel')}
          </Button>
          <Button type="submit" kind="primary" size="glove" className="flex-1" isBusy={isBusy}>
            {t(`book.${kind}`)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
