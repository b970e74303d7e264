import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { paths } from '../../api/schema.d.ts';
import { useFormat } from '../../format/use-format.ts';
import { ImportRemarks } from '../../parts/manage/import-remarks.tsx';
import { Card } from '../../ui/page.tsx';

type Answers = paths['/api/v1/inventory/components/import']['post']['responses'];
export type ImportReport = Answers[200]['content']['application/json'];

/** What came of a file, or would: how many rows, and what was wrong with which. */
export function ImportReportView({ report, actions }: { readonly report: ImportReport; readonly actions: ReactNode }) {
  const { t } = useTranslation('stores');
  const format = useFormat();
  const figures = ['created', 'changed', 'unchanged', 'refused'] as const;
  return (
    <div className="flex flex-col gap-4">
      <Card title={t(report.dry_run ? 'import.would' : 'import.done')} actions={actions}>
        <div role="status">
          <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4">
            {figures.map((figure) => (
              <div key={figure} className={figure === 'refused' && report.refused > 0 ? 'text-danger' : ''}>
                <dt className="text-sm">{t(`import.${figure}`)}</dt>
                <dd className="text-2xl font-bold tabular-nums">{format.number(report[figure])}</dd>
              </div>
            ))}
          </dl>
        </div>
        {report.ignored_columns.length > 0 && (
          <p className="mt-3">{t('import.ignored', { columns: report.ignored_columns.join(', ') })}</p>
        )}
      </Card>
      {report.rejects.length > 0 && <ImportRemarks title={t('import.rejects')} remarks={report.rejects} />}
      {report.warnings.length > 0 && <ImportRemarks title={t('import.warnings')} remarks={report.warnings} />}
    </div>
  );
}
