/** What people have noted, the newest first. A note that is written without a network goes out later. */
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Ticket } from '../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { newEntry, putUnsent, useUnsent } from '../../offline/unsent.tsx';
import { UnsentList } from '../../offline/unsent-card.tsx';
import { useLackText } from '../../offline/use-lack-text.ts';
import { useSession } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { TextArea } from '../../ui/field.tsx';
import { Card } from '../../ui/page.tsx';

export function Notes({ ticket }: { readonly ticket: Ticket }) {
  const { t } = useTranslation('tickets');
  const format = useFormat();
  const { can } = useSession();
  const unsent = useUnsent().filter(({ ticketId, work }) => ticketId === ticket.id && work.kind === 'note');
  return (
    <Card title={t('notes.title')}>
      {can('tickets:report') && <NoteForm ticketId={ticket.id} />}
      <UnsentList entries={unsent} />
      {ticket.work_notes.length === 0 && unsent.length === 0 && <p className="text-quiet">{t('notes.none')}</p>}
      <ol className="flex flex-col divide-y divide-line">
        {ticket.work_notes.toReversed().map(({ id, note, author, created_at: at }) => (
          <li key={id} className="py-3">
            <p className="text-sm text-quiet">
              <span className="font-medium text-ink">{author}</span> · {format.when(at)}
            </p>
            <p className="break-words whitespace-pre-line">{note}</p>
          </li>
        ))}
      </ol>
    </Card>
  );
}

function NoteForm({ ticketId }: { readonly ticketId: number }) {
  const { t } = useTranslation(['tickets', 'common']);
  const { account } = useSession();
  const lackText = useLackText();
  const [note, setNote] = useState('');
  const [lack, setLack] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  async function submit(event: SubmitEvent) {
    event.preventDefault();
    // a second press would make a note of its own
    setIsBusy(true);
    try {
      const outcome = await putUnsent(newEntry(account.id, { kind: 'note', note: note.trim() }, ticketId, []));
      setLack(lackText(outcome));
      if (outcome === 'added') setNote('');
    } finally {
      setIsBusy(false);
    }
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="mb-2 flex flex-col items-end gap-2 print:hidden">
      <TextArea
        className="w-full"
        label={t('notes.new')}
        error={lack}
        required
        rows={2}
        maxLength={4_000}
        value={note}
        onChange={({ target }) => setNote(target.value)}
      />
      <Button type="submit" disabled={note.trim() === ''} isBusy={isBusy}>
        {t('notes.add')}
      </Button>
    </form>
  );
}
