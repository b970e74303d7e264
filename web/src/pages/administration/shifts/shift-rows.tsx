import { Plus, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from '../../../ui/button.tsx';
import { nextShift, type Shift } from './pattern.ts';

const fieldClass = 'min-h-11 w-full rounded-lg border border-line bg-surface px-2';

interface ShiftRowsProps {
  /** Of which day, for screen readers. */
  readonly day: string;
  readonly shifts: readonly Shift[];
  readonly onChange: (shifts: Shift[]) => void;
}

/** The shifts of one day. One that ends before it begins goes over midnight. */
export function ShiftRows({ day, shifts, onChange }: ShiftRowsProps) {
  const { t } = useTranslation('catalogues');
  const put = (at: number, patch: Partial<Shift>) =>
    onChange(shifts.map((shift, index) => (index === at ? { ...shift, ...patch } : shift)));
  return (
    <div className="flex flex-col gap-2">
      {shifts.map((shift, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: shifts of a day have no name of their own while they are typed
        <div key={at} className="grid grid-cols-[1fr_auto_auto_auto] items-center gap-2">
          <input
            aria-label={t('shift.codeOf', { day, number: at + 1 })}
            className={fieldClass}
            required
            placeholder={t('shift.code')}
            value={shift.code}
            onChange={({ target }) => put(at, { code: target.value })}
          />
          {(['start', 'end'] as const).map((field) => (
            <input
              key={field}
              type="time"
              aria-label={t(`shift.${field}Of`, { day, number: at + 1 })}
              className={fieldClass}
              required
              value={shift[field]}
              onChange={({ target }) => put(at, { [field]: target.value })}
            />
          ))}
          <IconButton
            label={t('shift.removeOf', { day, number: at + 1 })}
            icon={<Trash2 className="size-5" aria-hidden />}
            onClick={() => onChange(shifts.filter((_, index) => index !== at))}
          />
        </div>
      ))}
      <Button
        size="small"
        className="self-start"
        icon={<Plus className="size-4" aria-hidden />}
        onClick={() => onChange([...shifts, nextShift(shifts)])}
      >
        {t('shift.addTo', { day })}
      </Button>
    </div>
  );
}
