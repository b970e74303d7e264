import { useQuery } from '@tanstack/react-query';
import { Printer } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../api/client.ts';
import { PrintedLabel } from '../../parts/printed-label.tsx';
import { QrCode } from '../../parts/qr-code.tsx';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Card } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import type { Component } from './use-stock.ts';

/** What is stuck on the shelf: whoever scans it opens this page. */
export function LabelCard({ component }: { readonly component: Component }) {
  const { t } = useTranslation(['stores', 'common']);
  const label = useQuery({
    queryKey: ['stock', 'label', component.id],
    queryFn: () =>
      contentOf(GET('/api/v1/inventory/components/{id}/label', { params: { path: { id: component.id } } })),
  });
  return (
    <Card
      title={t('label.title')}
      actions={
        <div className="flex flex-wrap gap-2">
          <LinkButton to="/stores/labels" search={{ components: [component.id] }}>
            {t('label.toSheet')}
          </LinkButton>
          <Button icon={<Printer className="size-5" aria-hidden />} onClick={() => window.print()}>
            {t('common:action.print')}
          </Button>
        </div>
      }
    >
      <QueryView query={label}>
        {(data) => {
          const content = (
            <div className="flex items-center gap-4">
              <QrCode
                text={data.qr_text}
                label={t('label.code', { name: data.component_name })}
                className="size-36 shrink-0"
              />
              <div className="min-w-0">
                <p className="text-xl font-bold break-words">{data.component_name}</p>
                {data.stock_code !== null && <p className="text-lg">{data.stock_code}</p>}
                {data.locations.length > 0 && <p>{data.locations.join(', ')}</p>}
              </div>
            </div>
          );
          return (
            <>
              {content}
              <PrintedLabel>{content}</PrintedLabel>
            </>
          );
        }}
      </QueryView>
    </Card>
  );
}
