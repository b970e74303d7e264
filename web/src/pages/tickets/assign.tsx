/** Who works on a ticket, and giving it to somebody. */
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { contentOf, POST } from '../../api/client.ts';
import type { Ticket } from '../../api/types.ts';
import { useSession } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { SelectField } from '../../ui/field.tsx';
import { Refusal } from '../../ui/messages.tsx';
import { assignableTo } from './moves.ts';
import { useAssignees, useRereadTickets } from './use-tickets.ts';

export function Assign({ ticket }: { readonly ticket: Ticket }) {
  const { t } = useTranslation('tickets');
  const { account, can } = useSession();
  const reread = useRereadTickets();
  const assignees = useAssignees();
  const assign = useMutation({
    mutationFn: (assigneeId: number | null) =>
      contentOf(
        POST('/api/v1/tickets/{id}/assign', {
          params: { path: { id: ticket.id } },
          body: { assignee_id: assigneeId, version: ticket.version },
        }),
      ),
    onSettled: reread,
  });
  const to = assignableTo(ticket, { id: account.id, works: can('tickets:work'), manages: can('tickets:manage') });
  const name = ticket.assignee?.name ?? t('list.nobody');
  return (
    <div className="flex flex-col gap-2">
      {to === 'anybody' ? (
        <SelectField
          className="print:hidden"
          label={t('field.assignee')}
          disabled={assign.isPending}
          value={ticket.assignee?.id ?? ''}
          onChange={({ target }) => assign.mutate(target.value === '' ? null : Number(target.value))}
        >
          <option value="">{t('list.nobody')}</option>
          {ticket.assignee !== null && ticket.assignee.id === null && <option disabled>{name}</option>}
          {assignees.data?.map((person) => (
            <option key={person.id} value={person.id}>
              {person.name}
            </option>
          ))}
        </SelectField>
      ) : (
        <p>
          <span className="block text-sm text-quiet">{t('field.assignee')}</span>
          <span className="font-medium">{name}</span>
        </p>
      )}
      {to === 'anybody' && <p className="hidden print:block">{`${t('field.assignee')}: ${name}`}</p>}
      {(to === 'me' || (to === 'anybody' && ticket.assignee?.id !== account.id)) && (
        <Button className="print:hidden" isBusy={assign.isPending} onClick={() => assign.mutate(account.id)}>
          {t('assign.take')}
        </Button>
      )}
      {to === 'nobody' && (
        <Button className="print:hidden" isBusy={assign.isPending} onClick={() => assign.mutate(null)}>
          {t('assign.leave')}
        </Button>
      )}
      <Refusal error={assign.error} />
    </div>
  );
}
