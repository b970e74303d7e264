import { useTranslation } from 'react-i18next';
import { CheckField, SelectField } from '../../ui/field.tsx';
import { weekdays } from './rhythm.ts';

/** What is chosen first: from Monday to Friday. */
const usualDays = [1, 2, 3, 4, 5];

interface WorkingDaysFieldProps {
  /** ISO weekdays; null: those on which the machine has shifts. */
  readonly days: readonly number[] | null;
  readonly onChange: (days: readonly number[] | null) => void;
  readonly error: string | undefined;
}

/** On which days somebody works. */
export function WorkingDaysField({ days, onChange, error }: WorkingDaysFieldProps) {
  const { t } = useTranslation('plans');
  const toggle = (day: number) =>
    onChange(days?.includes(day) === true ? days.filter((each) => each !== day) : [...(days ?? []), day].toSorted());
  return (
    <div className="sm:col-span-2">
      <SelectField
        label={t('form.workingDays')}
        error={error}
        value={days === null ? 'shifts' : 'chosen'}
        onChange={({ target }) => onChange(target.value === 'shifts' ? null : usualDays)}
      >
        <option value="shifts">{t('workingDays.shifts')}</option>
        <option value="chosen">{t('workingDays.chosen')}</option>
      </SelectField>
      {days !== null && (
        <fieldset>
          <legend className="sr-only">{t('workingDays.chosen')}</legend>
          <div className="flex flex-wrap gap-x-5">
            {weekdays.map((name, at) => (
              <CheckField
                key={name}
                label={t(`weekday.${name}`)}
                checked={days.includes(at + 1)}
                onChange={() => toggle(at + 1)}
              />
            ))}
          </div>
        </fieldset>
      )}
    </div>
  );
}
