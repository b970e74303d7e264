import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { contentOf, DELETE, GET } from '../../../api/client.ts';
import { useFormat } from '../../../format/use-format.ts';
import { deviceOf } from '../../../parts/device.ts';
import { DeedButton } from '../../../parts/manage/deed-button.tsx';
import { QueryView } from '../../../ui/query-view.tsx';

/** Where somebody is signed in, and an end to it. */
export function UserSessions({ userId }: { readonly userId: number }) {
  const { t } = useTranslation('administration');
  const format = useFormat();
  const params = { path: { id: userId } };
  const sessions = useQuery({
    queryKey: ['sessions', 'of', userId],
    queryFn: () => contentOf(GET('/api/v1/users/{id}/sessions', { params })),
  });
  return (
    <section className="sm:col-span-2">
      <h3 className="mb-1 font-semibold">{t('users.sessions')}</h3>
      <QueryView query={sessions}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-quiet">{t('users.noSessions')}</p>
          ) : (
            <>
              <ul className="mb-3 divide-y divide-line">
                {items.map((session) => (
                  <li key={session.id} className="py-2">
                    <p className="truncate">{deviceOf(session.user_agent) ?? t('users.unknownDevice')}</p>
                    <p className="text-sm text-quiet">
                      {[session.address, t('users.lastSeen', { when: format.when(session.last_seen_at) })]
                        .filter((each) => each !== null)
                        .join(' · ')}
                    </p>
                  </li>
                ))}
              </ul>
              <DeedButton
                text={t('users.signOut')}
                nouns={['sessions']}
                run={() => contentOf(DELETE('/api/v1/users/{id}/sessions', { params }))}
                told={t('users.signedOut')}
                asks={{ title: t('users.signOut'), description: t('users.signOutAsk') }}
              />
            </>
          )
        }
      </QueryView>
    </section>
  );
}
