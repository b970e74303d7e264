import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET } from '../../api/client.ts';
import type { Item } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { planAddress, ticketAddress } from '../../parts/addresses.ts';
import { PlanMeter } from '../../parts/plan-meter.tsx';
import { Card } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import type { Machine } from './use-machine.ts';

const SHOWN_MAX = 50;

/** What is wrong with the machine, and what is planned so that less will be. */
export function MaintenanceTab({ machine }: { readonly machine: Machine }) {
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Tickets machine={machine} />
      <Plans machine={machine} />
    </div>
  );
}

function Tickets({ machine }: { readonly machine: Machine }) {
  const { t } = useTranslation('machine');
  const tickets = useQuery({
    queryKey: ['tickets', 'of-machine', machine.id],
    queryFn: () =>
      contentOf(
        GET('/api/v1/tickets/search', {
          params: {
            query: {
              machine_ids: [machine.id],
              status: ['Open', 'In Progress', 'On Hold'],
              sort: 'priority',
              limit: SHOWN_MAX,
            },
          },
        }),
      ),
  });
  return (
    <Card title={t('tickets.title')}>
      <QueryView query={tickets}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-quiet">{t('tickets.none')}</p>
          ) : (
            <ul className="flex flex-col divide-y divide-line">
              {items.map((ticket) => (
                <TicketRow key={ticket.id} ticket={ticket} />
              ))}
            </ul>
          )
        }
      </QueryView>
    </Card>
  );
}

function TicketRow({ ticket }: { readonly ticket: Item<'/api/v1/tickets/search'> }) {
  const { t } = useTranslation(['machine', 'common']);
  const format = useFormat();
  return (
    <li>
      <Link {...ticketAddress(ticket.id)} className="-mx-2 block rounded-lg px-2 py-3 hover:bg-sunken">
        <span className="line-clamp-2 font-medium">
          #{ticket.id} {ticket.description}
        </span>
        <span className="mt-1 flex flex-wrap gap-x-3 text-sm text-quiet">
          <span>{t(`common:priority.${ticket.priority}`)}</span>
          <span>{t(`common:ticketStatus.${ticket.status}`)}</span>
          <span>{t('tickets.logged', { when: format.when(ticket.logged_time) })}</span>
          {ticket.assignee !== null && <span>{ticket.assignee.name}</span>}
          {ticket.overdue && (
            <span className="inline-flex items-center gap-1 font-semibold text-danger">
              <TriangleAlert className="size-4" aria-hidden />
              {t('tickets.overdue')}
            </span>
          )}
        </span>
      </Link>
    </li>
  );
}

function Plans({ machine }: { readonly machine: Machine }) {
  const { t } = useTranslation('machine');
  const format = useFormat();
  const plans = useQuery({
    queryKey: ['plans', 'of-machine', machine.id],
    queryFn: () =>
      contentOf(GET('/api/v1/plans', { params: { query: { machine_ids: [machine.id], limit: SHOWN_MAX } } })),
  });
  const stateOf = (plan: Item<'/api/v1/plans'>) => {
    if (plan.status === 'paused') return t('plans.paused');
    if (plan.next_due_at !== null) return t('plans.due', { when: format.date(plan.next_due_at) });
    if (plan.open_ticket_id !== null) return t('plans.waits', { id: plan.open_ticket_id });
    return plan.trigger === 'calendar' ? t('plans.ended') : undefined;
  };
  return (
    <Card title={t('plans.title')}>
      <QueryView query={plans}>
        {({ items }) => {
          const shown = items.filter(({ status }) => status !== 'retired');
          if (shown.length === 0) return <p className="text-quiet">{t('plans.none')}</p>;
          return (
            <ul className="flex flex-col divide-y divide-line">
              {shown.map((plan) => (
                <li key={plan.id}>
                  <Link {...planAddress(plan.id)} className="-mx-2 block rounded-lg px-2 py-3 hover:bg-sunken">
                    <span className="font-medium">{plan.title}</span>
                    <span className="mt-1 block text-sm text-quiet">{stateOf(plan)}</span>
                    <PlanMeter plan={plan} />
                  </Link>
                </li>
              ))}
            </ul>
          );
        }}
      </QueryView>
    </Card>
  );
}
