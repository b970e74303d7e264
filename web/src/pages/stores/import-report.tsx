import { Download } from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { paths } from '../../api/schema.d.ts';
import { csvOf } from '../../charts/csv.ts';
import { saveFile } from '../../charts/save-file.ts';
import { useFormat } from '../../format/use-format.ts';
import { Button } from '../../ui/button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Card } from '../../ui/page.tsx';

type Answers = paths['/api/v1/inventory/components/import']['post']['responses'];
export type ImportReport = Answers[200]['content']['application/json'];
type Remark = ImportReport['rejects'][number];

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
      {report.rejects.length > 0 && <Remarks title={t('import.rejects')} remarks={report.rejects} />}
      {report.warnings.length > 0 && <Remarks title={t('import.warnings')} remarks={report.warnings} />}
    </div>
  );
}

function Remarks({ title, remarks }: { readonly title: string; readonly remarks: readonly Remark[] }) {
  const { t } = useTranslation('stores');
  const columns = useMemo(
    (): readonly Column<Remark>[] => [
      { id: 'line', title: t('import.line'), isNumeric: true, value: ({ line }) => line },
      { id: 'column', title: t('import.column'), value: ({ column }) => column },
      { id: 'value', title: t('import.value'), value: ({ value }) => value },
      { id: 'message', title: t('import.message'), value: ({ message }) => message },
    ],
    [t],
  );
  function save() {
    const table = {
      columns: columns.map(({ title: heading }) => ({ title: heading })),
      rows: remarks.map(({ line, column, value, message }) => [line, column, value, message]),
    };
    saveFile(`${title}.csv`, new Blob([csvOf(table)], { type: 'text/csv' }));
  }
  return (
    <Card
      title={title}
      actions={
        <Button icon={<Download className="size-5" aria-hidden />} onClick={save}>
          {t('csv')}
        </Button>
      }
    >
      <DataTable
        label={title}
        rows={remarks}
        columns={columns}
        keyOf={({ line, column, message }) => `${line} ${column ?? ''} ${message}`}
      />
    </Card>
  );
}
