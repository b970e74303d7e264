import { useTranslation } from 'react-i18next';
import type { Item } from '../../../api/types.ts';
import { Tag } from '../../../parts/manage/tag.tsx';

/** Whether it is sent events, and whether that works. */
export function WebhookState({ webhook }: { readonly webhook: Item<'/api/v1/webhooks'> }) {
  const { t } = useTranslation('operations');
  const { state, deactivated_because: because, failing_since: failingSince } = webhook;
  if (state === 'paused') return <Tag tone="quiet">{t('hooks.state.paused')}</Tag>;
  if (state === 'deactivated') return <Tag tone="danger">{t(`hooks.deactivated.${because ?? 'failing'}`)}</Tag>;
  return failingSince === null ? (
    <Tag tone="good">{t('hooks.state.active')}</Tag>
  ) : (
    <Tag tone="warning">{t('hooks.state.failing')}</Tag>
  );
}
