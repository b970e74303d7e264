import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../../api/client.ts';
import { useFormat } from '../../../format/use-format.ts';
import { CsvLink } from '../../../parts/csv-link.tsx';
import { CursorList, useCursorRows } from '../../../parts/manage/cursor-list.tsx';
import { Tag } from '../../../parts/manage/tag.tsx';
import { Button } from '../../../ui/button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { Page } from '../../../ui/page.tsx';
import { CatalogueFilters, useCatalogueFilters } from './catalogue-filters.tsx';
import type { Product } from './product.ts';
import { ProductDialog } from './product-dialog.tsx';

/** What is made, and how fast it can be made. */
export function ProductsPage() {
  const { t } = useTranslation(['catalogues', 'administration', 'common']);
  const format = useFormat();
  const { query, ...filters } = useCatalogueFilters();
  const [opened, setOpened] = useState<Product | 'new'>();
  const close = () => setOpened(undefined);
  const list = useCursorRows<Product>(['products', 'search', query], (page) =>
    contentOf(GET('/api/v1/products/search', { params: { query: { ...page, ...query } } })),
  );
  const columns = useMemo(
    (): readonly Column<Product>[] => [
      {
        id: 'name',
        title: t('administration:name'),
        cell: (product) => (
          <button
            type="button"
            className="min-h-11 text-left font-medium text-accent hover:underline"
            onClick={() => setOpened(product)}
          >
            {product.product_name}
          </button>
        ),
      },
      { id: 'code', title: t('product.code'), cell: ({ product_code: code }) => code },
      {
        id: 'rate',
        title: t('product.rate'),
        isNumeric: true,
        cell: ({ ideal_rate_per_hour: rate }) => format.number(rate),
      },
      {
        id: 'length',
        title: t('product.length'),
        isNumeric: true,
        cell: ({ unit_length_mm: length }) => format.number(length),
      },
      {
        id: 'state',
        title: t('administration:state'),
        cell: ({ retired }) =>
          retired ? <Tag tone="quiet">{t('states.retired')}</Tag> : <Tag tone="good">{t('states.in-use')}</Tag>,
      },
    ],
    [t, format],
  );
  return (
    <Page
      title={t('administration:section.products')}
      subtitle={t('administration:about.products')}
      actions={
        <>
          <CsvLink address="/api/v1/products.csv" />
          <Button kind="primary" onClick={() => setOpened('new')}>
            {t('product.create')}
          </Button>
        </>
      }
    >
      <CatalogueFilters {...filters} />
      <CursorList
        list={list}
        label={t('administration:section.products')}
        columns={columns}
        keyOf={({ id }) => String(id)}
        empty={t('product.none')}
      />
      {opened === 'new' && <ProductDialog listed={undefined} onClose={close} />}
      {typeof opened === 'object' && <ProductDialog key={opened.id} listed={opened} onClose={close} />}
    </Page>
  );
}
