import { skipToken, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET, newIdempotencyKey, PATCH, POST } from '../../../api/client.ts';
import { FormDialog } from '../../../parts/manage/form-dialog.tsx';
import { InUseDeed } from '../../../parts/manage/in-use-deed.tsx';
import { useDeed } from '../../../parts/manage/use-deed.ts';
import { useStoredFields } from '../../../parts/manage/use-fields.ts';
import { TextArea, TextField } from '../../../ui/field.tsx';
import { bodyOf, formOf, type Product } from './product.ts';

interface ProductDialogProps {
  /** Undefined: a new one. */
  readonly listed: Product | undefined;
  readonly onClose: () => void;
}

export function ProductDialog({ listed, onClose }: ProductDialogProps) {
  // by itself: it stays open where it no longer fits what the list is filtered by
  const { data: product } = useQuery({
    queryKey: ['products', 'one', listed?.id],
    queryFn:
      listed === undefined
        ? skipToken
        : () => contentOf(GET('/api/v1/products/{id}', { params: { path: { id: listed.id } } })),
    initialData: listed,
  });
  const { t } = useTranslation(['catalogues', 'administration']);
  const [idempotencyKey] = useState(newIdempotencyKey);
  const form = useStoredFields(product, formOf);
  const save = useDeed<void, unknown>(
    ['products'],
    () =>
      product === undefined
        ? contentOf(
            POST('/api/v1/products', {
              params: { header: { 'Idempotency-Key': idempotencyKey } },
              body: { ...bodyOf(form.values), product_name: form.values.product_name },
            }),
          )
        : contentOf(
            PATCH('/api/v1/products/{id}', {
              params: { path: { id: product.id } },
              body: { ...bodyOf(form.changes), version: form.version },
            }),
          ),
    { told: t('administration:saved'), onDone: onClose },
  );
  return (
    <FormDialog
      isWide
      title={product?.product_name ?? t('product.create')}
      deed={save}
      onSubmit={() => save.mutate()}
      onClose={onClose}
      onTakeOver={form.takeOver}
    >
      <TextField label={t('administration:name')} required autoComplete="off" {...form.text('product_name')} />
      <TextField label={t('product.code')} autoComplete="off" {...form.text('product_code')} />
      <TextField
        label={t('product.rate')}
        hint={t('product.rateHint')}
        inputMode="decimal"
        {...form.text('ideal_rate_per_hour')}
      />
      <TextField label={t('product.length')} inputMode="decimal" {...form.text('unit_length_mm')} />
      <TextArea label={t('product.notes')} className="sm:col-span-2" {...form.text('notes')} />
      {product !== undefined && (
        <div className="sm:col-span-2">
          <InUseDeed
            name={product.product_name}
            isRetired={product.retired}
            nouns={['products']}
            retire={() =>
              contentOf(POST('/api/v1/products/{id}/retire', { params: { path: { id: product.id } }, body: {} }))
            }
            reinstate={() =>
              contentOf(POST('/api/v1/products/{id}/reinstate', { params: { path: { id: product.id } }, body: {} }))
            }
            retireHint={t('product.retireHint')}
          />
        </div>
      )}
    </FormDialog>
  );
}
