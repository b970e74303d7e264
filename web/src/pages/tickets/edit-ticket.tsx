/**
 * What a ticket says, changed.
 *
 * The form keeps what is typed, whoever changes the ticket meanwhile: it says what they changed, and to save over it is
 * a choice of its own.
 */
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, PATCH } from '../../api/client.ts';
import type { Ticket } from '../../api/types.ts';
import { clockText, instantOfClock } from '../../format/inputs.ts';
import { useFactory } from '../../session/factory.ts';
import { useSession } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField, TextArea, TextField } from '../../ui/field.tsx';
import { Refusal } from '../../ui/messages.tsx';
import { ChangedMeanwhile } from './changed-meanwhile.tsx';
import { type Priority, priorities } from './ticket-words.ts';
import { useCategories } from './use-categories.ts';
import { useRereadTickets } from './use-tickets.ts';

interface Draft {
  readonly description: string;
  readonly priority: Priority;
  readonly category: string;
  /** As the field has it; empty: no due date. */
  readonly due: string;
  readonly team: string;
}

function draftOf(ticket: Ticket, zone: string): Draft {
  return {
    description: ticket.description,
    priority: ticket.priority,
    category: ticket.incident_category,
    due: ticket.due_at === null ? '' : clockText(Date.parse(ticket.due_at), zone),
    team: ticket.team ?? '',
  };
}

/** Only what was changed here: what others changed in other fields stays. */
function changesOf(draft: Draft, base: Draft, zone: string) {
  const dueMs = instantOfClock(draft.due, zone);
  return {
    ...(draft.description === base.description ? {} : { description: draft.description }),
    ...(draft.priority === base.priority ? {} : { priority: draft.priority }),
    ...(draft.category === base.category ? {} : { incident_category: draft.category }),
    ...(draft.due === base.due ? {} : { due_at: dueMs === undefined ? null : new Date(dueMs).toISOString() }),
    ...(draft.team === base.team ? {} : { team: draft.team.trim() === '' ? null : draft.team.trim() }),
  };
}

export function EditTicket({ ticket, onClose }: { readonly ticket: Ticket; readonly onClose: () => void }) {
  const { t } = useTranslation(['tickets', 'common']);
  const { timezone } = useFactory();
  const { can } = useSession();
  const reread = useRereadTickets();
  const { categories } = useCategories();
  // what the ticket was when the form was opened, or when its writer last looked at what others changed
  const [seen, setSeen] = useState(ticket);
  const [base] = useState(() => draftOf(ticket, timezone));
  const [draft, setDraft] = useState(base);
  const change = (changes: Partial<Draft>) => setDraft((known) => ({ ...known, ...changes }));
  const save = useMutation({
    mutationFn: () =>
      contentOf(
        PATCH('/api/v1/tickets/{id}', {
          params: { path: { id: ticket.id } },
          body: { ...changesOf(draft, base, timezone), version: seen.version },
        }),
      ),
    onSuccess: onClose,
    onSettled: reread,
  });
  const isOvertaken = ticket.version !== seen.version && !save.isSuccess;
  const works = can('tickets:work');
  function submit(event: SubmitEvent) {
    event.preventDefault();
    save.mutate();
  }
  return (
    <Dialog isOpen title={t('edit.title', { ticket: `#${ticket.id}` })} onClose={onClose} isWide>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextArea
          label={t('field.description')}
          required
          rows={4}
          maxLength={4_000}
          value={draft.description}
          onChange={({ target }) => change({ description: target.value })}
        />
        {works && (
          <div className="grid gap-4 sm:grid-cols-2">
            <SelectField
              label={t('field.priority')}
              value={draft.priority}
              onChange={({ target }) => change({ priority: target.value as Priority })}
            >
              {priorities.map((priority) => (
                <option key={priority} value={priority}>
                  {t(`common:priority.${priority}`)}
                </option>
              ))}
            </SelectField>
            <SelectField
              label={t('field.category')}
              value={draft.category}
              onChange={({ target }) => change({ category: target.value })}
            >
              {(categories.includes(draft.category) ? categories : [draft.category, ...categories]).map((category) => (
                <option key={category}>{category}</option>
              ))}
            </SelectField>
            <TextField
              type="datetime-local"
              label={t('field.due')}
              hint={t('edit.dueHint')}
              value={draft.due}
              onChange={({ target }) => change({ due: target.value })}
            />
            <TextField
              label={t('field.team')}
              maxLength={80}
              value={draft.team}
              onChange={({ target }) => change({ team: target.value })}
            />
          </div>
        )}
        {isOvertaken ? (
          <ChangedMeanwhile ticket={ticket} since={seen} onSeen={() => setSeen(ticket)} />
        ) : (
          <Refusal error={save.error} />
        )}
        <div className="flex justify-end gap-3">
          <Button onClick={onClose}>{t('common:action.cancel')}</Button>
          <Button type="submit" kind="primary" isBusy={save.isPending} disabled={isOvertaken}>
            {t('common:action.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
