import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET, POST } from '../../../api/client.ts';
import type { Item } from '../../../api/types.ts';
import { useFormat } from '../../../format/use-format.ts';
import { CursorList, useCursorRows } from '../../../parts/manage/cursor-list.tsx';
import { DeedButton } from '../../../parts/manage/deed-button.tsx';
import { ReadAnew } from '../../../parts/manage/read-anew.tsx';
import { Tag, type Tone } from '../../../parts/manage/tag.tsx';
import { useFilters } from '../../../parts/manage/use-filters.ts';
import { useSession } from '../../../session/session.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { SelectField } from '../../../ui/field.tsx';
import { Page } from '../../../ui/page.tsx';
import { useNotify } from '../../../ui/toasts.tsx';

type Mail = Item<'/api/v1/notifications/mails'>;
const statuses = ['waiting', 'sent', 'dead'] as const;
const tones: Readonly<Record<Mail['status'], Tone>> = { waiting: 'warning', sent: 'good', dead: 'danger' };

/** What was sent by e-mail, what waits, and what was given up. */
export function MailsPage() {
  const { t } = useTranslation(['operations', 'administration', 'common']);
  const format = useFormat();
  const { can } = useSession();
  const notify = useNotify();
  const { filters, bind } = useFilters<'status'>();
  const status = statuses.find((each) => each === filters.status);
  const list = useCursorRows<Mail>(
    ['mails', status],
    (page) =>
      contentOf(
        GET('/api/v1/notifications/mails', {
          params: { query: { ...page, ...(status === undefined ? {} : { status }) } },
        }),
      ),
    false,
  );
  const columns = useMemo(
    (): readonly Column<Mail>[] => [
      { id: 'when', title: t('mails.when'), cell: ({ created_at: at }) => format.dateTime(at) },
      { id: 'to', title: t('mails.to'), cell: ({ to }) => <span className="break-all">{to}</span> },
      { id: 'subject', title: t('mails.subject'), cell: ({ subject }) => subject },
      {
        id: 'status',
        title: t('administration:state'),
        cell: ({ status: each, problem, next_attempt_at: next }) => (
          <span>
            <Tag tone={tones[each]}>{t(`mails.status.${each}`)}</Tag>
            {problem !== null && <span className="block max-w-xs text-sm break-words">{problem}</span>}
            {each === 'waiting' && next !== null && (
              <span className="block text-sm text-quiet">{t('mails.next', { when: format.when(next) })}</span>
            )}
          </span>
        ),
      },
      {
        id: 'retry',
        title: '',
        cell: ({ id, status: each }) =>
          each !== 'sent' && (
            <DeedButton
              size="small"
              text={t('mails.retry')}
              nouns={['mails']}
              run={() =>
                contentOf(POST('/api/v1/notifications/mails/{mail_id}/retry', { params: { path: { mail_id: id } } }))
              }
              told={t('mails.retried')}
            />
          ),
      },
    ],
    [t, format],
  );
  return (
    <Page
      title={t('administration:section.mails')}
      subtitle={t('administration:about.mails')}
      actions={
        <>
          <ReadAnew query={list.query} />
          {can('settings:manage') && (
            <DeedButton
              text={t('mails.test')}
              nouns={['mails']}
              run={() => contentOf(POST('/api/v1/notifications/mail/test', { body: {} }))}
              onDone={({ to, taken, problem }) =>
                notify(taken ? t('mails.taken', { to }) : (problem ?? t('mails.notTaken')))
              }
            />
          )}
        </>
      }
    >
      <SelectField label={t('administration:state')} className="mb-4 max-w-xs" {...bind('status')}>
        <option value="">{t('administration:all')}</option>
        {statuses.map((each) => (
          <option key={each} value={each}>
            {t(`mails.status.${each}`)}
          </option>
        ))}
      </SelectField>
      <CursorList
        list={list}
        label={t('administration:section.mails')}
        columns={columns}
        keyOf={({ id }) => String(id)}
        empty={t('mails.none')}
      />
    </Page>
  );
}
