import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, newIdempotencyKey, PATCH, POST } from '../../api/client.ts';
import { presentMs } from '../../format/clock.ts';
import { dateIn } from '../../format/days.ts';
import { useFormat } from '../../format/use-format.ts';
import { MachineField } from '../../parts/machines/machine-field.tsx';
import { hasChanges } from '../../parts/manage/edited.ts';
import { FormDialog } from '../../parts/manage/form-dialog.tsx';
import { useDeed } from '../../parts/manage/use-deed.ts';
import { useStoredFields } from '../../parts/manage/use-fields.ts';
import { bodyOf, formOf, type Plan } from './plan.ts';
import { PlanFields } from './plan-fields.tsx';
import type { PlanFormFields } from './plan-form-fields.ts';
import { type Lack, lacksOf } from './plan-lacks.ts';

interface PlanDialogProps {
  /** Undefined: a new one. */
  readonly plan: Plan | undefined;
  readonly onClose: () => void;
  readonly onSaved: (plan: Plan) => void;
}

const noLacks: ReadonlyMap<string, Lack> = new Map();

/** Makes a plan or changes one; what is wrong is said at its field. */
export function PlanDialog({ plan, onClose, onSaved }: PlanDialogProps) {
  const { t } = useTranslation('plans');
  const place = useFormat();
  const [idempotencyKey] = useState(newIdempotencyKey);
  const [machineId, setMachineId] = useState(plan?.machine_id);
  // what nobody has finished typing is not wrong yet
  const [isTried, setIsTried] = useState(false);
  const today = dateIn(presentMs(), place.zone);
  const form = useStoredFields(plan, (stored) => formOf(stored, today, place));
  const { values } = form;
  const save = useDeed<void, Plan>(
    ['plans'],
    () =>
      plan === undefined
        ? contentOf(
            POST('/api/v1/plans', {
              params: { header: { 'Idempotency-Key': idempotencyKey } },
              body: { ...bodyOf(values, place), machine_id: machineId ?? '' },
            }),
          )
        : contentOf(
            PATCH('/api/v1/plans/{id}', {
              params: { path: { id: plan.id } },
              body: { ...bodyOf(values, place), version: form.version },
            }),
          ),
    { told: t('saved'), onDone: onSaved },
  );
  const found = lacksOf(values, machineId, today, place, plan === undefined ? undefined : form.before);
  const submit = () => {
    setIsTried(true);
    if (found.size === 0) save.mutate();
  };
  const lacks = isTried ? found : noLacks;
  const errorOf = (path: string) => {
    const lack = lacks.get(path);
    return lack === undefined ? undefined : t(`lack.${lack}`);
  };
  const field: PlanFormFields['field'] = (name) => ({ ...form.text(name), error: errorOf(name) });
  return (
    <FormDialog
      isWide
      title={plan === undefined ? t('create') : t('editPlan')}
      deed={save}
      onSubmit={submit}
      onClose={onClose}
      onTakeOver={form.takeOver}
      isChanged={hasChanges(form.changes) || machineId !== plan?.machine_id}
    >
      {plan === undefined && (
        <div className="sm:col-span-2">
          <MachineField machineId={machineId} onChoose={setMachineId} error={errorOf('machine_id')} />
        </div>
      )}
      <PlanFields form={form} isNew={plan === undefined} errorOf={errorOf} field={field} />
    </FormDialog>
  );
}
