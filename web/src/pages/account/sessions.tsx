import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, DELETE, GET } from '../../api/client.ts';
import { useFormat } from '../../format/use-format.ts';
import { deviceOf } from '../../parts/device.ts';
import { useSession } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { Refusal } from '../../ui/messages.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { useNotify } from '../../ui/toasts.tsx';

/** Where one is signed in, with the means to end that. */
export function Sessions() {
  const { t } = useTranslation(['account', 'common']);
  const format = useFormat();
  const notify = useNotify();
  const queries = useQueryClient();
  const { signOut } = useSession();
  const [asksForAll, setAsksForAll] = useState(false);
  const sessions = useQuery({ queryKey: ['sessions'], queryFn: () => contentOf(GET('/auth/sessions')) });
  const ended = (count: number) => {
    notify(t('page.ended', { count }));
    return queries.invalidateQueries({ queryKey: ['sessions'] });
  };
  const endOne = useMutation({
    mutationFn: (id: string) => DELETE('/auth/sessions/{id}', { params: { path: { id } } }),
    onSuccess: () => ended(1),
  });
  const endOthers = useMutation({
    mutationFn: () => contentOf(DELETE('/auth/sessions')),
    onSuccess: ({ ended: count }) => ended(count),
  });
  const endAll = useMutation({
    async mutationFn() {
      await DELETE('/auth/sessions');
      await signOut();
    },
  });
  return (
    <QueryView query={sessions}>
      {({ items }) => (
        <>
          <ul className="divide-y divide-line">
            {items.map((session) => (
              <li key={session.id} className="flex flex-wrap items-center justify-between gap-2 py-3">
                <div className="min-w-0">
                  <p className="truncate font-medium">
                    {deviceOf(session.user_agent) ?? t('page.unknownDevice')}
                    {session.current && ` (${t('page.thisDevice')})`}
                  </p>
                  <p className="text-sm text-quiet">
                    {[session.address, t('page.lastSeen', { when: format.when(session.last_seen_at) })]
                      .filter((each) => each !== null)
                      .join(' · ')}
                  </p>
                </div>
                {!session.current && (
                  <Button size="small" isBusy={endOne.isPending} onClick={() => endOne.mutate(session.id)}>
                    {t('page.endSession')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
          <Refusal error={endOne.error ?? endOthers.error} />
          <div className="mt-3 flex flex-wrap gap-2">
            <Button isBusy={endOthers.isPending} onClick={() => endOthers.mutate()}>
              {t('page.endOthers')}
            </Button>
            <Button onClick={() => setAsksForAll(true)}>{t('page.endAll')}</Button>
          </div>
          <ConfirmDialog
            isOpen={asksForAll}
            title={t('page.endAll')}
            description={t('page.endAllConfirm')}
            confirmText={t('page.endAll')}
            isBusy={endAll.isPending}
            error={endAll.error}
            onConfirm={() => endAll.mutate()}
            onClose={() => setAsksForAll(false)}
          />
        </>
      )}
    </QueryView>
  );
}
