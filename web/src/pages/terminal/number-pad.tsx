import { Delete } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;
const keyClass =
  'min-h-16 rounded-lg border border-line bg-surface text-2xl font-semibold hover:bg-sunken active:bg-sunken';

/** A number by keys that a glove hits; a keyboard types into the field as well. Empty says nothing, which is not 0. */
export function NumberPad({
  label,
  value,
  max,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly max: number;
  readonly onChange: (value: string) => void;
}) {
  const { t } = useTranslation('terminal');
  const id = useId();
  const set = (text: string) => {
    const kept = text.replace(/\D/g, '').replace(/^0+(?=\d)/, '');
    if (Number(kept) <= max) onChange(kept);
  };
  return (
    <div>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      <input
        id={id}
        inputMode="numeric"
        autoComplete="off"
        value={value}
        onChange={({ target }) => set(target.value)}
        className="mb-2 min-h-16 w-full rounded-lg border border-line bg-surface px-4 text-right text-3xl font-bold tabular-nums"
      />
      <div className="grid grid-cols-3 gap-2">
        {digits.map((digit) => (
          <button key={digit} type="button" className={keyClass} onClick={() => set(value + digit)}>
            {digit}
          </button>
        ))}
        <button type="button" className={keyClass} onClick={() => onChange('')}>
          {t('padClear')}
        </button>
        <button type="button" className={keyClass} onClick={() => set(`${value}0`)}>
          0
        </button>
        <button type="button" aria-label={t('padBack')} className={keyClass} onClick={() => set(value.slice(0, -1))}>
          <Delete className="mx-auto size-7" aria-hidden />
        </button>
      </div>
    </div>
  );
}
