import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET, newIdempotencyKey, PATCH, POST } from '../../api/client.ts';
import { useFactory } from '../../session/factory.ts';
import { SelectField, TextArea, TextField } from '../../ui/field.tsx';
import { FormDialog } from '../manage/form-dialog.tsx';
import { useDeed } from '../manage/use-deed.ts';
import { useStoredFields } from '../manage/use-fields.ts';
import { bodyOf, formOf, type MachineForm } from './machine-form.ts';
import type { Machine } from './use-machines.ts';

interface MachineDialogProps {
  /** Undefined: a new one. */
  readonly machine: Machine | undefined;
  readonly onClose: () => void;
  /** What else can be done with it. */
  readonly children?: ReactNode;
}

/** The master data of a machine. */
export function MachineDialog({ machine, onClose, children }: MachineDialogProps) {
  const { t } = useTranslation(['machine', 'common']);
  const { currency } = useFactory();
  const [idempotencyKey] = useState(newIdempotencyKey);
  const [newId, setNewId] = useState('');
  const form = useStoredFields(machine, formOf);
  const places = useQuery({ queryKey: ['machines', 'places'], queryFn: () => contentOf(GET('/api/v1/places')) });
  const save = useDeed<void, unknown>(
    ['machines', 'floor', 'analytics', 'reports'],
    () =>
      machine === undefined
        ? contentOf(
            POST('/api/v1/machines', {
              params: { header: { 'Idempotency-Key': idempotencyKey } },
              body: {
                ...bodyOf(form.changes),
                name: form.values.name,
                ...(newId.trim() === '' ? {} : { id: newId.trim() }),
              },
            }),
          )
        : contentOf(
            PATCH('/api/v1/machines/{id}', {
              params: { path: { id: machine.id } },
              body: { ...bodyOf(form.changes), version: form.version },
            }),
          ),
    { onDone: onClose },
  );
  const bind = (field: keyof MachineForm) => ({ label: t(`master.field.${field}`), ...form.text(field) });
  return (
    <FormDialog
      isWide
      title={machine === undefined ? t('master.create') : t('master.edit')}
      deed={save}
      onSubmit={() => save.mutate()}
      onClose={onClose}
      onTakeOver={form.takeOver}
    >
      <TextField {...bind('name')} required autoComplete="off" />
      {machine === undefined && (
        <TextField
          label={t('master.id')}
          hint={t('master.idHint')}
          name="id"
          autoComplete="off"
          value={newId}
          onChange={({ target }) => setNewId(target.value)}
        />
      )}
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
      <TextField {...bind('hourly_cost')} hint={currency} inputMode="decimal" />
      <TextField {...bind('target_oee')} hint={t('master.percent')} inputMode="decimal" />
      <TextField {...bind('micro_stop_seconds')} hint={t('master.microStopHint')} inputMode="decimal" />
      <TextField {...bind('manufacturer')} />
      <TextField {...bind('model')} />
      <TextField {...bind('serial_number')} />
      <TextArea {...bind('notes')} className="sm:col-span-2" />
      {children}
    </FormDialog>
  );
}
