import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET, newIdempotencyKey, PATCH, POST } from '../../../api/client.ts';
import { useMachines } from '../../../parts/machines/use-machines.ts';
import { ChoiceList } from '../../../parts/manage/choice-list.tsx';
import { FormDialog } from '../../../parts/manage/form-dialog.tsx';
import { useDeed } from '../../../parts/manage/use-deed.ts';
import { useStoredFields } from '../../../parts/manage/use-fields.ts';
import { CheckField, SelectField, TextField } from '../../../ui/field.tsx';
import { useAllReasons } from '../reasons/use-all-reasons.ts';
import { actions, bodyOf, criticalities, formOf, priorities, ruleGroups, type StopRule } from './stop-rule.ts';

interface StopRuleDialogProps {
  /** Undefined: a new one. */
  readonly rule: StopRule | undefined;
  readonly isGone?: boolean;
  readonly onClose: () => void;
}

/** A rule on stops: when, where, and what then. */
export function StopRuleDialog({ rule, isGone = false, onClose }: StopRuleDialogProps) {
  const { t } = useTranslation(['administration', 'common']);
  const [idempotencyKey] = useState(newIdempotencyKey);
  const form = useStoredFields(rule, formOf);
  const { values, set, text, tick } = form;
  const machines = useMachines().data ?? [];
  const reasons = useAllReasons().data ?? [];
  const shifts = useQuery({
    queryKey: ['shifts', 'codes'],
    queryFn: () => contentOf(GET('/api/v1/dashboard/shifts')),
  });
  const categories = useQuery({
    queryKey: ['settings', 'categories'],
    queryFn: () => contentOf(GET('/api/v1/tickets/categories')),
  });
  const save = useDeed<void, unknown>(
    ['stop-rules'],
    () =>
      rule === undefined
        ? contentOf(
            POST('/api/v1/stop-rules', {
              params: { header: { 'Idempotency-Key': idempotencyKey } },
              body: bodyOf(values),
            }),
          )
        : contentOf(
            PATCH('/api/v1/stop-rules/{id}', {
              params: { path: { id: rule.id } },
              body: { ...bodyOf(values), version: form.version },
            }),
          ),
    { told: t('saved'), onDone: onClose },
  );
  return (
    <FormDialog
      isWide
      title={rule?.name ?? t('rules.create')}
      deed={save}
      onSubmit={() => save.mutate()}
      onClose={onClose}
      onTakeOver={form.takeOver}
      isGone={isGone}
    >
      <TextField label={t('name')} required className="sm:col-span-2" {...text('name')} />
      <h3 className="font-semibold sm:col-span-2">{t('rules.stepWhen')}</h3>
      <TextField label={t('rules.minutes')} type="number" min={1} max={1440} required {...text('minimum_minutes')} />
      <CheckField label={t('rules.withoutReasonToo')} {...tick('unanswered')} />
      <ChoiceList
        label={t('rules.groups')}
        options={ruleGroups.map((group) => ({ value: group, name: t(`reasons.groups.${group}`) }))}
        chosen={values.reason_groups}
        onChange={(chosen) => set({ reason_groups: chosen as StopRule['reason_groups'] })}
      />
      <ChoiceList
        label={t('rules.reasons')}
        options={reasons.map(({ name }) => ({ value: name, name }))}
        chosen={values.reasons}
        onChange={(chosen) => set({ reasons: chosen })}
      />
      <h3 className="font-semibold sm:col-span-2">{t('rules.stepWhere')}</h3>
      <ChoiceList
        label={t('rules.machines')}
        options={machines.map(({ id, name }) => ({ value: id, name }))}
        chosen={values.machine_ids}
        onChange={(chosen) => set({ machine_ids: chosen })}
      />
      <ChoiceList
        label={t('rules.criticalities')}
        options={criticalities.map((letter) => ({ value: letter, name: letter }))}
        chosen={values.criticalities}
        onChange={(chosen) => set({ criticalities: chosen as StopRule['criticalities'] })}
      />
      <SelectField label={t('rules.shift')} {...text('shift')}>
        <option value="">{t('rules.anyShift')}</option>
        {shifts.data?.map((shift) => (
          <option key={shift}>{shift}</option>
        ))}
      </SelectField>
      <h3 className="font-semibold sm:col-span-2">{t('rules.stepThen')}</h3>
      <SelectField label={t('rules.action')} {...text('action')}>
        {actions.map((action) => (
          <option key={action} value={action}>
            {t(`rules.actions.${action}`)}
          </option>
        ))}
      </SelectField>
      {values.action === 'ticket' && (
        <>
          <SelectField label={t('rules.priority')} {...text('priority')}>
            {priorities.map((priority) => (
              <option key={priority} value={priority}>
                {t(`common:priority.${priority}`)}
              </option>
            ))}
          </SelectField>
          <TextField label={t('rules.title')} hint={t('rules.titleHint')} required {...text('title')} />
          <SelectField label={t('rules.category')} {...text('incident_category')}>
            <option value="">{t('rules.defaultCategory')}</option>
            {categories.data?.items.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </SelectField>
        </>
      )}
      <TextField
        label={t('rules.coolDown')}
        hint={t('rules.coolDownHint')}
        type="number"
        min={0}
        max={10080}
        required
        {...text('cool_down_minutes')}
      />
      <TextField
        label={t('rules.rank')}
        hint={t('rules.rankHint')}
        type="number"
        min={1}
        max={1000}
        required
        {...text('rank')}
      />
      <CheckField label={t('rules.isActive')} {...tick('active')} />
    </FormDialog>
  );
}
