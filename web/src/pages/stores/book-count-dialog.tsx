import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, POST } from '../../api/client.ts';
import { NOTHING } from '../../format/format.ts';
import { useFormat } from '../../format/use-format.ts';
import { useFactory } from '../../session/factory.ts';
import { Button } from '../../ui/button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Refusal } from '../../ui/messages.tsx';
import { signed } from './bookings.ts';
import { type CountRow, countIn, countLines, differencesOf, type Stocktake, wrongCounts } from './stocktake.ts';
import type { Booked } from './stocktake-booked.tsx';
import { useDeedKey } from './use-deed-key.ts';
import { useRereadStock } from './use-stock.ts';

type Difference = ReturnType<typeof differencesOf>[number];

interface BookCountDialogProps {
  readonly stocktake: Stocktake;
  readonly rows: readonly CountRow[];
  readonly location: string;
  readonly onClose: () => void;
  readonly onBooked: (booked: Booked) => void;
}

/** Shows what differs before it is booked: all of it at once, or none. */
export function BookCountDialog({ stocktake, rows, location, onClose, onBooked }: BookCountDialogProps) {
  const { t } = useTranslation(['stores', 'common']);
  const format = useFormat();
  const { currency } = useFactory();
  const reread = useRereadStock();
  const keyOf = useDeedKey();
  const [note, setNote] = useState('');
  const differences = differencesOf(rows);
  const lines = countLines(stocktake);
  const wrong = wrongCounts(stocktake);
  const moved = rows.flatMap(({ name, movedFrom }) => (movedFrom === undefined ? [] : [name]));
  const worth = differences.reduce((sum, { difference, unitCost }) => sum + difference * (unitCost ?? 0), 0);
  const columns = useMemo(
    (): readonly Column<Difference>[] => [
      { id: 'name', title: t('field.component'), cell: ({ name }) => <span className="font-medium">{name}</span> },
      {
        id: 'expected',
        title: t('stocktake.inBooks'),
        isNumeric: true,
        cell: ({ expected }) => format.number(expected),
      },
      {
        id: 'counted',
        title: t('stocktake.counted'),
        isNumeric: true,
        cell: ({ counted }) => format.number(countIn(counted)),
      },
      {
        id: 'difference',
        title: t('stocktake.difference'),
        isNumeric: true,
        cell: ({ difference }) => <span className="font-semibold">{signed(difference, format)}</span>,
      },
      {
        id: 'value',
        title: t('field.value'),
        isNumeric: true,
        cell: ({ difference, unitCost }) =>
          unitCost === null ? NOTHING : format.money(difference * unitCost, currency),
      },
    ],
    [t, format, currency],
  );
  const book = useMutation({
    mutationFn: () => {
      const reason = note.trim();
      const body = { location_id: stocktake.locationId, counts: lines, ...(reason === '' ? {} : { reason }) };
      const header = { 'Idempotency-Key': keyOf(body) };
      return contentOf(POST('/api/v1/inventory/stocktakes', { params: { header }, body }));
    },
    onSuccess: onBooked,
    onSettled: reread,
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    book.mutate();
  };
  return (
    <Dialog
      isOpen
      isWide
      title={t('stocktake.review')}
      description={t('stocktake.reviewOf', { location, count: lines.length, differences: differences.length })}
      onClose={onClose}
      canDismiss={!book.isPending}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        {differences.length === 0 ? (
          <p>{t('stocktake.allRight')}</p>
        ) : (
          <>
            <DataTable
              label={t('stocktake.review')}
              rows={differences}
              columns={columns}
              keyOf={({ id }) => String(id)}
            />
            <p className="text-right font-semibold">{t('stocktake.worth', { value: format.money(worth, currency) })}</p>
          </>
        )}
        {moved.length > 0 && (
          <p className="font-medium text-warning">{t('stocktake.movedOf', { names: moved.join(', ') })}</p>
        )}
        {wrong.length > 0 && (
          <p role="alert" className="font-medium text-danger">
            {t('stocktake.wrong', { names: wrong.join(', ') })}
          </p>
        )}
        <TextField
          label={t('field.note')}
          maxLength={500}
          value={note}
          onChange={({ target }) => setNote(target.value)}
        />
        <Refusal error={book.error} />
        <div className="flex justify-end gap-3">
          <Button disabled={book.isPending} onClick={onClose}>
            {t('common:action.back')}
          </Button>
          <Button
            type="submit"
            kind="primary"
            isBusy={book.isPending}
            disabled={wrong.length > 0 || lines.length === 0}
          >
            {t('stocktake.book')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
