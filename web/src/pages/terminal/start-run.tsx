import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, newIdempotencyKey, POST } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Empty, Refusal } from '../../ui/messages.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { useNotify } from '../../ui/toasts.tsx';
import { NumberPad } from './number-pad.tsx';
import { type Product, useProducts, useRecentProducts } from './use-products.ts';

/** As the API takes at most. */
const TARGET_MAX = 1_000_000_000;

/** First what the machine is to make, then how many of it, if that is known. */
export function StartRun({ machineId }: { readonly machineId: string }) {
  const [product, setProduct] = useState<Product>();
  return product === undefined ? (
    <ProductChoice machineId={machineId} onChoose={setProduct} />
  ) : (
    <StartForm machineId={machineId} product={product} onBack={() => setProduct(undefined)} />
  );
}

function ProductChoice({
  machineId,
  onChoose,
}: {
  readonly machineId: string;
  readonly onChoose: (product: Product) => void;
}) {
  const { t } = useTranslation('terminal');
  const [text, setText] = useState('');
  const sought = useDeferredValue(text.trim());
  const products = useProducts(sought);
  const recent = useRecentProducts(machineId);
  const rank = ({ id }: Product) => (recent.includes(id) ? recent.indexOf(id) : recent.length);
  return (
    <div className="flex flex-col gap-3">
      <TextField
        label={t('product')}
        type="search"
        autoComplete="off"
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <QueryView query={products}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={sought === '' ? t('noProducts') : t('productNotFound')} />
          ) : (
            <ul className="flex max-h-[26rem] flex-col gap-2 overflow-y-auto p-1">
              {items
                .toSorted((one, other) => rank(one) - rank(other))
                .map((product) => (
                  <li key={product.id}>
                    <Button size="glove" className="w-full justify-between text-left" onClick={() => onChoose(product)}>
                      <span>{product.product_name}</span>
                      <span className="text-base text-quiet">{product.product_code}</span>
                    </Button>
                  </li>
                ))}
            </ul>
          )
        }
      </QueryView>
    </div>
  );
}

function StartForm({
  machineId,
  product,
  onBack,
}: {
  readonly machineId: string;
  readonly product: Product;
  readonly onBack: () => void;
}) {
  const { t } = useTranslation(['terminal', 'common']);
  const queries = useQueryClient();
  const notify = useNotify();
  const [target, setTarget] = useState('');
  const [key] = useState(newIdempotencyKey);
  const start = useMutation({
    mutationFn: () =>
      contentOf(
        POST('/api/v1/runs', {
          params: { header: { 'Idempotency-Key': key } },
          body: {
            machine_id: machineId,
            product_id: product.id,
            ...(target === '' ? {} : { target_quantity: Number(target) }),
          },
        }),
      ),
    onSuccess() {
      notify(t('started', { product: product.product_name }));
      return Promise.all([
        queries.invalidateQueries({ queryKey: ['floor'] }),
        queries.invalidateQueries({ queryKey: ['runs'] }),
      ]);
    },
  });
  return (
    <div className="flex flex-col gap-4">
      <p className="text-2xl font-semibold">{product.product_name}</p>
      <NumberPad label={t('howMany')} value={target} max={TARGET_MAX} onChange={setTarget} />
      <Refusal error={start.error} />
      <Button kind="primary" size="glove" isBusy={start.isPending} onClick={() => start.mutate()}>
        {t('start')}
      </Button>
      <Button size="glove" onClick={onBack}>
        {t('otherProduct')}
      </Button>
    </div>
  );
}
