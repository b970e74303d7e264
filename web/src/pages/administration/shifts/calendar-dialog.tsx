import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, newIdempotencyKey, POST, PUT } from '../../../api/client.ts';
import { presentMs } from '../../../format/clock.ts';
import { dateIn } from '../../../format/days.ts';
import { useFormat } from '../../../format/use-format.ts';
import { hasChanges } from '../../../parts/manage/edited.ts';
import { FormDialog } from '../../../parts/manage/form-dialog.tsx';
import { useDeed } from '../../../parts/manage/use-deed.ts';
import { useStoredFields } from '../../../parts/manage/use-fields.ts';
import { Button } from '../../../ui/button.tsx';
import { CheckField, TextField } from '../../../ui/field.tsx';
import { type Calendar, copyToWorkingDays, days, emptyWeek } from './pattern.ts';
import { ScopeField, scopeOf } from './scope-field.tsx';
import { ShiftRows } from './shift-rows.tsx';

const formOf = (calendar: Calendar | undefined, today: string) => ({
  scope: 'factory',
  valid_from: calendar?.valid_from ?? today,
  weekly: calendar?.weekly ?? emptyWeek,
  ends: calendar !== undefined && calendar.weekly === null,
  note: calendar?.note ?? '',
});

interface CalendarDialogProps {
  /** Undefined: a new one. */
  readonly calendar: Calendar | undefined;
  readonly isGone?: boolean;
  readonly onClose: () => void;
}

/** From when a scope works in which weekly pattern. */
export function CalendarDialog({ calendar, isGone = false, onClose }: CalendarDialogProps) {
  const { t } = useTranslation(['catalogues', 'administration']);
  const { zone } = useFormat();
  const today = dateIn(presentMs(), zone);
  const [idempotencyKey] = useState(newIdempotencyKey);
  const form = useStoredFields(calendar, (stored) => formOf(stored, today));
  const { values, set, text, tick } = form;
  const body = {
    valid_from: values.valid_from,
    weekly: values.ends ? null : values.weekly,
    note: values.note.trim() === '' ? null : values.note,
  };
  const save = useDeed<void, unknown>(
    ['shifts', 'analytics'],
    () =>
      calendar === undefined
        ? contentOf(
            POST('/api/v1/shift-calendars', {
              params: { header: { 'Idempotency-Key': idempotencyKey } },
              body: { ...body, ...scopeOf(values.scope) },
            }),
          )
        : contentOf(
            PUT('/api/v1/shift-calendars/{id}', {
              params: { path: { id: calendar.id } },
              body: { ...body, version: form.version },
            }),
          ),
    { told: t('administration:saved'), onDone: onClose },
  );
  return (
    <FormDialog
      isWide
      title={t(calendar === undefined ? 'shift.createCalendar' : 'shift.editCalendar')}
      description={t('shift.pastHint')}
      deed={save}
      onSubmit={() => save.mutate()}
      onClose={onClose}
      onTakeOver={form.takeOver}
      isChanged={hasChanges(form.changes)}
      isGone={isGone}
    >
      {calendar === undefined && <ScopeField value={values.scope} onChange={(scope) => set({ scope })} />}
      <TextField label={t('shift.validFrom')} type="date" required {...text('valid_from')} />
      <TextField label={t('shift.note')} {...text('note')} />
      <CheckField label={t('shift.ends')} hint={t('shift.endsHint')} {...tick('ends')} />
      {!values.ends && (
        <div className="flex flex-col gap-4 sm:col-span-2">
          {days.map((day) => (
            <fieldset key={day}>
              <legend className="mb-1 font-medium">{t(`day.${day}`)}</legend>
              <ShiftRows
                day={t(`day.${day}`)}
                shifts={values.weekly[day]}
                onChange={(shifts) => set({ weekly: { ...values.weekly, [day]: shifts } })}
              />
              {day === 'monday' && values.weekly.monday.length > 0 && (
                <Button
                  size="small"
                  className="mt-2"
                  onClick={() => set({ weekly: copyToWorkingDays(values.weekly, day) })}
                >
                  {t('shift.copy')}
                </Button>
              )}
            </fieldset>
          ))}
        </div>
      )}
    </FormDialog>
  );
}
