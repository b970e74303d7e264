import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../api/client.ts';
import { SelectField, TextArea, TextField } from '../../ui/field.tsx';
import { ChecklistEditor } from './checklist-editor.tsx';
import { PartsEditor } from './parts-editor.tsx';
import { bases, priorities, triggers } from './plan.ts';
import type { PlanFormFields } from './plan-form-fields.ts';
import { ScheduleFields } from './schedule-fields.tsx';

/** What is done, when, by whom and with what. */
export function PlanFields(props: PlanFormFields) {
  const { t } = useTranslation(['plans', 'common']);
  const { form, field, errorOf } = props;
  const { values, set } = form;
  const categories = useQuery({
    queryKey: ['settings', 'categories'],
    queryFn: () => contentOf(GET('/api/v1/tickets/categories')),
  });
  const people = useQuery({
    queryKey: ['users', 'assignees'],
    queryFn: () => contentOf(GET('/api/v1/tickets/assignees')),
  });
  return (
    <>
      <TextField
        label={t('form.title')}
        hint={t('form.titleHint')}
        required
        maxLength={200}
        className="sm:col-span-2"
        {...field('title')}
      />
      <SelectField label={t('form.trigger')} {...field('trigger')}>
        {triggers.map((trigger) => (
          <option key={trigger} value={trigger}>
            {t(`trigger.${trigger}`)}
          </option>
        ))}
      </SelectField>
      <SelectField label={t('form.basis')} {...field('basis')}>
        {bases.map((basis) => (
          <option key={basis} value={basis}>
            {t(`basis.${basis}`)}
          </option>
        ))}
      </SelectField>
      <ScheduleFields {...props} />
      <TextField
        label={t('form.leadDays')}
        hint={t('form.leadDaysHint')}
        type="number"
        min={0}
        max={90}
        {...field('lead_days')}
      />
      <SelectField label={t('form.priority')} {...field('priority')}>
        {priorities.map((priority) => (
          <option key={priority} value={priority}>
            {t(`common:priority.${priority}`)}
          </option>
        ))}
      </SelectField>
      <SelectField label={t('form.assignee')} {...field('assignee_id')}>
        <option value="">{t('form.nobody')}</option>
        {people.data?.items.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
      <TextField label={t('form.team')} maxLength={80} {...field('team')} />
      <SelectField label={t('form.category')} {...field('incident_category')}>
        <option value="">{t('form.defaultCategory')}</option>
        {categories.data?.items.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </SelectField>
      <TextField label={t('form.minutes')} type="number" min={1} {...field('estimated_minutes')} />
      <TextArea label={t('form.instructions')} maxLength={3_000} className="sm:col-span-2" {...field('instructions')} />
      <ChecklistEditor
        checks={values.checklist}
        onChange={(checklist) => set({ checklist })}
        errorOf={(at, name) => errorOf(`checklist[${at}].${name}`)}
      />
      <PartsEditor parts={values.parts} onChange={(parts) => set({ parts })} />
    </>
  );
}
