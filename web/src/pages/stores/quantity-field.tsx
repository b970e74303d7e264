import { Minus, Plus } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { wholeIn } from '../../format/typed-number.ts';
import { Button } from '../../ui/button.tsx';

/** Of what is moved at once. */
const moveLimits = { least: 1, most: 1_000_000 };
/** Of what is counted at a location: none is a count, too. */
export const countLimits = { least: 0, most: 1_000_000_000 };

interface QuantityFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly least?: number;
  readonly most?: number;
  readonly hint?: ReactNode;
  /** The hint says what is wrong; the server decides all the same. */
  readonly isTooMany?: boolean;
}

/** A whole number, typed or by keys that a glove hits. */
export function QuantityField({
  label,
  value,
  onChange,
  least = moveLimits.least,
  most = moveLimits.most,
  hint,
  isTooMany = false,
}: QuantityFieldProps) {
  const { t } = useTranslation('stores');
  const id = useId();
  const whole = wholeIn(value);
  const step = (by: number) => onChange(String(Math.min(most, Math.max(least, (whole ?? least - 1) + by))));
  const isWrong = whole === undefined || whole < least || whole > most;
  const problem = isWrong ? t('quantity.whole', { least, most }) : '';
  const isTold = isWrong && value.trim() !== '';
  const note = isTold ? problem : hint;
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
          ref={(field) => field?.setCustomValidity(problem)}
          data-digits=""
          inputMode="numeric"
          required
          autoComplete="off"
          // whoever opens the form says how many first, and a scanner's keys land here
          // biome-ignore lint/a11y/noAutofocus: the first thing that is asked in a dialog
          autoFocus
          aria-invalid={isTold}
          aria-describedby={note === undefined ? undefined : `${id}-hint`}
          value={value}
          onFocus={({ target }) => target.select()}
          onChange={({ target }) => onChange(target.value)}
          className="min-h-16 w-full min-w-0 rounded-lg border border-line bg-surface px-3 text-center text-2xl font-semibold tabular-nums aria-invalid:border-danger"
        />
        <Button size="glove" aria-label={t('quantity.more')} onClick={() => step(1)}>
          <Plus className="size-6" aria-hidden />
        </Button>
      </div>
      {note !== undefined && (
        <p
          id={`${id}-hint`}
          className={`mt-1 text-sm ${isTold || isTooMany ? 'font-medium text-danger' : 'text-quiet'}`}
        >
          {note}
        </p>
      )}
    </div>
  );
}
