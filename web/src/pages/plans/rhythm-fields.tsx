import { useTranslation } from 'react-i18next';
import { CheckField, SelectField, TextField } from '../../ui/field.tsx';
import { MonthDayFields } from './month-day-fields.tsx';
import { everyMax, monthly, type Rhythm, type Unit, units, type Weekday, weekdays } from './rhythm.ts';

interface RhythmFieldsProps {
  /** Undefined: a rule that there are no words for. */
  readonly rhythm: Rhythm | undefined;
  readonly rule: string;
  readonly onChange: (rhythm: Rhythm) => void;
  /** What is wrong with the last date. */
  readonly untilError: string | undefined;
}

/** How often, by words and not by a rule. */
export function RhythmFields({ rhythm, rule, onChange, untilError }: RhythmFieldsProps) {
  const { t } = useTranslation('plans');
  if (rhythm === undefined) {
    return (
      <div className="sm:col-span-2">
        <p>{t('form.otherRule', { rule })}</p>
        <button
          type="button"
          className="min-h-11 font-medium text-accent hover:underline"
          onClick={() => onChange(monthly)}
        >
          {t('form.replaceRule')}
        </button>
      </div>
    );
  }
  const set = (patch: Partial<Rhythm>) => onChange({ ...rhythm, ...patch });
  const toggle = (day: Weekday) =>
    set({ weekdays: weekdays.filter((each) => rhythm.weekdays.includes(each) !== (each === day)) });
  return (
    <>
      <TextField
        label={t('form.every')}
        type="number"
        min={1}
        max={everyMax[rhythm.unit]}
        required
        name="rule"
        value={rhythm.every || ''}
        onChange={({ target }) => set({ every: Number(target.value) })}
      />
      <SelectField
        label={t('form.unit')}
        value={rhythm.unit}
        onChange={({ target }) => set({ unit: target.value as Unit })}
      >
        {units.map((unit) => (
          <option key={unit} value={unit}>
            {t(`unit.${unit}`)}
          </option>
        ))}
      </SelectField>
      {rhythm.unit === 'WEEKLY' && (
        <fieldset className="sm:col-span-2">
          <legend className="font-medium">{t('form.weekdays')}</legend>
          <div className="flex flex-wrap gap-x-5">
            {weekdays.map((day) => (
              <CheckField
                key={day}
                label={t(`weekday.${day}`)}
                checked={rhythm.weekdays.includes(day)}
                onChange={() => toggle(day)}
              />
            ))}
          </div>
        </fieldset>
      )}
      {rhythm.unit === 'MONTHLY' && (
        <MonthDayFields monthDay={rhythm.monthDay} onChange={(monthDay) => set({ monthDay })} />
      )}
      <TextField
        label={t('form.until')}
        hint={t('form.untilHint')}
        type="date"
        error={untilError}
        value={rhythm.until}
        onChange={({ target }) => set({ until: target.value })}
      />
    </>
  );
}
