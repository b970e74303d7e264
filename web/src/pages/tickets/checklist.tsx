/** The checklist of a ticket that a plan opened, answered item by item. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../api/client.ts';
import type { Ticket } from '../../api/types.ts';
import { useSession } from '../../session/session.tsx';
import { Card } from '../../ui/page.tsx';
import { CheckRow } from './check-row.tsx';

/** Nothing where the ticket has none. */
export function Checklist({ ticket }: { readonly ticket: Ticket }) {
  const { t } = useTranslation('tickets');
  const { can } = useSession();
  const { id } = ticket;
  const query = useQuery({
    queryKey: ['tickets', id, 'checklist'],
    queryFn: () => contentOf(GET('/api/v1/tickets/{id}/checklist', { params: { path: { id } } })),
    enabled: ticket.plan_id !== null,
  });
  const items = query.data?.items ?? [];
  if (items.length === 0) return null;
  const answered = items.filter(({ answered_at: at }) => at !== null).length;
  const isOver = ticket.status === 'Closed' || ticket.status === 'Cancelled';
  return (
    <Card
      title={t('check.title')}
      actions={<span className="text-sm text-quiet">{t('check.answered', { answered, all: items.length })}</span>}
    >
      <ol className="flex flex-col divide-y divide-line">
        {items.map((check) => (
          <CheckRow key={check.id} ticketId={id} check={check} canAnswer={can('tickets:work') && !isOver} />
        ))}
      </ol>
    </Card>
  );
}
