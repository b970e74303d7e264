import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../api/client.ts';
import { useFormat } from '../../format/use-format.ts';
import { Card } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { StoresPage } from './stores-page.tsx';

interface Share {
  readonly key: string;
  readonly name: string;
  readonly value: number;
  readonly components: number;
}

/** What the stock is worth, where it is and what kind of parts it is. */
export function ValuePage() {
  const { t } = useTranslation('stores');
  const format = useFormat();
  const value = useQuery({
    queryKey: ['stock', 'value'],
    queryFn: () => contentOf(GET('/api/v1/inventory/value')),
  });
  return (
    <StoresPage title={t('value.title')}>
      <QueryView query={value}>
        {({ currency, total, by_location: byLocation, by_category: byCategory, without_cost: without }) => (
          <>
            <Card className="mb-4">
              <p className="text-quiet">{t('value.total')}</p>
              <p className="text-3xl font-bold tabular-nums">{format.money(total.value, currency)}</p>
              <p className="text-quiet">{t('value.kinds', { count: total.components })}</p>
              {without.components > 0 && (
                <p className="mt-1 text-warning">{t('value.without', { count: without.components })}</p>
              )}
            </Card>
            <div className="grid items-start gap-4 lg:grid-cols-2">
              <Shares
                title={t('value.byLocation')}
                heading={t('field.location')}
                currency={currency}
                total={total.value}
                shares={byLocation.map(({ location_id: id, location_name: name, ...worth }) => ({
                  key: String(id),
                  name,
                  ...worth,
                }))}
              />
              <Shares
                title={t('value.byCategory')}
                heading={t('field.category')}
                currency={currency}
                total={total.value}
                shares={byCategory.map(({ category, ...worth }) => ({
                  key: category ?? '',
                  name: category ?? t('value.noCategory'),
                  ...worth,
                }))}
              />
            </div>
          </>
        )}
      </QueryView>
    </StoresPage>
  );
}

interface SharesProps {
  readonly title: string;
  readonly heading: string;
  readonly currency: string;
  readonly total: number;
  readonly shares: readonly Share[];
}

function Shares({ title, heading, currency, total, shares }: SharesProps) {
  const { t } = useTranslation('stores');
  const format = useFormat();
  return (
    <Card title={title}>
      {shares.length === 0 ? (
        <p className="text-quiet">{t('value.none')}</p>
      ) : (
        <table className="w-full" aria-label={title}>
          <thead>
            <tr className="border-b border-line text-left text-sm text-quiet">
              <th scope="col" className="py-2 font-semibold">
                {heading}
              </th>
              <th scope="col" className="py-2 text-right font-semibold">
                {t('value.kindsHeading')}
              </th>
              <th scope="col" className="py-2 text-right font-semibold">
                {t('field.value')}
              </th>
            </tr>
          </thead>
          <tbody>
            {shares.map(({ key, name, value, components }) => (
              <tr key={key} className="border-b border-line last:border-0">
                <td className="py-2 pr-3">
                  {name}
                  <span className="mt-1 block h-1.5 rounded-full bg-sunken" aria-hidden>
                    <span
                      className="block h-full rounded-full bg-accent"
                      style={{ width: `${total > 0 ? (value / total) * 100 : 0}%` }}
                    />
                  </span>
                </td>
                <td className="py-2 text-right tabular-nums">{format.number(components)}</td>
                <td className="py-2 text-right whitespace-nowrap tabular-nums">
                  {format.money(value, currency)}
                  <span className="block text-sm text-quiet">
                    {format.percent(total > 0 ? (value / total) * 100 : null)}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}
