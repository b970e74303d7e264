import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET, PATCH } from '../../api/client.ts';
import { Problem } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField, TextArea, TextField } from '../../ui/field.tsx';
import { Refusal } from '../../ui/messages.tsx';
import { changesOf, formOf, type MachineForm } from './machine-form.ts';
import type { Machine } from './use-machine.ts';

/** Changes the master data; where somebody else was faster, what they wrote is shown and nothing typed is lost. */
export function MachineDialog({ machine, onClose }: { readonly machine: Machine; readonly onClose: () => void }) {
  const { t } = useTranslation(['machine', 'common']);
  const queries = useQueryClient();
  const [known, setKnown] = useState(machine);
  const [form, setForm] = useState(() => formOf(machine));
  const places = useQuery({ queryKey: ['machines', 'places'], queryFn: () => contentOf(GET('/api/v1/places')) });
  const save = useMutation({
    mutationFn: () =>
      contentOf(
        PATCH('/api/v1/machines/{id}', {
          params: { path: { id: machine.id } },
          body: { ...changesOf(known, form), version: known.version },
        }),
      ),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: ['machines'] });
      onClose();
    },
  });
  const isConflict = save.error instanceof Problem && save.error.code === 'version-conflict';
  const readAnew = async () => {
    const latest = await contentOf(GET('/api/v1/machines/{id}', { params: { path: { id: machine.id } } }));
    setForm({ ...formOf(latest), ...typedOver(known, form) });
    setKnown(latest);
    save.reset();
  };
  const bind = (field: keyof MachineForm) => ({
    label: t(`master.field.${field}`),
    value: form[field],
    onChange: ({ target }: { target: { value: string } }) => setForm((old) => ({ ...old, [field]: target.value })),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Dialog isOpen isWide title={t('master.edit')} onClose={onClose} canDismiss={!save.isPending}>
      <form onSubmit={submit} className="grid gap-4 sm:grid-cols-2">
        <TextField {...bind('name')} required />
        <SelectField {...bind('place_id')}>
          <option value="">{t('common:none')}</option>
          {places.data?.items.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
        <SelectField {...bind('criticality')} hint={t('master.criticalityHint')}>
          <option value="">{t('common:none')}</option>
          {['A', 'B', 'C'].map((letter) => (
            <option key={letter}>{letter}</option>
          ))}
        </SelectField>
        <TextField {...bind('hourly_cost')} hint={machine.currency} inputMode="decimal" />
        <TextField {...bind('target_oee')} hint={t('master.percent')} inputMode="decimal" />
        <TextField {...bind('micro_stop_seconds')} hint={t('master.microStopHint')} inputMode="decimal" />
        <TextField {...bind('manufacturer')} />
        <TextField {...bind('model')} />
        <TextField {...bind('serial_number')} />
        <TextArea {...bind('notes')} className="sm:col-span-2" />
        <div className="flex flex-col gap-3 sm:col-span-2">
          <Refusal error={save.error} />
          {isConflict && <Button onClick={() => void readAnew()}>{t('master.readAnew')}</Button>}
          <div className="flex justify-end gap-3">
            <Button onClick={onClose}>{t('common:action.cancel')}</Button>
            <Button type="submit" kind="primary" isBusy={save.isPending}>
              {t('common:action.save')}
            </Button>
          </div>
        </div>
      </form>
    </Dialog>
  );
}

/** What was typed here, to be kept over what somebody else has saved meanwhile. */
function typedOver(known: Machine, form: MachineForm): Partial<MachineForm> {
  const before = formOf(known);
  return Object.fromEntries(
    Object.entries(form).filter(([field, text]) => text !== before[field as keyof MachineForm]),
  );
}
