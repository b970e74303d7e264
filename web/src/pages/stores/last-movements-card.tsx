import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../api/client.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Card } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { MovementTable } from './movement-table.tsx';
import type { Component } from './use-stock.ts';

const SHOWN = 10;

export function LastMovementsCard({ component }: { readonly component: Component }) {
  const { t } = useTranslation('stores');
  const filters = useMemo(() => ({ component: component.id }), [component.id]);
  const movements = useQuery({
    queryKey: ['stock', 'last-movements', component.id],
    queryFn: () =>
      contentOf(
        GET('/api/v1/inventory/movements', { params: { query: { component_id: component.id, limit: SHOWN } } }),
      ),
  });
  return (
    <Card
      title={t('movements.last')}
      className="lg:col-span-2"
      actions={
        <LinkButton to="/stores/movements" search={{ component: component.id }}>
          {t('movements.all')}
        </LinkButton>
      }
    >
      <QueryView query={movements}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-quiet">{t('movements.noneYet')}</p>
          ) : (
            <MovementTable rows={items} isOfOne filters={filters} />
          )
        }
      </QueryView>
    </Card>
  );
}
