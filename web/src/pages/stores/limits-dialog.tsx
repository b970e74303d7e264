import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, PUT } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { Refusal } from '../../ui/messages.tsx';
import { useNotify } from '../../ui/toasts.tsx';
import { numberIn } from './bookings.ts';
import { type Component, type Level, useLocations, useRereadStock } from './use-stock.ts';

interface LimitsDialogProps {
  readonly component: Component;
  /** Absent: at a location where nobody has said any yet. */
  readonly level: Level | undefined;
  readonly onClose: () => void;
}

/** How few are too few at a location, and how many are enough. */
export function LimitsDialog({ component, level, onClose }: LimitsDialogProps) {
  const { t } = useTranslation(['stores', 'common']);
  const notify = useNotify();
  const reread = useRereadStock();
  const { data: locations = [] } = useLocations();
  const [form, setForm] = useState({
    location: level === undefined ? '' : String(level.location_id),
    minimum: String(level?.minimum ?? ''),
    maximum: String(level?.maximum ?? ''),
  });
  const save = useMutation({
    mutationFn: ({ locationId, ...body }: { locationId: number; minimum: number | null; maximum: number | null }) =>
      contentOf(
        PUT('/api/v1/inventory/components/{id}/levels/{location_id}', {
          params: { path: { id: component.id, location_id: locationId } },
          body,
        }),
      ),
    onSettled: reread,
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const { minimum, maximum } = form;
    const locationId = Number(form.location);
    save.mutate(
      { locationId, minimum: numberIn(minimum) ?? null, maximum: numberIn(maximum) ?? null },
      {
        onSuccess(saved) {
          const before = { locationId, minimum: level?.minimum ?? null, maximum: level?.maximum ?? null };
          notify(t('levels.saved', { location: saved.location_name }), () => save.mutate(before));
          onClose();
        },
      },
    );
  };
  const known = new Set(component.levels.map(({ location_id: id }) => id));
  return (
    <Dialog
      isOpen
      title={level === undefined ? t('levels.new') : t('levels.edit', { location: level.location_name })}
      description={component.component_name}
      onClose={onClose}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        {level === undefined && (
          <SelectField
            label={t('field.location')}
            required
            value={form.location}
            onChange={({ target }) => setForm({ ...form, location: target.value })}
          >
            <option value="">{t('book.choose')}</option>
            {locations
              .filter(({ id, retired }) => !retired && !known.has(id))
              .map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
          </SelectField>
        )}
        <div className="grid grid-cols-2 gap-4">
          <TextField
            label={t('field.minimum')}
            hint={t('levels.minimumHint')}
            inputMode="numeric"
            value={form.minimum}
            onChange={({ target }) => setForm({ ...form, minimum: target.value })}
          />
          <TextField
            label={t('field.maximum')}
            hint={t('levels.maximumHint')}
            inputMode="numeric"
            value={form.maximum}
            onChange={({ target }) => setForm({ ...form, maximum: target.value })}
          />
        </div>
        <Refusal error={save.error} />
        <div className="flex justify-end gap-3">
          <Button onClick={onClose}>{t('common:action.cancel')}</Button>
          <Button type="submit" kind="primary" isBusy={save.isPending}>
            {t('common:action.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
