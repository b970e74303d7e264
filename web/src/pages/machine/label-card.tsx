import { useQuery } from '@tanstack/react-query';
import { Printer } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../api/client.ts';
import { PrintedLabel } from '../../parts/printed-label.tsx';
import { QrCode } from '../../parts/qr-code.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import type { Machine } from './use-machine.ts';

/** What is stuck on the machine: whoever scans it reports a fault, or opens its page. */
export function LabelCard({ machine }: { readonly machine: Machine }) {
  const { t } = useTranslation(['machine', 'common']);
  const label = useQuery({
    queryKey: ['machines', 'label', machine.id],
    queryFn: () => contentOf(GET('/api/v1/machines/{id}/label', { params: { path: { id: machine.id } } })),
  });
  return (
    <Card
      title={t('label.title')}
      actions={
        <Button icon={<Printer className="size-5" aria-hidden />} onClick={() => window.print()}>
          {t('common:action.print')}
        </Button>
      }
    >
      <QueryView query={label}>
        {(data) => {
          const content = (
            <div className="flex items-center gap-4">
              <QrCode
                text={data.qr_text}
                label={t('label.code', { machine: data.name })}
                className="size-36 shrink-0"
              />
              <div className="min-w-0">
                <p className="text-xl font-bold break-words">{data.name}</p>
                {data.place_path !== null && <p>{data.place_path}</p>}
                {data.serial_number !== null && <p>{t('label.serial', { number: data.serial_number })}</p>}
                <p className="text-sm break-all text-quiet">{data.machine_id}</p>
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
