import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, newIdempotencyKey, POST, PUT } from '../../../api/client.ts';
import type { Item } from '../../../api/types.ts';
import { presentMs } from '../../../format/clock.ts';
import { dateIn } from '../../../format/days.ts';
import { useFormat } from '../../../format/use-format.ts';
import { hasChanges } from '../../../parts/manage/edited.ts';
import { FormDialog } from '../../../parts/manage/form-dialog.tsx';
import { useDeed } from '../../../parts/manage/use-deed.ts';
import { useStoredFields } from '../../../parts/manage/use-fields.ts';
import { TextField } from '../../../ui/field.tsx';
import type { Shift } from './pattern.ts';
import { ScopeField, scopeOf } from './scope-field.tsx';
import { ShiftRows } from './shift-rows.tsx';

type Exception = Item<'/api/v1/shift-exceptions'>;

const formOf = (exception: Exception | undefined, today: string) => ({
  scope: 'factory',
  date: exception?.date ?? today,
  shifts: (exception?.shifts ?? []) as Shift[],
  note: exception?.note ?? '',
});

interface ExceptionDialogProps {
  /** Undefined: a new one. */
  readonly exception: Exception | undefined;
  readonly isGone?: boolean;
  readonly onClose: () => void;
}

/** A date on which the factory, or a part of it, works otherwise or not at all. */
export function ExceptionDialog({ exception, isGone = false, onClose }: ExceptionDialogProps) {
  const { t } = useTranslation(['catalogues', 'administration']);
  const { zone } = useFormat();
  const today = dateIn(presentMs(), zone);
  const [idempotencyKey] = useState(newIdempotencyKey);
  const form = useStoredFields(exception, (stored) => formOf(stored, today));
  const { values, set, text } = form;
  const body = {
    date: values.date,
    shifts: values.shifts,
    note: values.note.trim() === '' ? null : values.note,
  };
  const save = useDeed<void, unknown>(
    ['shifts', 'analytics'],
    () =>
      exception === undefined
        ? contentOf(
            POST('/api/v1/shift-exceptions', {
              params: { header: { 'Idempotency-Key': idempotencyKey } },
              body: { ...body, ...scopeOf(values.scope) },
            }),
          )
        : contentOf(
            PUT('/api/v1/shift-exceptions/{id}', {
              params: { path: { id: exception.id } },
              body: { ...body, version: form.version },
            }),
          ),
    { told: t('administration:saved'), onDone: onClose },
  );
  return (
    <FormDialog
      isWide
      title={t(exception === undefined ? 'shift.createException' : 'shift.editException')}
      deed={save}
      onSubmit={() => save.mutate()}
      onClose={onClose}
      onTakeOver={form.takeOver}
      isChanged={hasChanges(form.changes)}
      isGone={isGone}
    >
      {exception === undefined && <ScopeField value={values.scope} onChange={(scope) => set({ scope })} />}
      <TextField label={t('shift.date')} type="date" required {...text('date')} />
      <TextField label={t('shift.note')} {...text('note')} />
      <div className="sm:col-span-2">
        <p className="mb-2 text-quiet">{values.shifts.length === 0 ? t('shift.noShifts') : t('shift.shiftsOfDate')}</p>
        <ShiftRows day={t('shift.thatDay')} shifts={values.shifts} onChange={(shifts) => set({ shifts })} />
      </div>
    </FormDialog>
  );
}
