import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, PUT } from '../../api/client.ts';
import { wholeIn } from '../../format/typed-number.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { Refusal, useReasonOf } from '../../ui/messages.tsx';
import { useNotify } from '../../ui/toasts.tsx';
import { focusFirstWrong } from './first-wrong.ts';
import { type Component, type Level, useLocations, useRereadStock } from './use-stock.ts';

interface LimitsDialogProps {
  readonly component: Component;
  /** Absent: at a location where nobody has said any yet. */
  readonly level: Level | undefined;
  readonly onClose: () => void;
}

interface Limits {
  readonly locationId: number;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly isUndo: boolean;
}

/** How few are too few at a location, and how many are enough. */
export function LimitsDialog({ component, level, onClose }: LimitsDialogProps) {
  const { t } = useTranslation(['stores', 'common']);
  const notify = useNotify();
  const reasonOf = useReasonOf();
  const reread = useRereadStock();
  const { data: locations = [] } = useLocations();
  const [form, setForm] = useState({
    location: level === undefined ? '' : String(level.location_id),
    minimum: String(level?.minimum ?? ''),
    maximum: String(level?.maximum ?? ''),
  });
  const save = useMutation({
    mutationFn: ({ locationId, isUndo: _isUndo, ...body }: Limits) =>
      contentOf(
        PUT('/api/v1/inventory/components/{id}/levels/{location_id}', {
          params: { path: { id: component.id, location_id: locationId } },
          body,
        }),
      ),
    onSuccess(saved, { locationId, isUndo }) {
      if (isUndo) return;
      const before = { locationId, minimum: level?.minimum ?? null, maximum: level?.maximum ?? null, isUndo: true };
      notify(t('levels.saved', { location: saved.location_name }), () => save.mutate(before));
      onClose();
    },
    // the dialog is closed then
    onError: (error, { isUndo }) => isUndo && notify(reasonOf(error)),
    onSettled: reread,
  });
  const [minimum, maximum] = [wholeIn(form.minimum), wholeIn(form.maximum)];
  const isNone = (text: string, value: number | undefined) => text.trim() !== '' && value === undefined;
  const isTooSmall = minimum !== undefined && maximum !== undefined && maximum < minimum;
  const maximumError = isNone(form.maximum, maximum)
    ? t('number.noWhole')
    : isTooSmall
      ? t('levels.maximumTooSmall')
      : undefined;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (focusFirstWrong(event.currentTarget)) return;
    const locationId = Number(form.location);
    save.mutate({ locationId, minimum: minimum ?? null, maximum: maximum ?? null, isUndo: false });
  };
  const known = new Set(component.levels.map(({ location_id: id }) => id));
  return (
    <Dialog
      isOpen
      title={level === undefined ? t('levels.new') : t('levels.edit', { location: level.location_name })}
      description={component.component_name}
      onClose={onClose}
      canDismiss={!save.isPending}
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
            error={isNone(form.minimum, minimum) ? t('number.noWhole') : undefined}
            inputMode="numeric"
            value={form.minimum}
            onChange={({ target }) => setForm({ ...form, minimum: target.value })}
          />
          <TextField
            label={t('field.maximum')}
            hint={t('levels.maximumHint')}
            error={maximumError}
            inputMode="numeric"
            value={form.maximum}
            onChange={({ target }) => setForm({ ...form, maximum: target.value })}
          />
        </div>
        <Refusal error={save.error} />
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
