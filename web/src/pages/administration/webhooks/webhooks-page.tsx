import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../../api/client.ts';
import type { Item } from '../../../api/types.ts';
import { useFormat } from '../../../format/use-format.ts';
import { CursorList, useCursorRows } from '../../../parts/manage/cursor-list.tsx';
import { Button } from '../../../ui/button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { Page } from '../../../ui/page.tsx';
import { WebhookDialog } from './webhook-dialog.tsx';
import { WebhookState } from './webhook-state.tsx';

type Webhook = Item<'/api/v1/webhooks'>;

/** Who is sent events, and whether they take them. */
export function WebhooksPage() {
  const { t } = useTranslation(['operations', 'administration']);
  const format = useFormat();
  const [isCreating, setIsCreating] = useState(false);
  const list = useCursorRows<Webhook>(['webhooks', 'list'], (query) =>
    contentOf(GET('/api/v1/webhooks', { params: { query } })),
  );
  const columns = useMemo(
    (): readonly Column<Webhook>[] => [
      {
        id: 'name',
        title: t('administration:name'),
        cell: ({ id, name, url }) => (
          <Link
            to="/admin/webhooks/$webhookId"
            params={{ webhookId: id }}
            className="block min-h-11 font-medium text-accent hover:underline"
          >
            {name}
            <span className="block text-sm font-normal break-all text-quiet">{url}</span>
          </Link>
        ),
      },
      { id: 'state', title: t('administration:state'), cell: (webhook) => <WebhookState webhook={webhook} /> },
      {
        id: 'types',
        title: t('hooks.types'),
        cell: ({ types }) => <span className="text-sm">{types.join(', ') || t('hooks.allTypes')}</span>,
      },
      { id: 'success', title: t('hooks.lastSuccess'), cell: ({ last_success_at: at }) => format.dateTime(at) },
      { id: 'failure', title: t('hooks.lastFailure'), cell: ({ last_failure_at: at }) => format.dateTime(at) },
    ],
    [t, format],
  );
  return (
    <Page
      title={t('administration:section.webhooks')}
      subtitle={t('administration:about.webhooks')}
      actions={
        <Button kind="primary" onClick={() => setIsCreating(true)}>
          {t('hooks.create')}
        </Button>
      }
    >
      <CursorList
        list={list}
        label={t('administration:section.webhooks')}
        columns={columns}
        keyOf={({ id }) => id}
        empty={t('hooks.none')}
      />
      {isCreating && <WebhookDialog webhook={undefined} onClose={() => setIsCreating(false)} />}
    </Page>
  );
}
