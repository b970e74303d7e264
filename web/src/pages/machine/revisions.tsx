import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../api/client.ts';
import { useFormat } from '../../format/use-format.ts';
import { QueryView } from '../../ui/query-view.tsx';

/** What was said of a stop before, and by whom. */
export function Revisions({ periodId }: { readonly periodId: string }) {
  const { t } = useTranslation('machine');
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="mt-2" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className="min-h-6 text-sm font-medium text-quiet">{t('revisions.title')}</summary>
      {isOpen && <RevisionList periodId={periodId} />}
    </details>
  );
}

function RevisionList({ periodId }: { readonly periodId: string }) {
  const { t } = useTranslation(['machine', 'common']);
  const format = useFormat();
  const revisions = useQuery({
    queryKey: ['periods', 'revisions', periodId],
    queryFn: () => contentOf(GET('/api/v1/status-periods/{id}/revisions', { params: { path: { id: periodId } } })),
  });
  return (
    <QueryView query={revisions}>
      {({ items }) => (
        <ol className="mt-2 flex flex-col gap-2 border-l-2 border-line pl-3">
          {items.map((revision) => (
            <li key={revision.version}>
              <span className="font-medium">{revision.reason?.name ?? t('stops.noReason')}</span>
              <span className="block text-sm text-quiet">
                {format.dateTime(revision.recorded_at)}
                {' · '}
                {revision.changed_by?.name ?? t('revisions.bySource', { source: revision.source })}
                {' · '}
                {format.dateTime(revision.start_time)} –{' '}
                {revision.end_time === null ? t('stops.lasts') : format.dateTime(revision.end_time)}
              </span>
              {revision.note !== null && <span className="block text-sm">{revision.note}</span>}
            </li>
          ))}
        </ol>
      )}
    </QueryView>
  );
}
