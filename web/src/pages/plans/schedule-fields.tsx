import { useTranslation } from 'react-i18next';
import type { useFields } from '../../parts/manage/use-fields.ts';
import { SelectField, TextField } from '../../ui/field.tsx';
import { offDays, type PlanForm } from './plan.ts';
import { RhythmFields } from './rhythm-fields.tsx';

/** When a plan is due: by the calendar, or by a meter. */
export function ScheduleFields({
  form: { values, set, text },
}: {
  readonly form: ReturnType<typeof useFields<PlanForm>>;
}) {
  const { t } = useTranslation('plans');
  if (values.trigger !== 'calendar') {
    return (
      <TextField
        label={t(values.trigger === 'cuts' ? 'form.everyCuts' : 'form.everyHours')}
        inputMode="decimal"
        required
        className="sm:col-span-2"
        {...text('every')}
      />
    );
  }
  return (
    <>
      <RhythmFields rhythm={values.rhythm} rule={values.rule} onChange={(rhythm) => set({ rhythm })} />
      <TextField label={t('form.beginsOn')} type="date" required {...text('begins_on')} />
      <TextField label={t('form.dueTime')} hint={t('form.dueTimeHint')} type="time" {...text('due_time')} />
      <SelectField label={t('form.offDays')} className="sm:col-span-2" {...text('off_days')}>
        {offDays.map((move) => (
          <option key={move} value={move}>
            {t(`offDays.${move}`)}
          </option>
        ))}
      </SelectField>
    </>
  );
}
