import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { upload } from '../../api/upload.ts';
import { CsvFileButton } from '../../parts/manage/csv-file-button.tsx';
import { useSession } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { Empty, Refusal } from '../../ui/messages.tsx';
import { Card } from '../../ui/page.tsx';
import { type ImportReport, ImportReportView } from './import-report.tsx';
import { StoresPage } from './stores-page.tsx';
import { useRereadStock } from './use-stock.ts';

/** Components from a spreadsheet: first what would come of it, then it is done. */
export function ImportPage() {
  const { t } = useTranslation('stores');
  const { can } = useSession();
  const reread = useRereadStock();
  const [file, setFile] = useState<File>();
  const load = useMutation({
    mutationFn: async ({ chosen, isDry }: { chosen: File; isDry: boolean }) => {
      const form = new FormData();
      form.append('file', chosen);
      const path = `/api/v1/inventory/components/import?dry_run=${isDry}`;
      return (await upload(path, form)) as ImportReport;
    },
    onSuccess: reread,
  });
  if (!can('inventory:manage')) {
    return (
      <StoresPage title={t('import.title')}>
        <Empty title={t('import.notAllowed')} />
      </StoresPage>
    );
  }
  const report = load.data;
  return (
    <StoresPage title={t('import.title')} subtitle={t('import.subtitle')}>
      <Card className="mb-4">
        <p className="mb-3">{t('import.columns')}</p>
        <CsvFileButton
          label={t('import.choose')}
          kind={report === undefined ? 'primary' : 'plain'}
          isBusy={load.isPending}
          file={file}
          onChoose={(chosen) => {
            setFile(chosen);
            load.mutate({ chosen, isDry: true });
          }}
        />
        <div className="mt-3">
          <Refusal error={load.error} />
        </div>
      </Card>
      {report !== undefined && file !== undefined && (
        <ImportReportView
          report={report}
          actions={
            report.dry_run &&
            report.created + report.changed > 0 && (
              <Button
                kind="primary"
                isBusy={load.isPending}
                onClick={() => load.mutate({ chosen: file, isDry: false })}
              >
                {t('import.load', { count: report.created + report.changed })}
              </Button>
            )
          }
        />
      )}
    </StoresPage>
  );
}
