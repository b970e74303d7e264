/** How many of a component, and from or to which location. */
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';

export interface StockMove {
  readonly component_id: number;
  readonly quantity: number;
  readonly location_id?: number;
}

interface QuantityFormProps {
  readonly componentId: number;
  readonly name: string;
  readonly submitText: string;
  readonly isBusy: boolean;
  /** No more than these; absent: what the server allows. */
  readonly most?: number;
  readonly onSubmit: (move: StockMove) => void;
  readonly onBack: () => void;
  readonly children: ReactNode;
}

export function QuantityForm({
  componentId,
  name,
  submitText,
  isBusy,
  most,
  onSubmit,
  onBack,
  children,
}: QuantityFormProps) {
  const { t } = useTranslation(['tickets', 'common']);
  const [quantity, setQuantity] = useState('1');
  const [location, setLocation] = useState<string>();
  const component = useQuery({
    queryKey: ['stock', 'component', componentId],
    queryFn: () => contentOf(GET('/api/v1/inventory/components/{id}', { params: { path: { id: componentId } } })),
  });
  const levels = component.data?.levels ?? [];
  // where the most is, unless somebody chooses otherwise
  const fullest = levels.reduce<(typeof levels)[number] | undefined>(
    (best, level) => (best === undefined || level.available > best.available ? level : best),
    undefined,
  );
  const chosen = location ?? (fullest === undefined ? '' : String(fullest.location_id));
  function submit(event: SubmitEvent) {
    event.preventDefault();
    onSubmit({
      component_id: componentId,
      quantity: Number(quantity),
      ...(chosen === '' ? {} : { location_id: Number(chosen) }),
    });
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <p className="text-lg font-medium">{name}</p>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          type="number"
          label={component.data === undefined ? t('parts.quantity') : t('parts.quantityIn', component.data)}
          required
          min={1}
          max={most}
          step={1}
          value={quantity}
          onChange={({ target }) => setQuantity(target.value)}
        />
        {levels.length > 0 && (
          <SelectField label={t('parts.location')} value={chosen} onChange={({ target }) => setLocation(target.value)}>
            {levels.map((level) => (
              <option key={level.location_id} value={level.location_id}>
                {level.location_name} ({level.available})
              </option>
            ))}
          </SelectField>
        )}
      </div>
      {children}
      <div className="flex justify-end gap-3">
        <Button onClick={onBack}>{t('common:action.back')}</Button>
        <Button type="submit" kind="primary" isBusy={isBusy}>
          {submitText}
        </Button>
      </div>
    </form>
  );
}
