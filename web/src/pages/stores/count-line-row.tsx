import { ArrowRightLeft, Check, CircleAlert } from 'lucide-react';
import { memo, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { Button } from '../../ui/button.tsx';
import { signed } from './bookings.ts';
import { type CountRow, countIn, type ToCount } from './stocktake.ts';

interface CountLineRowProps {
  readonly row: CountRow;
  readonly hidesExpected: boolean;
  /** It was scanned last: it comes into view. */
  readonly isScanned: boolean;
  /** Stable from one drawing to the next: a list may be long. */
  readonly onCount: (row: ToCount, counted: string) => void;
}

function Line({ row, hidesExpected, isScanned, onCount }: CountLineRowProps) {
  const { t } = useTranslation('stores');
  const line = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isScanned) line.current?.scrollIntoView({ block: 'center' });
  }, [isScanned]);
  const counted = countIn(row.counted);
  const isWrong = row.counted.trim() !== '' && counted === undefined;
  return (
    <li
      ref={line}
      data-count={row.id}
      className={`flex flex-wrap items-center gap-x-4 gap-y-1 py-2 ${isScanned ? '-mx-2 rounded-lg bg-sunken px-2' : ''}`}
    >
      <div className="min-w-40 flex-1">
        <p className="font-medium">{row.name}</p>
        <p className="text-sm text-quiet">{row.stockCode}</p>
      </div>
      {(!hidesExpected || counted !== undefined) && (
        <p className="text-sm text-quiet tabular-nums">{t('stocktake.expected', { expected: row.expected })}</p>
      )}
      {counted !== undefined && row.movedFrom !== undefined && (
        <Moved row={row} movedFrom={row.movedFrom} onStands={() => onCount(row, row.counted)} />
      )}
      {counted !== undefined && <Difference difference={counted - row.expected} />}
      {isWrong && <p className="text-sm font-medium text-danger">{t('number.noWhole')}</p>}
      <label className="flex items-center gap-2">
        <span className="sr-only">{t('stocktake.countOf', { name: row.name })}</span>
        <input
          data-digits=""
          inputMode="numeric"
          autoComplete="off"
          aria-invalid={isWrong}
          value={row.counted}
          onFocus={({ target }) => target.select()}
          onChange={({ target }) => onCount(row, target.value)}
          onKeyDown={(event) => event.key === 'Enter' && focusNext(event.currentTarget)}
          className="min-h-12 w-24 rounded-lg border border-line bg-surface px-3 text-right text-xl font-semibold tabular-nums aria-invalid:border-danger"
        />
        <span className="w-10 text-sm text-quiet">{row.unit}</span>
      </label>
    </li>
  );
}

/** Rows are made anew at every key: only the one that says something else is drawn. */
export const CountLineRow = memo(Line, ({ row: before, ...old }, { row, ...next }) => {
  const isSame =
    old.hidesExpected === next.hidesExpected && old.isScanned === next.isScanned && old.onCount === next.onCount;
  return isSame && (Object.keys(row) as (keyof CountRow)[]).every((field) => row[field] === before[field]);
});

interface MovedProps {
  readonly row: CountRow;
  readonly movedFrom: number;
  readonly onStands: () => void;
}

/** Something was booked after it was counted: whether the count has it already only who counted knows. */
function Moved({ row, movedFrom, onStands }: MovedProps) {
  const { t } = useTranslation('stores');
  return (
    <div className="flex flex-wrap items-center gap-2 text-sm font-medium text-warning">
      <p className="inline-flex items-center gap-1">
        <ArrowRightLeft className="size-4" aria-hidden />
        {t('stocktake.moved', { before: movedFrom, now: row.expected })}
      </p>
      <Button size="small" aria-label={t('stocktake.standsOf', { name: row.name })} onClick={onStands}>
        {t('stocktake.stands')}
      </Button>
    </div>
  );
}

/** From shelf to shelf without the mouse. */
function focusNext(field: HTMLInputElement): void {
  field.closest('li')?.nextElementSibling?.querySelector('input')?.focus();
}

function Difference({ difference }: { readonly difference: number }) {
  const { t } = useTranslation('stores');
  const format = useFormat();
  if (difference === 0) {
    return (
      <p className="inline-flex items-center gap-1 text-sm font-medium text-good">
        <Check className="size-4" aria-hidden />
        {t('stocktake.agrees')}
      </p>
    );
  }
  return (
    <p className="inline-flex items-center gap-1 text-sm font-semibold text-warning">
      <CircleAlert className="size-4" aria-hidden />
      {t('stocktake.differs', { difference: signed(difference, format) })}
    </p>
  );
}
