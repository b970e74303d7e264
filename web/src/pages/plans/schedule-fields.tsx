import { useTranslation } from 'react-i18next';
import { presentMs } from '../../format/clock.ts';
import { clockText } from '../../format/inputs.ts';
import { useFormat } from '../../format/use-format.ts';
import { SelectField, TextField } from '../../ui/field.tsx';
import { offDays } from './plan.ts';
import type { PlanFormFields } from './plan-form-fields.ts';
import { RhythmFields } from './rhythm-fields.tsx';
import { WorkingDaysField } from './working-days-field.tsx';

/** When a plan is due: by the calendar, or by a meter. */
export function ScheduleFields({ form, field, errorOf, isNew }: PlanFormFields) {
  const { t } = useTranslation('plans');
  const { zone } = useFormat();
  const { values, set } = form;
  if (values.trigger !== 'calendar') {
    return (
      <>
        <TextField
          label={t(values.trigger === 'cuts' ? 'form.everyCuts' : 'form.everyHours')}
          inputMode="decimal"
          required
          {...field('every')}
        />
        <TextField
          label={t('form.countedFrom')}
          hint={t(isNew ? 'form.countedFromNew' : 'form.countedFromHint')}
          type="datetime-local"
          max={clockText(presentMs(), zone)}
          {...field('counted_from')}
        />
      </>
    );
  }
  return (
    <>
      <RhythmFields
        rhythm={values.rhythm}
        rule={values.rule}
        onChange={(rhythm) => set({ rhythm })}
        untilError={errorOf('until')}
      />
      <TextField label={t('form.beginsOn')} type="date" required {...field('begins_on')} />
      <TextField label={t('form.dueTime')} hint={t('form.dueTimeHint')} type="time" {...field('due_time')} />
      <SelectField label={t('form.offDays')} {...field('off_days')}>
        {offDays.map((move) => (
          <option key={move} value={move}>
            {t(`offDays.${move}`)}
          </option>
        ))}
      </SelectField>
      {values.off_days !== 'keep' && (
        <WorkingDaysField
          days={values.working_days}
          onChange={(days) => set({ working_days: days })}
          error={errorOf('working_days')}
        />
      )}
    </>
  );
}
