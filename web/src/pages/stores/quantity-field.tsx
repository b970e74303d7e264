import { Minus, Plus } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { numberIn } from './bookings.ts';

interface QuantityFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** 0 where none is a count, too. */
  readonly least?: number;
  readonly hint?: ReactNode;
  /** The hint says what is wrong; the server decides all the same. */
  readonly isTooMany?: boolean;
}

/** A whole number, typed or by keys that a glove hits. */
export function QuantityField({ label, value, onChange, least = 1, hint, isTooMany = false }: QuantityFieldProps) {
  const { t } = useTranslation('stores');
  const id = useId();
  const step = (by: number) => onChange(String(Math.max(least, (numberIn(value) ?? least - 1) + by)));
  return (
    <div>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      <div className="flex gap-2">
        <Button size="glove" aria-label={t('quantity.less')} onClick={() => step(-1)}>
          <Minus className="size-6" aria-hidden />
        </Button>
        <input
          id={id}
          data-digits=""
          inputMode="numeric"
          pattern="[0-9]{1,9}"
          title={t('quantity.whole')}
          required
          autoComplete="off"
          // whoever opens the form says how many first, and a scanner's keys land here
          // biome-ignore lint/a11y/noAutofocus: the first thing that is asked in a dialog
          autoFocus
          aria-describedby={hint === undefined ? undefined : `${id}-hint`}
          value={value}
          onFocus={({ target }) => target.select()}
          onChange={({ target }) => onChange(target.value)}
          className="min-h-16 w-full min-w-0 rounded-lg border border-line bg-surface px-3 text-center text-2xl font-semibold tabular-nums"
        />
        <Button size="glove" aria-label={t('quantity.more')} onClick={() => step(1)}>
          <Plus className="size-6" aria-hidden />
        </Button>
      </div>
      {hint !== undefined && (
        <p id={`${id}-hint`} className={`mt-1 text-sm ${isTooMany ? 'font-medium text-danger' : 'text-quiet'}`}>
          {hint}
        </p>
      )}
    </div>
  );
}
