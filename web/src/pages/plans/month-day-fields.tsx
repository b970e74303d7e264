import { useTranslation } from 'react-i18next';
import { SelectField, TextField } from '../../ui/field.tsx';
import { type MonthDay, positions, type Weekday, weekdays } from './rhythm.ts';

const first: Readonly<Record<MonthDay['kind'], MonthDay>> = {
  same: { kind: 'same' },
  date: { kind: 'date', date: 1 },
  weekday: { kind: 'weekday', position: 1, weekday: 'MO' },
};

/** On which day of the month a plan is due. */
export function MonthDayFields({
  monthDay,
  onChange,
}: {
  readonly monthDay: MonthDay;
  readonly onChange: (monthDay: MonthDay) => void;
}) {
  const { t } = useTranslation('plans');
  return (
    <>
      <SelectField
        label={t('form.monthDay')}
        value={monthDay.kind}
        onChange={({ target }) => onChange(first[target.value as MonthDay['kind']])}
      >
        {(Object.keys(first) as MonthDay['kind'][]).map((kind) => (
          <option key={kind} value={kind}>
            {t(`form.monthDays.${kind}`)}
          </option>
        ))}
      </SelectField>
      {monthDay.kind === 'date' && (
        <TextField
          label={t('form.date')}
          hint={t('form.dateHint')}
          type="number"
          min={1}
          max={31}
          required
          value={monthDay.date || ''}
          onChange={({ target }) => onChange({ kind: 'date', date: Number(target.value) })}
        />
      )}
      {monthDay.kind === 'weekday' && (
        <div className="grid grid-cols-2 gap-2">
          <SelectField
            label={t('form.position')}
            value={monthDay.position}
            onChange={({ target }) =>
              onChange({ ...monthDay, position: positions.find((each) => each === Number(target.value)) ?? 1 })
            }
          >
            {positions.map((position) => (
              <option key={position} value={position}>
                {t(`position.${position}`)}
              </option>
            ))}
          </SelectField>
          <SelectField
            label={t('form.weekday')}
            value={monthDay.weekday}
            onChange={({ target }) => onChange({ ...monthDay, weekday: target.value as Weekday })}
          >
            {weekdays.map((day) => (
              <option key={day} value={day}>
                {t(`weekday.${day}`)}
              </option>
            ))}
          </SelectField>
        </div>
      )}
    </>
  );
}
