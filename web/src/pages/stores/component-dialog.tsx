import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, PATCH, POST } from '../../api/client.ts';
import { Problem } from '../../api/problem.ts';
import { wholeIn } from '../../format/typed-number.ts';
import { useFormat } from '../../format/use-format.ts';
import { typedOver } from '../../parts/manage/edited.ts';
import { useFactory } from '../../session/factory.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField, TextArea, TextField } from '../../ui/field.tsx';
import { Refusal } from '../../ui/messages.tsx';
import { useNotify } from '../../ui/toasts.tsx';
import { type ComponentField, changesOf, emptyForm, formOf, wrongNumbers } from './component-form.ts';
import { focusFirstWrong } from './first-wrong.ts';
import { useDeedKey } from './use-deed-key.ts';
import { type Component, readComponent, useLocations, useRereadStock, useSavedComponent } from './use-stock.ts';

interface ComponentDialogProps {
  /** Absent: a new one. */
  readonly component?: Component;
  readonly onClose: () => void;
  readonly onSaved?: (component: Component) => void;
}

/** Makes a component, or changes its master data; where somebody else was faster nothing that was typed is lost. */
export function ComponentDialog({ component, onClose, onSaved }: ComponentDialogProps) {
  const { t } = useTranslation(['stores', 'common']);
  const { currency } = useFactory();
  const { locale } = useFormat();
  const notify = useNotify();
  const reread = useRereadStock();
  const keep = useSavedComponent();
  const { data: locations = [] } = useLocations();
  const keyOf = useDeedKey();
  const [known, setKnown] = useState(component);
  const before = known === undefined ? emptyForm : formOf(known, locale);
  const [form, setForm] = useState(before);
  const [opening, setOpening] = useState({ stock: '', location: '' });
  const save = useMutation({
    mutationFn: () => (known === undefined ? create() : change(known)),
    onSuccess(saved) {
      notify(t('component.saved', { name: saved.component_name }));
      keep(saved);
      onClose();
      onSaved?.(saved);
    },
    onSettled: reread,
  });

  function create() {
    const stock = wholeIn(opening.stock);
    const body = {
      ...changesOf(emptyForm, form, locale),
      component_name: form.component_name.trim(),
      ...(stock === undefined ? {} : { current_stock: stock }),
      ...(opening.location === '' ? {} : { location_id: Number(opening.location) }),
    };
    const header = { 'Idempotency-Key': keyOf(body) };
    return contentOf(POST('/api/v1/inventory/components', { params: { header }, body }));
  }

  function change({ id, version }: Component) {
    const body = { ...changesOf(before, form, locale), version };
    return contentOf(PATCH('/api/v1/inventory/components/{id}', { params: { path: { id } }, body }));
  }

  const readAnew = useMutation({
    mutationFn: ({ id }: Component) => readComponent(id),
    onSuccess(latest) {
      setForm(typedOver(before, form, formOf(latest, locale)));
      setKnown(latest);
      save.reset();
    },
  });

  const isConflict = save.error instanceof Problem && save.error.code === 'version-conflict';
  const wrong = wrongNumbers(form, locale);
  const isWrongStock = opening.stock.trim() !== '' && wholeIn(opening.stock) === undefined;
  const bind = (field: ComponentField) => ({
    label: t(`field.${field}`),
    value: form[field],
    onChange: ({ target }: { target: { value: string } }) => setForm((old) => ({ ...old, [field]: target.value })),
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!focusFirstWrong(event.currentTarget)) save.mutate();
  };
  return (
    <Dialog
      isOpen
      isWide
      title={component === undefined ? t('component.new') : t('component.edit')}
      onClose={onClose}
      canDismiss={!save.isPending}
    >
      <form onSubmit={submit} className="grid gap-4 sm:grid-cols-2">
        <TextField {...bind('component_name')} required maxLength={120} className="sm:col-span-2" />
        <TextField {...bind('stock_code')} maxLength={64} hint={t('component.codeHint')} />
        <TextField {...bind('category')} maxLength={120} />
        <TextField {...bind('unit')} maxLength={20} hint={t('component.unitHint')} />
        <TextField
          {...bind('unit_cost')}
          inputMode="decimal"
          hint={currency}
          error={wrong.has('unit_cost') ? t('number.wrong') : undefined}
        />
        <TextField {...bind('supplier')} maxLength={120} />
        <TextField {...bind('supplier_code')} maxLength={120} />
        {component === undefined && (
          <>
            <TextField
              label={t('component.opening')}
              hint={t('component.openingHint')}
              error={isWrongStock ? t('number.noWhole') : undefined}
              inputMode="numeric"
              value={opening.stock}
              onChange={({ target }) => setOpening({ ...opening, stock: target.value })}
            />
            <SelectField
              label={t('field.location')}
              value={opening.location}
              onChange={({ target }) => setOpening({ ...opening, location: target.value })}
            >
              <option value="">{t('component.firstLocation')}</option>
              {locations
                .filter(({ retired }) => !retired)
                .map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
            </SelectField>
          </>
        )}
        <TextField
          {...bind('lead_time_days')}
          inputMode="numeric"
          error={wrong.has('lead_time_days') ? t('number.noWhole') : undefined}
        />
        <TextArea {...bind('notes')} rows={3} maxLength={4_000} className="sm:col-span-2" />
        <div className="flex flex-col gap-3 sm:col-span-2">
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
        </div>
      </form>
    </Dialog>
  );
}
