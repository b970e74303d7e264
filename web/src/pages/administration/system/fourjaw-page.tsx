import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET, POST } from '../../../api/client.ts';
import type { Answer } from '../../../api/types.ts';
import { useFormat } from '../../../format/use-format.ts';
import { DeedButton } from '../../../parts/manage/deed-button.tsx';
import { FactList } from '../../../parts/manage/fact-list.tsx';
import { ReadAnew } from '../../../parts/manage/read-anew.tsx';
import { Tag, type Tone } from '../../../parts/manage/tag.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Card, Page } from '../../../ui/page.tsx';
import { QueryView } from '../../../ui/query-view.tsx';

type Status = Answer<'/api/v1/fourjaw/status'>;
type MachineStatus = Status['machines'][number];
const tones: Readonly<Record<Status['connection'], Tone>> = {
  off: 'quiet',
  unknown: 'quiet',
  ok: 'good',
  failing: 'danger',
  'key-refused': 'danger',
};

/** How the connection to FourJaw stands, and how far each machine has been fetched. */
export function FourjawPage() {
  const { t } = useTranslation(['operations', 'administration']);
  const status = useQuery({
    queryKey: ['fourjaw'],
    queryFn: () => contentOf(GET('/api/v1/fourjaw/status')),
    // events tell when the connection changes, not how far it has come
    refetchOnMount: 'always',
  });
  return (
    <Page
      title={t('administration:section.fourjaw')}
      subtitle={t('administration:about.fourjaw')}
      actions={
        <>
          <ReadAnew query={status} />
          {status.data?.configured === true && (
            <DeedButton
              text={t('fourjaw.sync')}
              kind="primary"
              nouns={['fourjaw']}
              run={() => contentOf(POST('/api/v1/fourjaw/sync'))}
              told={t('fourjaw.requested')}
            />
          )}
        </>
      }
    >
      <QueryView query={status}>{(data) => <FourjawStatus status={data} />}</QueryView>
    </Page>
  );
}

function FourjawStatus({ status }: { readonly status: Status }) {
  const { t } = useTranslation('operations');
  const format = useFormat();
  const columns = useMemo(
    (): readonly Column<MachineStatus>[] => [
      { id: 'name', title: t('fourjaw.machine'), value: ({ name }) => name },
      {
        id: 'to',
        title: t('fourjaw.fetchedTo'),
        value: ({ fetched_to: at }) => at,
        cell: ({ fetched_to: at }) => format.dateTime(at),
      },
      {
        id: 'lag',
        title: t('fourjaw.behind'),
        value: ({ lag_seconds: lag }) => lag,
        cell: ({ lag_seconds: lag }) => format.duration(lag),
      },
      {
        id: 'refused',
        title: t('fourjaw.refused'),
        isNumeric: true,
        value: ({ refused_periods: refused }) => refused,
      },
      {
        id: 'error',
        title: t('fourjaw.lastError'),
        cell: ({ last_error: error, last_refusal: refusal }) => (
          <span className="text-sm break-words">{error ?? refusal ?? ''}</span>
        ),
      },
    ],
    [t, format],
  );
  if (!status.configured) return <Card>{t('fourjaw.notConfigured')}</Card>;
  return (
    <div className="flex flex-col gap-4">
      <Card>
        <p className="mb-3 flex flex-wrap gap-x-4">
          <Tag tone={tones[status.connection]}>{t(`fourjaw.connection.${status.connection}`)}</Tag>
          {status.sync_pending && <Tag tone="warning">{t('fourjaw.pending')}</Tag>}
        </p>
        <FactList
          facts={[
            [t('fourjaw.since'), format.dateTime(status.connection_since)],
            [t('fourjaw.address'), status.base_url],
            [t('fourjaw.lastSuccess'), format.dateTime(status.last_success_at)],
            [t('fourjaw.behind'), format.duration(status.lag_seconds)],
            [t('fourjaw.every'), format.duration(status.poll_interval_seconds)],
            [t('fourjaw.lastError'), status.last_error ?? status.assets_error],
          ]}
        />
      </Card>
      <Card title={t('fourjaw.machines')}>
        <DataTable
          label={t('fourjaw.machines')}
          rows={status.machines}
          columns={columns}
          keyOf={({ machine_id: id }) => id}
        />
      </Card>
    </div>
  );
}
