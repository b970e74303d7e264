/** Time that people worked on a ticket. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, DELETE, GET, newIdempotencyKey, POST } from '../../api/client.ts';
import type { Item, Ticket } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { useSession } from '../../session/session.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { Refusal } from '../../ui/messages.tsx';
import { Card } from '../../ui/page.tsx';
import { useAssignees, useRereadTickets } from './use-tickets.ts';

type Entry = Item<'/api/v1/tickets/{id}/labour'>;

const SECONDS = 60;

export function Labour({ ticket }: { readonly ticket: Ticket }) {
  const { t } = useTranslation('tickets');
  const format = useFormat();
  const { account, can } = useSession();
  const { id } = ticket;
  const [adds, setAdds] = useState(false);
  const [removed, setRemoved] = useState<Entry>();
  const reread = useRereadTickets();
  const query = useQuery({
    queryKey: ['tickets', id, 'labour'],
    queryFn: () => contentOf(GET('/api/v1/tickets/{id}/labour', { params: { path: { id } } })),
  });
  const remove = useMutation({
    mutationFn: (labourId: number) =>
      DELETE('/api/v1/tickets/{id}/labour/{labour_id}', { params: { path: { id, labour_id: labourId } } }),
    onSuccess: () => setRemoved(undefined),
    onSettled: reread,
  });
  const entries = query.data?.items ?? [];
  const mayRemove = ({ user }: Entry) => can('tickets:manage') || (can('tickets:work') && user.id === account.id);
  return (
    <Card
      title={t('labour.title')}
      actions={
        ticket.labour_minutes > 0 && (
          <span className="text-quiet">{format.duration(ticket.labour_minutes * SECONDS)}</span>
        )
      }
    >
      {entries.length === 0 && <p className="mb-2 text-quiet">{t('labour.none')}</p>}
      <ul className="flex flex-col divide-y divide-line">
        {entries.map((entry) => (
          <li key={entry.id} className="flex items-center justify-between gap-2 py-2">
            <div>
              <p>
                <span className="font-medium">{entry.user.name}</span> ·{' '}
                {format.duration(entry.duration_minutes * SECONDS)}
              </p>
              <p className="text-sm text-quiet">
                {format.when(entry.started_at ?? entry.recorded_at)}
                {entry.note !== null && ` · ${entry.note}`}
              </p>
            </div>
            {mayRemove(entry) && (
              <IconButton
                label={t('labour.remove')}
                className="print:hidden"
                icon={<Trash2 className="size-5" aria-hidden />}
                onClick={() => setRemoved(entry)}
              />
            )}
          </li>
        ))}
      </ul>
      {can('tickets:work') &&
        (adds ? (
          <LabourForm ticketId={id} onDone={() => setAdds(false)} />
        ) : (
          <Button className="mt-3 print:hidden" onClick={() => setAdds(true)}>
            {t('labour.add')}
          </Button>
        ))}
      <ConfirmDialog
        isOpen={removed !== undefined}
        title={t('labour.remove')}
        description={t('labour.removeConfirm')}
        confirmText={t('labour.remove')}
        isBusy={remove.isPending}
        error={remove.error}
        onConfirm={() => removed !== undefined && remove.mutate(removed.id)}
        onClose={() => {
          remove.reset();
          setRemoved(undefined);
        }}
      />
    </Card>
  );
}

function LabourForm({ ticketId, onDone }: { readonly ticketId: number; readonly onDone: () => void }) {
  const { t } = useTranslation(['tickets', 'common']);
  const { account, can } = useSession();
  const assignees = useAssignees();
  const reread = useRereadTickets();
  const [key] = useState(newIdempotencyKey);
  const [minutes, setMinutes] = useState('');
  const [note, setNote] = useState('');
  const [who, setWho] = useState(account.id);
  const add = useMutation({
    mutationFn: () =>
      contentOf(
        POST('/api/v1/tickets/{id}/labour', {
          params: { path: { id: ticketId }, header: { 'Idempotency-Key': key } },
          body: {
            duration_minutes: Number(minutes),
            ...(note.trim() === '' ? {} : { note: note.trim() }),
            ...(who === account.id ? {} : { user_id: who }),
          },
        }),
      ),
    onSuccess: onDone,
    onSettled: reread,
  });
  function submit(event: SubmitEvent) {
    event.preventDefault();
    add.mutate();
  }
  return (
    <form onSubmit={submit} className="mt-3 flex flex-col gap-3 rounded-lg bg-sunken p-3">
      <TextField
        type="number"
        label={t('labour.minutes')}
        required
        min={1}
        max={10_080}
        step={1}
        inputMode="numeric"
        value={minutes}
        onChange={({ target }) => setMinutes(target.value)}
      />
      {can('tickets:manage') && (
        <SelectField label={t('labour.who')} value={who} onChange={({ target }) => setWho(Number(target.value))}>
          {(assignees.data ?? [{ id: account.id, name: account.first_name }]).map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
      )}
      <TextField
        label={t('labour.note')}
        maxLength={1_000}
        value={note}
        onChange={({ target }) => setNote(target.value)}
      />
      <Refusal error={add.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>{t('common:action.cancel')}</Button>
        <Button type="submit" kind="primary" isBusy={add.isPending}>
          {t('labour.add')}
        </Button>
      </div>
    </form>
  );
}
