import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET, PATCH, POST } from '../../api/client.ts';
import { Problem } from '../../api/problem.ts';
import { typedOver } from '../../parts/manage/edited.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextArea, TextField } from '../../ui/field.tsx';
import { Refusal } from '../../ui/messages.tsx';
import { useNotify } from '../../ui/toasts.tsx';
import { useDeedKey } from './use-deed-key.ts';
import { type Location, useRereadStock } from './use-stock.ts';

interface LocationDialogProps {
  /** Absent: a new one. */
  readonly location: Location | undefined;
  readonly onClose: () => void;
}

const formOf = (location: Location | undefined) => ({ name: location?.name ?? '', notes: location?.notes ?? '' });

/** Makes a location, or changes it; where somebody else was faster nothing that was typed is lost. */
export function LocationDialog({ location, onClose }: LocationDialogProps) {
  const { t } = useTranslation(['stores', 'common']);
  const notify = useNotify();
  const reread = useRereadStock();
  const keyOf = useDeedKey();
  const [known, setKnown] = useState(location);
  const [form, setForm] = useState(formOf(location));
  const save = useMutation({
    mutationFn: () => {
      const body = { name: form.name.trim(), notes: form.notes.trim() || null };
      if (known === undefined) {
        const header = { 'Idempotency-Key': keyOf(body) };
        return contentOf(POST('/api/v1/inventory/locations', { params: { header }, body }));
      }
      const { id, version } = known;
      const params = { path: { id } };
      return contentOf(PATCH('/api/v1/inventory/locations/{id}', { params, body: { ...body, version } }));
    },
    onSuccess({ name }) {
      notify(t('component.saved', { name }));
      onClose();
    },
    onSettled: reread,
  });
  const isConflict = save.error instanceof Problem && save.error.code === 'version-conflict';
  const readAnew = useMutation({
    mutationFn: ({ id }: Location) => contentOf(GET('/api/v1/inventory/locations/{id}', { params: { path: { id } } })),
    onSuccess(latest) {
      setForm((typed) => typedOver(formOf(known), typed, formOf(latest)));
      setKnown(latest);
      save.reset();
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Dialog
      isOpen
      title={location === undefined ? t('locations.new') : t('locations.edit', { name: location.name })}
      onClose={onClose}
      canDismiss={!save.isPending}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label={t('locations.name')}
          required
          maxLength={120}
          value={form.name}
          onChange={({ target }) => setForm({ ...form, name: target.value })}
        />
        <TextArea
          label={t('field.notes')}
          rows={3}
          maxLength={4_000}
          value={form.notes}
          onChange={({ target }) => setForm({ ...form, notes: target.value })}
        />
        <Refusal error={readAnew.error ?? save.error} />
        {isConflict && known !== undefined && (
          <Button isBusy={readAnew.isPending} onClick={() => readAnew.mutate(known)}>
            {t('component.readAnew')}
          </Button>
        )}
        <div className="flex justify-end gap-3">
          <Button disabled={save.isPending} onClick={onClose}>
            {t('common:action.cancel')}
          </Button>
          <Button type="submit" kind="primary" isBusy={save.isPending}>
            {t('common:action.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
