import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, DELETE, GET, newIdempotencyKey, POST } from '../../../api/client.ts';
import type { Item } from '../../../api/types.ts';
import { useFormat } from '../../../format/use-format.ts';
import { DeedButton } from '../../../parts/manage/deed-button.tsx';
import { FactList } from '../../../parts/manage/fact-list.tsx';
import { ShownOnce } from '../../../parts/manage/shown-once.tsx';
import { Button } from '../../../ui/button.tsx';
import { Card, Page } from '../../../ui/page.tsx';
import { QueryPage } from '../../../ui/query-page.tsx';
import { useNotify } from '../../../ui/toasts.tsx';
import { DeliveriesCard } from './deliveries-card.tsx';
import { WebhookDialog } from './webhook-dialog.tsx';
import { WebhookState } from './webhook-state.tsx';

type Webhook = Item<'/api/v1/webhooks'>;

/** One webhook: how it does, what was delivered, and what can be done with it. */
export function WebhookPage(): ReactNode {
  const { webhookId: id } = useParams({ from: '/door/shell/admin/webhooks/$webhookId' });
  const { t } = useTranslation('administration');
  const webhook = useQuery({
    queryKey: ['webhooks', id],
    queryFn: () => contentOf(GET('/api/v1/webhooks/{id}', { params: { path: { id } } })),
  });
  return (
    <QueryPage query={webhook} title={t('section.webhooks')}>
      {(data) => <WebhookView webhook={data} />}
    </QueryPage>
  );
}

function WebhookView({ webhook }: { readonly webhook: Webhook }) {
  const { t } = useTranslation(['operations', 'administration', 'common']);
  const format = useFormat();
  const [isEditing, setIsEditing] = useState(false);
  return (
    <Page
      title={webhook.name}
      subtitle={<span className="break-all">{webhook.url}</span>}
      actions={<Button onClick={() => setIsEditing(true)}>{t('common:action.edit')}</Button>}
    >
      <Card className="mb-4">
        <p className="mb-3">
          <WebhookState webhook={webhook} />
        </p>
        <FactList
          facts={[
            [t('hooks.types'), webhook.types.join(', ') || t('hooks.allTypes')],
            [t('hooks.lastSuccess'), format.dateTime(webhook.last_success_at)],
            [t('hooks.lastFailure'), format.dateTime(webhook.last_failure_at)],
            [t('hooks.failures'), webhook.failures > 0 ? format.number(webhook.failures) : null],
            [t('hooks.heldUntil'), webhook.held_until === null ? null : format.dateTime(webhook.held_until)],
            [
              t('hooks.oldSecretUntil'),
              webhook.old_secret_until === null ? null : format.dateTime(webhook.old_secret_until),
            ],
          ]}
        />
        <WebhookButtons webhook={webhook} />
      </Card>
      <DeliveriesCard webhookId={webhook.id} />
      {isEditing && <WebhookDialog webhook={webhook} onClose={() => setIsEditing(false)} />}
    </Page>
  );
}

function WebhookButtons({ webhook: { id, name, state } }: { readonly webhook: Webhook }) {
  const { t } = useTranslation(['operations', 'administration', 'common']);
  const notify = useNotify();
  const navigate = useNavigate();
  const [secret, setSecret] = useState<string>();
  const path = { id };
  const nouns = ['webhooks'] as const;
  return (
    <div className="mt-4 flex flex-wrap items-start gap-2">
      <DeedButton
        text={t('hooks.test')}
        nouns={nouns}
        run={() => contentOf(POST('/api/v1/webhooks/{id}/test', { params: { path } }))}
        onDone={({ response_status: status, problem }) => notify(problem ?? t('hooks.tested', { status: status ?? 0 }))}
      />
      {state === 'active' ? (
        <DeedButton
          text={t('hooks.pause')}
          nouns={nouns}
          run={() => contentOf(POST('/api/v1/webhooks/{id}/pause', { params: { path }, body: {} }))}
          told={t('hooks.isPaused')}
        />
      ) : (
        <>
          <DeedButton
            text={t('hooks.resume')}
            nouns={nouns}
            run={() =>
              contentOf(POST('/api/v1/webhooks/{id}/resume', { params: { path }, body: { from: 'where-it-stopped' } }))
            }
            told={t('hooks.isResumed')}
          />
          <DeedButton
            text={t('hooks.resumeNow')}
            nouns={nouns}
            run={() => contentOf(POST('/api/v1/webhooks/{id}/resume', { params: { path }, body: { from: 'now' } }))}
            told={t('hooks.isResumed')}
            asks={{ title: t('hooks.resumeNow'), description: t('hooks.resumeNowHint') }}
          />
        </>
      )}
      <DeedButton
        text={t('hooks.rotate')}
        nouns={nouns}
        run={() =>
          contentOf(
            POST('/api/v1/webhooks/{id}/rotate-secret', {
              params: { path, header: { 'Idempotency-Key': newIdempotencyKey() } },
            }),
          )
        }
        onDone={(rotated) => setSecret(rotated.secret)}
        asks={{ title: t('hooks.rotateAsk'), description: t('hooks.rotateHint') }}
      />
      <DeedButton
        text={t('common:action.delete')}
        nouns={[]}
        run={() => DELETE('/api/v1/webhooks/{id}', { params: { path } })}
        told={t('administration:deleted', { name })}
        asks={{ title: t('administration:deleteAsk', { name }), description: t('hooks.deleteHint') }}
        onDone={() => void navigate({ to: '/admin/webhooks' })}
      />
      {secret !== undefined && (
        <ShownOnce
          title={t('hooks.rotated')}
          description={t('administration:shownOnce')}
          label={t('hooks.secret')}
          secret={secret}
          onClose={() => setSecret(undefined)}
        />
      )}
    </div>
  );
}
