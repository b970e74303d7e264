/** Parts out of stock that went into a ticket: taken, and what was not needed brought back. */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, newIdempotencyKey, POST } from '../../api/client.ts';
import type { Ticket } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { useFactory } from '../../session/factory.ts';
import { useSession } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Refusal } from '../../ui/messages.tsx';
import { Card } from '../../ui/page.tsx';
import { useNotify } from '../../ui/toasts.tsx';
import { PartSearch } from './part-search.tsx';
import { QuantityForm, type StockMove } from './quantity-form.tsx';
import { useRereadTickets } from './use-tickets.ts';

type Used = Ticket['components_used'][number];

export function Parts({ ticket }: { readonly ticket: Ticket }) {
  const { t } = useTranslation('tickets');
  const { currency } = useFactory();
  const format = useFormat();
  const { can } = useSession();
  const [takes, setTakes] = useState(false);
  const [returned, setReturned] = useState<Used>();
  const isOver = ticket.status === 'Closed' || ticket.status === 'Cancelled';
  const mayMove = can('inventory:issue');
  return (
    <Card
      title={t('parts.title')}
      actions={ticket.parts_cost > 0 && <span className="text-quiet">{format.money(ticket.parts_cost, currency)}</span>}
    >
      {ticket.components_used.length === 0 && <p className="mb-2 text-quiet">{t('parts.none')}</p>}
      <ul className="flex flex-col divide-y divide-line">
        {ticket.components_used.map((used) => (
          <li key={used.component.id} className="flex flex-wrap items-center justify-between gap-2 py-2">
            <span>
              <span className="font-medium tabular-nums">{used.quantity_used} ×</span> {used.component.component_name}
              {used.component.stock_code !== null && (
                <span className="ml-2 text-sm text-quiet">{used.component.stock_code}</span>
              )}
            </span>
            {mayMove && (
              <Button size="small" className="print:hidden" onClick={() => setReturned(used)}>
                {t('parts.return')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {mayMove && !isOver && (
        <Button className="mt-3 print:hidden" onClick={() => setTakes(true)}>
          {t('parts.take')}
        </Button>
      )}
      {takes && <TakeDialog ticket={ticket} onClose={() => setTakes(false)} />}
      {returned !== undefined && (
        <ReturnDialog ticket={ticket} used={returned} onClose={() => setReturned(undefined)} />
      )}
    </Card>
  );
}

function TakeDialog({ ticket, onClose }: { readonly ticket: Ticket; readonly onClose: () => void }) {
  const { t } = useTranslation('tickets');
  const notify = useNotify();
  const reread = useRereadTickets();
  const [key] = useState(newIdempotencyKey);
  const [component, setComponent] = useState<{ readonly id: number; readonly name: string }>();
  const take = useMutation({
    mutationFn: (move: StockMove) =>
      contentOf(
        POST('/api/v1/tickets/{id}/parts', {
          params: { path: { id: ticket.id }, header: { 'Idempotency-Key': key } },
          body: move,
        }),
      ),
    onSuccess(_, { quantity }) {
      notify(t('parts.taken', { quantity, name: component?.name ?? '' }));
      onClose();
    },
    onSettled: reread,
  });
  return (
    <Dialog isOpen title={t('parts.take')} onClose={onClose}>
      {component === undefined ? (
        <PartSearch machineId={ticket.machine_id} onChoose={(id, name) => setComponent({ id, name })} />
      ) : (
        <QuantityForm
          componentId={component.id}
          name={component.name}
          submitText={t('parts.take')}
          isBusy={take.isPending}
          onSubmit={take.mutate}
          onBack={() => {
            take.reset();
            setComponent(undefined);
          }}
        >
          <Refusal error={take.error} />
        </QuantityForm>
      )}
    </Dialog>
  );
}

function ReturnDialog({
  ticket,
  used,
  onClose,
}: {
  readonly ticket: Ticket;
  readonly used: Used;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('tickets');
  const notify = useNotify();
  const reread = useRereadTickets();
  const [key] = useState(newIdempotencyKey);
  const { id, component_name: name } = used.component;
  const bringBack = useMutation({
    mutationFn: (move: StockMove) =>
      contentOf(
        POST('/api/v1/tickets/{id}/parts/return', {
          params: { path: { id: ticket.id }, header: { 'Idempotency-Key': key } },
          body: move,
        }),
      ),
    onSuccess(_, { quantity }) {
      notify(t('parts.returned', { quantity, name }));
      onClose();
    },
    onSettled: reread,
  });
  return (
    <Dialog isOpen title={t('parts.return')} onClose={onClose}>
      <QuantityForm
        componentId={id}
        name={name}
        most={used.quantity_used}
        submitText={t('parts.return')}
        isBusy={bringBack.isPending}
        onSubmit={bringBack.mutate}
        onBack={onClose}
      >
        <Refusal error={bringBack.error} />
      </QuantityForm>
    </Dialog>
  );
}
