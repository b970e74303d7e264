import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET, POST } from '../../../api/client.ts';
import type { Item } from '../../../api/types.ts';
import { useFormat } from '../../../format/use-format.ts';
import { CursorList, useCursorRows } from '../../../parts/manage/cursor-list.tsx';
import { DeedButton } from '../../../parts/manage/deed-button.tsx';
import { ReadAnew } from '../../../parts/manage/read-anew.tsx';
import { Tag, type Tone } from '../../../parts/manage/tag.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { SelectField } from '../../../ui/field.tsx';
import { Card } from '../../../ui/page.tsx';

type Delivery = Item<'/api/v1/webhooks/{id}/deliveries'>;
const statuses = ['waiting', 'delivered', 'dead'] as const;
const tones: Readonly<Record<Delivery['status'], Tone>> = { waiting: 'warning', delivered: 'good', dead: 'danger' };

/** What was sent there, and what came of it. No event tells of a delivery: it would be delivered too. */
export function DeliveriesCard({ webhookId }: { readonly webhookId: string }) {
  const { t } = useTranslation(['operations', 'administration']);
  const format = useFormat();
  const [status, setStatus] = useState<Delivery['status']>();
  const list = useCursorRows<Delivery>(
    ['webhooks', webhookId, 'deliveries', status],
    (page) =>
      contentOf(
        GET('/api/v1/webhooks/{id}/deliveries', {
          params: { path: { id: webhookId }, query: { ...page, ...(status === undefined ? {} : { status }) } },
        }),
      ),
    false,
  );
  const columns = useMemo(
    (): readonly Column<Delivery>[] => [
      { id: 'when', title: t('hooks.lastTry'), cell: ({ last_attempt_at: at }) => format.dateTime(at) },
      {
        id: 'type',
        title: t('hooks.event'),
        cell: ({ type, subject }) => (
          <span className="break-all">
            {type}
            <span className="block text-sm text-quiet">{subject}</span>
          </span>
        ),
      },
      {
        id: 'status',
        title: t('administration:state'),
        cell: ({ status: each, problem, response_status: answer, next_attempt_at: next }) => (
          <span>
            <Tag tone={tones[each]}>{t(`hooks.delivery.${each}`)}</Tag>
            <span className="block max-w-xs text-sm break-words text-quiet">
              {problem ?? (answer === null ? '' : t('hooks.answered', { status: answer }))}
            </span>
            {each === 'waiting' && next !== null && (
              <span className="block text-sm text-quiet">{t('mails.next', { when: format.when(next) })}</span>
            )}
          </span>
        ),
      },
      { id: 'tries', title: t('letters.tries'), isNumeric: true, cell: ({ attempts }) => format.number(attempts) },
      {
        id: 'replay',
        title: '',
        cell: ({ id }) => (
          <DeedButton
            size="small"
            text={t('hooks.replay')}
            nouns={['webhooks']}
            run={() =>
              contentOf(
                POST('/api/v1/webhooks/{id}/deliveries/{delivery_id}/replay', {
                  params: { path: { id: webhookId, delivery_id: id } },
                }),
              )
            }
            told={t('hooks.replayed')}
          />
        ),
      },
    ],
    [t, format, webhookId],
  );
  return (
    <Card title={t('hooks.deliveries')} actions={<ReadAnew query={list.query} />}>
      <SelectField
        label={t('administration:state')}
        className="mb-3 max-w-xs"
        value={status ?? ''}
        onChange={({ target }) => setStatus(statuses.find((each) => each === target.value))}
      >
        <option value="">{t('administration:all')}</option>
        {statuses.map((each) => (
          <option key={each} value={each}>
            {t(`hooks.delivery.${each}`)}
          </option>
        ))}
      </SelectField>
      <CursorList
        isPlain
        list={list}
        label={t('hooks.deliveries')}
        columns={columns}
        keyOf={({ id }) => String(id)}
        empty={t('hooks.noDeliveries')}
      />
    </Card>
  );
}
