import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET, newIdempotencyKey, PATCH, POST } from '../../api/client.ts';
import { presentMs } from '../../format/clock.ts';
import { dateIn } from '../../format/days.ts';
import { useFormat } from '../../format/use-format.ts';
import { MachineField } from '../../parts/machines/machine-field.tsx';
import { FormDialog } from '../../parts/manage/form-dialog.tsx';
import { useDeed } from '../../parts/manage/use-deed.ts';
import { useStoredFields } from '../../parts/manage/use-fields.ts';
import { SelectField, TextArea, TextField } from '../../ui/field.tsx';
import { ChecklistEditor } from './checklist-editor.tsx';
import { PartsEditor } from './parts-editor.tsx';
import { bases, bodyOf, formOf, type Plan, priorities, triggers } from './plan.ts';
import { ScheduleFields } from './schedule-fields.tsx';

interface PlanDialogProps {
  /** Undefined: a new one. */
  readonly plan: Plan | undefined;
  readonly onClose: () => void;
  readonly onSaved: (plan: Plan) => void;
}

/** A plan: what is done, when, by whom, with what. */
export function PlanDialog({ plan, onClose, onSaved }: PlanDialogProps) {
  const { t } = useTranslation(['plans', 'common']);
  const { zone } = useFormat();
  const today = dateIn(presentMs(), zone);
  const [idempotencyKey] = useState(newIdempotencyKey);
  const [machineId, setMachineId] = useState(plan?.machine_id);
  const form = useStoredFields(plan, (stored) => formOf(stored, today));
  const { values, set, text } = form;
  const categories = useQuery({
    queryKey: ['settings', 'categories'],
    queryFn: () => contentOf(GET('/api/v1/tickets/categories')),
  });
  const people = useQuery({
    queryKey: ['users', 'assignees'],
    queryFn: () => contentOf(GET('/api/v1/tickets/assignees')),
  });
  const save = useDeed<void, Plan>(
    ['plans'],
    () =>
      plan === undefined
        ? contentOf(
            POST('/api/v1/plans', {
              params: { header: { 'Idempotency-Key': idempotencyKey } },
              body: { ...bodyOf(values), machine_id: machineId ?? '' },
            }),
          )
        : contentOf(
            PATCH('/api/v1/plans/{id}', {
              params: { path: { id: plan.id } },
              body: { ...bodyOf(values), version: form.version },
            }),
          ),
    { told: t('saved'), onDone: onSaved },
  );
  return (
    <FormDialog
      isWide
      title={plan === undefined ? t('create') : t('editPlan')}
      deed={save}
      onSubmit={() => machineId !== undefined && save.mutate()}
      onClose={onClose}
      onTakeOver={form.takeOver}
    >
      {plan === undefined && (
        <div className="sm:col-span-2">
          <MachineField machineId={machineId} onChoose={setMachineId} />
        </div>
      )}
      <TextField
        label={t('form.title')}
        hint={t('form.titleHint')}
        required
        className="sm:col-span-2"
        {...text('title')}
      />
      <SelectField label={t('form.trigger')} {...text('trigger')}>
        {triggers.map((trigger) => (
          <option key={trigger} value={trigger}>
            {t(`trigger.${trigger}`)}
          </option>
        ))}
      </SelectField>
      <SelectField label={t('form.basis')} {...text('basis')}>
        {bases.map((basis) => (
          <option key={basis} value={basis}>
            {t(`basis.${basis}`)}
          </option>
        ))}
      </SelectField>
      <ScheduleFields form={form} />
      <TextField
        label={t('form.leadDays')}
        hint={t('form.leadDaysHint')}
        type="number"
        min={0}
        max={90}
        {...text('lead_days')}
      />
      <SelectField label={t('form.priority')} {...text('priority')}>
        {priorities.map((priority) => (
          <option key={priority} value={priority}>
            {t(`common:priority.${priority}`)}
          </option>
        ))}
      </SelectField>
      <SelectField label={t('form.assignee')} {...text('assignee_id')}>
        <option value="">{t('form.nobody')}</option>
        {people.data?.items.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
      <TextField label={t('form.team')} {...text('team')} />
      <SelectField label={t('form.category')} {...text('incident_category')}>
        <option value="">{t('form.defaultCategory')}</option>
        {categories.data?.items.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </SelectField>
      <TextField label={t('form.minutes')} type="number" min={1} {...text('estimated_minutes')} />
      <TextArea label={t('form.instructions')} className="sm:col-span-2" {...text('instructions')} />
      <ChecklistEditor checks={values.checklist} onChange={(checklist) => set({ checklist })} />
      <PartsEditor parts={values.parts} onChange={(parts) => set({ parts })} />
    </FormDialog>
  );
}
