import { Download } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { csvOf } from '../../charts/csv.ts';
import { saveFile } from '../../charts/save-file.ts';
import { Button } from '../../ui/button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Card } from '../../ui/page.tsx';

/** What the server says of a row of a file. */
export interface ImportRemark {
  readonly line: number;
  /** Null where it is about the whole row. */
  readonly column: string | null;
  readonly value: string;
  /** English, whatever the language of the screens. */
  readonly message: string;
}

interface ImportRemarksProps {
  readonly title: string;
  readonly remarks: readonly ImportRemark[];
}

/** Rows of a file with which something is wrong, to be read and to be taken along. */
export function ImportRemarks({ title, remarks }: ImportRemarksProps) {
  const { t } = useTranslation('parts');
  const columns = useMemo(
    (): readonly Column<ImportRemark>[] => [
      { id: 'line', title: t('remark.line'), isNumeric: true, value: ({ line }) => line },
      { id: 'column', title: t('remark.column'), value: ({ column }) => column },
      { id: 'value', title: t('remark.value'), value: ({ value }) => value },
      {
        id: 'message',
        title: t('remark.message'),
        value: ({ message }) => message,
        cell: ({ message }) => <span lang="en">{message}</span>,
      },
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
          CSV
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
