import { useTranslation } from 'react-i18next';
import { CheckField, SelectField, TextField } from '../../ui/field.tsx';
import { type MonthDay, monthly, positions, type Rhythm, type Unit, units, type Weekday, weekdays } from './rhythm.ts';

interface RhythmFieldsProps {
  /** Undefined: a rule that there are no words for. */
  readonly rhythm: Rhythm | undefined;
  readonly rule: string;
  readonly onChange: (rhythm: Rhythm) => void;
}

/** How often, by words and not by a rule. */
export function RhythmFields({ rhythm, rule, onChange }: RhythmFieldsProps) {
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
        required
        value={rhythm.every}
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
    </>
  );
}

const first: Readonly<Record<MonthDay['kind'], MonthDay>> = {
  same: { kind: 'same' },
  date: { kind: 'date', date: 1 },
  weekday: { kind: 'weekday', position: 1, weekday: 'MO' },
};

function MonthDayFields({
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
          value={monthDay.date}
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
