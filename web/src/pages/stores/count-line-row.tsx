import { Check, CircleAlert } from 'lucide-react';
import { memo, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { signed } from './bookings.ts';
import { type CountRow, countIn } from './stocktake.ts';

interface CountLineRowProps {
  readonly row: CountRow;
  readonly hidesExpected: boolean;
  /** It was scanned last: it comes into view. */
  readonly isScanned: boolean;
  readonly onCount: (counted: string) => void;
}

export const CountLineRow = memo(function CountLineRow({ row, hidesExpected, isScanned, onCount }: CountLineRowProps) {
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
      {counted !== undefined && <Difference difference={counted - row.expected} />}
      {isWrong && <p className="text-sm font-medium text-danger">{t('stocktake.noCount')}</p>}
      <label className="flex items-center gap-2">
        <span className="sr-only">{t('stocktake.countOf', { name: row.name })}</span>
        <input
          data-digits=""
          inputMode="numeric"
          autoComplete="off"
          aria-invalid={isWrong}
          value={row.counted}
          onFocus={({ target }) => target.select()}
          onChange={({ target }) => onCount(target.value)}
          onKeyDown={(event) => event.key === 'Enter' && focusNext(event.currentTarget)}
          className="min-h-12 w-24 rounded-lg border border-line bg-surface px-3 text-right text-xl font-semibold tabular-nums aria-invalid:border-danger"
        />
        <span className="w-10 text-sm text-quiet">{row.unit}</span>
      </label>
    </li>
  );
});

/** From shelf to shelf without the mouse. */
function focusNext(field: HTMLInputElement): void {
  field.closest('li')?.nextElementSibling?.querySelector('input')?.focus();
}

function Difference({ difference }: { readonly difference: number }) {
  const { t } = useTranslation('stores');
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
      {t('stocktake.differs', { difference: signed(difference) })}
    </p>
  );
}
