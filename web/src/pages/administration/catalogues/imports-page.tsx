import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { upload } from '../../../api/upload.ts';
import { useFormat } from '../../../format/use-format.ts';
import { CsvFileButton } from '../../../parts/manage/csv-file-button.tsx';
import { FactList } from '../../../parts/manage/fact-list.tsx';
import { ImportRemarks } from '../../../parts/manage/import-remarks.tsx';
import { useSession } from '../../../session/session.tsx';
import { Button } from '../../../ui/button.tsx';
import { SelectField } from '../../../ui/field.tsx';
import { Refusal } from '../../../ui/messages.tsx';
import { Card, Page } from '../../../ui/page.tsx';
import { ProgressBar } from '../../../ui/progress-bar.tsx';
import { type ImportAnswer, type ImportReport, importKinds, reportOf } from './import-kinds.ts';

/** Loads files: first what would come of it, then for good, with what was refused and why. */
export function ImportsPage() {
  const { t } = useTranslation(['catalogues', 'administration']);
  const { can } = useSession();
  const queries = useQueryClient();
  const kinds = importKinds.filter(({ needs }) => can(needs));
  const [name, setName] = useState(kinds[0]?.name);
  const [file, setFile] = useState<File>();
  const [share, setShare] = useState(0);
  const kind = kinds.find((each) => each.name === name);
  const load = useMutation({
    async mutationFn({ chosen, isDry }: { readonly chosen: File; readonly isDry: boolean }) {
      const form = new FormData();
      form.append('file', chosen);
      setShare(0);
      return reportOf((await upload(`${kind?.path}?dry_run=${isDry}`, form, { onShare: setShare })) as ImportAnswer);
    },
    // it touches most of what there is to read
    onSuccess: ({ isDry }) => (isDry ? undefined : queries.invalidateQueries()),
  });
  const report = load.data;
  const forget = () => {
    setFile(undefined);
    load.reset();
  };
  return (
    <Page title={t('administration:section.imports')} subtitle={t('administration:about.imports')}>
      <Card className="mb-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <SelectField
            label={t('import.what')}
            hint={kind === undefined ? undefined : t(`import.columns.${kind.name}`)}
            value={name ?? ''}
            onChange={({ target }) => {
              setName(kinds.find((each) => each.name === target.value)?.name);
              forget();
            }}
          >
            {kinds.map((each) => (
              <option key={each.name} value={each.name}>
                {t(`import.kind.${each.name}`)}
              </option>
            ))}
          </SelectField>
          <div className="self-end">
            <CsvFileButton
              label={t('import.file')}
              isBusy={load.isPending}
              file={file}
              onChoose={(chosen) => {
                setFile(chosen);
                load.mutate({ chosen, isDry: true });
              }}
            />
          </div>
        </div>
        {load.isPending && (
          <div className="mt-3">
            <ProgressBar label={t('import.sending')} percent={share * 100} />
          </div>
        )}
        <div className="mt-3">
          <Refusal error={load.error} />
        </div>
      </Card>
      {report !== undefined && file !== undefined && (
        <Report report={report} isBusy={load.isPending} onLoad={() => load.mutate({ chosen: file, isDry: false })} />
      )}
    </Page>
  );
}

function Report({
  report,
  isBusy,
  onLoad,
}: {
  readonly report: ImportReport;
  readonly isBusy: boolean;
  readonly onLoad: () => void;
}) {
  const { t } = useTranslation('catalogues');
  const format = useFormat();
  const fresh = report.created + report.changed;
  return (
    <div className="flex flex-col gap-4">
      <Card title={t(report.isDry ? 'import.would' : 'import.did')}>
        <div role="status">
          <FactList
            facts={(['created', 'changed', 'unchanged', 'refused'] as const).map((figure) => [
              t(`import.figure.${figure}`),
              format.number(report[figure]),
            ])}
          />
        </div>
        {report.isDry && fresh > 0 && (
          <Button kind="primary" className="mt-4" isBusy={isBusy} onClick={onLoad}>
            {t('import.load', { count: fresh })}
          </Button>
        )}
      </Card>
      {report.rejects.length > 0 && <ImportRemarks title={t('import.rejects')} remarks={report.rejects} />}
    </div>
  );
}
