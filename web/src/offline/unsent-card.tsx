/** What waits to be sent, what was refused, and what can be done about it. */
import { Link } from '@tanstack/react-router';
import { Clock, CloudUpload, TriangleAlert } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newIdempotencyKey } from '../api/client.ts';
import { presentMs } from '../format/clock.ts';
import { useFormat } from '../format/use-format.ts';
import { problemText } from '../i18n/problem-words.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { ConfirmDialog, Dialog } from '../ui/dialog.tsx';
import { TextArea } from '../ui/field.tsx';
import { isHeld, rewritten, type UnsentEntry, withoutPhoto } from './entries.ts';
import { dropUnsent, putUnsent, useOthersUnsent, useUnsent } from './unsent.tsx';
import { useLackText } from './use-lack-text.ts';

/** All of whoever is signed in, and that there are some of others. Nothing where nothing waits. */
export function UnsentCard() {
  const { t } = useTranslation('offline');
  const entries = useUnsent();
  const ofOthers = useOthersUnsent();
  return (
    <section
      // hidden and not gone: the last note may go out while it is being changed
      hidden={entries.length === 0 && ofOthers === 0}
      className="mb-4 rounded-xl border border-warning bg-surface p-4 print:hidden"
      aria-label={t('title')}
    >
      <h2 className="mb-2 flex items-center gap-2 text-lg font-semibold">
        <CloudUpload className="size-5" aria-hidden />
        {entries.length === 0 ? t('title') : t('waiting', { count: entries.length })}
      </h2>
      <UnsentList entries={entries} />
      {ofOthers > 0 && <p className="mt-2 text-sm text-quiet">{t('others', { count: ofOthers })}</p>}
    </section>
  );
}

export function UnsentList({ entries }: { readonly entries: readonly UnsentEntry[] }) {
  // it may go out while it is being changed: what is typed stays
  const [edited, setEdited] = useState<UnsentEntry>();
  return (
    <>
      {entries.length > 0 && (
        <ul className="flex flex-col divide-y divide-line">
          {entries.map((entry) => (
            <UnsentRow key={entry.id} entry={entry} onEdit={() => setEdited(entry)} />
          ))}
        </ul>
      )}
      {edited !== undefined && <NoteDialog entry={edited} onClose={() => setEdited(undefined)} />}
    </>
  );
}

function UnsentRow({ entry, onEdit }: { readonly entry: UnsentEntry; readonly onEdit: () => void }) {
  const { t } = useTranslation(['offline', 'common']);
  const format = useFormat();
  const [asksDrop, setAsksDrop] = useState(false);
  const change = useChange();
  const { refused, work } = entry;
  const photoKey = refused?.photoKey;
  const isOld = refused === null && isHeld(entry, presentMs());
  return (
    <li className="flex flex-wrap items-start justify-between gap-3 py-3">
      <div className="min-w-0 grow basis-64">
        <p className="font-medium break-words">{useHeading(entry)}</p>
        {work.kind === 'note' && !entry.isWritten && <p className="break-words whitespace-pre-line">{work.note}</p>}
        <p className="text-sm text-quiet">{t('written', { when: format.when(entry.createdAt) })}</p>
        {refused === null ? (
          <Progress entry={entry} isOld={isOld} />
        ) : (
          <p role="alert" className="mt-1 flex items-start gap-2 text-danger">
            <TriangleAlert className="mt-0.5 size-5 shrink-0" aria-hidden />
            {t('refused', { text: problemText(refused) })}
          </p>
        )}
        {change.lack !== undefined && (
          <p role="alert" className="mt-1 font-medium text-danger">
            {change.lack}
          </p>
        )}
      </div>
      <div className="flex flex-wrap gap-2">
        {isOld && (
          <Button isBusy={change.isBusy} onClick={() => void change.keep(entry)}>
            {t('sendHeld')}
          </Button>
        )}
        {refused !== null && photoKey !== undefined && (
          <Button isBusy={change.isBusy} onClick={() => void change.keep(withoutPhoto(entry, photoKey))}>
            {t('withoutPhoto')}
          </Button>
        )}
        {!entry.isWritten && work.kind === 'ticket' && (
          <Link to="/tickets/new" search={{ unsent: entry.id }} className={buttonClass()}>
            {t('common:action.edit')}
          </Link>
        )}
        {!entry.isWritten && work.kind === 'note' && <Button onClick={onEdit}>{t('common:action.edit')}</Button>}
        <Button onClick={() => setAsksDrop(true)}>{t('drop')}</Button>
      </div>
      <ConfirmDialog
        isOpen={asksDrop}
        title={t('drop')}
        description={t('dropConfirm')}
        confirmText={t('drop')}
        onConfirm={() => void dropUnsent(entry.id)}
        onClose={() => setAsksDrop(false)}
      />
    </li>
  );
}

/** Keeps an entry as it was changed, or says why it is not kept. */
function useChange() {
  const lackText = useLackText();
  const [lack, setLack] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  /** @returns whether it is kept */
  async function keep(changed: UnsentEntry): Promise<boolean> {
    setIsBusy(true);
    try {
      const outcome = await putUnsent(changed);
      setLack(lackText(outcome));
      return outcome === 'added';
    } finally {
      setIsBusy(false);
    }
  }
  return { lack, isBusy, keep };
}

function useHeading({ work, ticketId, isWritten, photosInAll, photos }: UnsentEntry): string {
  const { t } = useTranslation('offline');
  const ticket = `#${ticketId}`;
  if (work.kind === 'note') return t('note', { ticket });
  if (work.kind === 'ticket' && !isWritten) {
    const title = `${work.machineName}: ${work.body.description.split('\n', 1)[0]}`;
    return photos.length === 0 ? title : `${title} · ${t('withPhotos', { count: photos.length })}`;
  }
  return t('photos', { count: photosInAll, ticket });
}

function Progress({ entry, isOld }: { readonly entry: UnsentEntry; readonly isOld: boolean }) {
  const { t } = useTranslation('offline');
  const { photos, photosInAll, isWritten } = entry;
  const sent = photosInAll - photos.length;
  if (isOld) {
    return (
      <p role="status" className="mt-1 flex items-start gap-2 text-warning">
        <TriangleAlert className="mt-0.5 size-5 shrink-0" aria-hidden />
        {t('held')}
      </p>
    );
  }
  if (isWritten && photosInAll > 0) {
    return (
      <p className="mt-1 flex items-center gap-2 text-sm" role="status">
        <progress
          value={sent}
          max={photosInAll}
          aria-label={t('sentOf', { sent, all: photosInAll })}
          className="h-2 w-32 accent-(--accent)"
        />
        {t('sentOf', { sent, all: photosInAll })}
      </p>
    );
  }
  return (
    <p className="mt-1 flex items-center gap-2 text-sm text-warning">
      <Clock className="size-4 shrink-0" aria-hidden />
      {t('waits')}
    </p>
  );
}

function NoteDialog({ entry, onClose }: { readonly entry: UnsentEntry; readonly onClose: () => void }) {
  const { t } = useTranslation(['offline', 'common']);
  const [note, setNote] = useState(entry.work.kind === 'note' ? entry.work.note : '');
  const change = useChange();
  async function submit(event: SubmitEvent) {
    event.preventDefault();
    const changed = rewritten(entry, { work: { kind: 'note', note: note.trim() } }, newIdempotencyKey());
    if (await change.keep(changed)) onClose();
  }
  return (
    <Dialog isOpen title={t('note', { ticket: `#${entry.ticketId}` })} onClose={onClose}>
      <form className="flex flex-col gap-4" onSubmit={(event) => void submit(event)}>
        <TextArea
          label={t('noteText')}
          error={change.lack}
          required
          maxLength={4_000}
          value={note}
          onChange={({ target }) => setNote(target.value)}
        />
        <div className="flex justify-end gap-3">
          <Button onClick={onClose}>{t('common:action.cancel')}</Button>
          <Button type="submit" kind="primary" isBusy={change.isBusy}>
            {t('send')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
