import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../api/client.ts';
import type { Item } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { CursorList, useCursorRows } from '../../parts/manage/cursor-list.tsx';
import { Tag, type Tone } from '../../parts/manage/tag.tsx';
import { TicketLink } from '../../parts/ticket-link.tsx';
import type { Column } from '../../ui/data-table.tsx';
import { Card } from '../../ui/page.tsx';

type Due = Item<'/api/v1/plans/{id}/dues'>;
const tones: Readonly<Record<Due['state'], Tone>> = {
  open: 'warning',
  done: 'good',
  skipped: 'quiet',
  missed: 'danger',
};

/** What became of the dues of a plan, the newest first. */
export function DuesCard({ planId }: { readonly planId: number }) {
  const { t } = useTranslation('plans');
  const format = useFormat();
  const list = useCursorRows<Due>(['plans', planId, 'dues'], (query) =>
    contentOf(GET('/api/v1/plans/{id}/dues', { params: { path: { id: planId }, query } })),
  );
  const columns = useMemo(
    (): readonly Column<Due>[] => [
      { id: 'due', title: t('due'), cell: ({ due_at: at }) => format.dateTime(at) },
      {
        id: 'state',
        title: t('became'),
        cell: ({ state, times }) => (
          <Tag tone={tones[state]}>
            {times > 1 ? t('severalTimes', { state: t(`dueState.${state}`), times }) : t(`dueState.${state}`)}
          </Tag>
        ),
      },
      { id: 'done', title: t('doneAt'), cell: ({ done_at: at }) => format.dateTime(at) },
      {
        id: 'ticket',
        title: t('ticketTitle'),
        cell: ({ ticket_id: ticketId }) => ticketId !== null && <TicketLink ticketId={ticketId} />,
      },
      {
        id: 'why',
        title: t('reason'),
        cell: ({ cause, reason }) => (cause === 'asked' ? t('askedFor') : reason),
      },
    ],
    [t, format],
  );
  return (
    <Card title={t('dues')} className="lg:col-span-2 print:hidden">
      <CursorList
        isPlain
        list={list}
        label={t('dues')}
        columns={columns}
        keyOf={({ number }) => String(number)}
        empty={t('noDuesYet')}
      />
    </Card>
  );
}
