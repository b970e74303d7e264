import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET, POST } from '../../../api/client.ts';
import type { Item } from '../../../api/types.ts';
import { useFormat } from '../../../format/use-format.ts';
import { useServerWords } from '../../../i18n/use-server-words.ts';
import { DeedButton } from '../../../parts/manage/deed-button.tsx';
import { ReadAnew } from '../../../parts/manage/read-anew.tsx';
import { Tag } from '../../../parts/manage/tag.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Page } from '../../../ui/page.tsx';
import { QueryView } from '../../../ui/query-view.tsx';

type Job = Item<'/api/v1/jobs'>;

/** What MillDash does by itself: when it last did, what came of it, and when it does again. */
export function JobsPage() {
  const { t } = useTranslation('administration');
  const serverWords = useServerWords();
  const format = useFormat();
  const jobs = useQuery({
    queryKey: ['jobs'],
    queryFn: () => contentOf(GET('/api/v1/jobs')),
    // no event tells of a run that found nothing to do
    refetchOnMount: 'always',
  });
  const columns = useMemo(
    (): readonly Column<Job>[] => [
      {
        id: 'name',
        title: t('jobs.job'),
        value: ({ name }) => name,
        cell: ({ name, description }) => (
          <span>
            <span className="block font-medium">{name}</span>
            <span className="block max-w-md text-sm text-quiet">{serverWords('jobs', name, description)}</span>
          </span>
        ),
      },
      {
        id: 'every',
        title: t('jobs.every'),
        value: ({ every_seconds: every }) => every,
        cell: ({ every_seconds: every }) => <span className="whitespace-nowrap">{format.duration(every)}</span>,
      },
      {
        id: 'last',
        title: t('jobs.last'),
        value: ({ last_started_at: at }) => at,
        cell: ({ last_started_at: at, last_duration_seconds: seconds }) =>
          at === null ? (
            t('jobs.never')
          ) : (
            <span className="whitespace-nowrap">{`${format.when(at)} (${format.duration(seconds)})`}</span>
          ),
      },
      {
        id: 'next',
        title: t('jobs.next'),
        value: ({ next_run_at: at }) => at,
        cell: (job) => format.when(job.next_run_at),
      },
      { id: 'result', title: t('jobs.result'), cell: (job) => <JobResult job={job} /> },
      {
        id: 'run',
        title: '',
        cell: ({ name, running }) => (
          <DeedButton
            size="small"
            text={t('jobs.run')}
            nouns={['jobs']}
            isDisabled={running}
            run={() => contentOf(POST('/api/v1/jobs/{name}/run', { params: { path: { name } } }))}
            told={t('jobs.requested', { name })}
          />
        ),
      },
    ],
    [t, format, serverWords],
  );
  return (
    <Page title={t('section.jobs')} subtitle={t('about.jobs')} actions={<ReadAnew query={jobs} />}>
      <QueryView query={jobs}>
        {({ items }) => (
          <DataTable label={t('section.jobs')} rows={items} columns={columns} keyOf={({ name }) => name} />
        )}
      </QueryView>
    </Page>
  );
}

function JobResult({ job }: { readonly job: Job }) {
  const { t } = useTranslation('administration');
  if (job.running) return <Tag tone="warning">{t('jobs.running')}</Tag>;
  if (job.requested_at !== null) return <Tag tone="warning">{t('jobs.waiting')}</Tag>;
  if (job.last_error !== null) {
    return (
      <span>
        <Tag tone="danger">{t('jobs.failed')}</Tag>
        <span className="block max-w-xs text-sm break-words">{job.last_error}</span>
      </span>
    );
  }
  if (job.last_finished_at === null) return <Tag tone="quiet">{t('jobs.never')}</Tag>;
  return (
    <span>
      <Tag tone="good">{t('jobs.done')}</Tag>
      {job.last_result !== null && <span className="block max-w-xs text-sm text-quiet">{job.last_result}</span>}
    </span>
  );
}
