import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, PATCH } from '../../api/client.ts';
import { Problem } from '../../api/problem.ts';
import { useFormat } from '../../format/use-format.ts';
import { useReread } from '../../live/use-reread.ts';
import { ReasonPicker } from '../../parts/reason-picker.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextArea } from '../../ui/field.tsx';
import { Refusal, textOf } from '../../ui/messages.tsx';
import { useNotify } from '../../ui/toasts.tsx';
import type { Stop } from './use-stops.ts';

interface Said {
  readonly reasonId: number | null;
  readonly note: string | null;
  readonly version: number;
}

/** Gives a stop a reason, or another one; what was said before can be had back. */
export function ReasonDialog({ stop, onClose }: { readonly stop: Stop; readonly onClose: () => void }) {
  const { t } = useTranslation(['machine', 'common']);
  const format = useFormat();
  const notify = useNotify();
  const reread = useReread(['periods']);
  const [note, setNote] = useState(stop.note ?? '');
  const explain = useMutation({
    mutationFn: ({ reasonId, note: said, version }: Said) =>
      contentOf(
        PATCH('/api/v1/status-periods/{id}', {
          params: { path: { id: stop.id } },
          body: { reason_id: reasonId, note: said, version },
        }),
      ),
    onSettled: reread,
  });
  const say = (reasonId: number | null) => {
    const before = { reasonId: stop.named_by === null ? null : (stop.reason?.id ?? null), note: stop.note };
    explain.mutate(
      { reasonId, note: note.trim() === '' ? null : note.trim(), version: stop.version },
      {
        onSuccess(saved) {
          const undo = () => explain.mutateAsync({ ...before, version: saved.version });
          // the dialog is gone by then: what is refused is said where it was asked
          notify(t('explain.done', { reason: saved.reason?.name ?? t('stops.noReason') }), () => {
            undo().catch((error: unknown) => notify(textOf(error)));
          });
          onClose();
        },
      },
    );
  };
  const isConflict = explain.error instanceof Problem && explain.error.code === 'version-conflict';
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('explain.title')}
      description={`${format.dateTime(stop.start_time)} · ${format.duration(stop.seconds)}`}
    >
      <div className="flex flex-col gap-4">
        <ReasonPicker
          machineId={stop.machine_id}
          presentId={stop.reason?.id}
          isBusy={explain.isPending}
          onPick={({ id }) => say(id)}
        />
        <TextArea
          label={t('explain.note')}
          hint={t('explain.noteHint')}
          rows={2}
          value={note}
          onChange={({ target }) => setNote(target.value)}
        />
        <Refusal error={explain.error} />
        {isConflict && <Button onClick={onClose}>{t('explain.readAnew')}</Button>}
        {stop.named_by !== null && (
          <Button kind="ghost" isBusy={explain.isPending} onClick={() => say(null)}>
            {t('explain.takeBack')}
          </Button>
        )}
      </div>
    </Dialog>
  );
}
