import { useTranslation } from 'react-i18next';
import { contentOf, DELETE, POST } from '../../../api/client.ts';
import type { Item } from '../../../api/types.ts';
import { useFormat } from '../../../format/use-format.ts';
import { DeedButton } from '../../../parts/manage/deed-button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { useNotify } from '../../../ui/toasts.tsx';

interface DeadLetterDialogProps {
  readonly letter: Item<'/api/v1/dead-letters'>;
  readonly onClose: () => void;
}

/** One message as it came, and what to do with it. */
export function DeadLetterDialog({ letter, onClose }: DeadLetterDialogProps) {
  const { t } = useTranslation(['operations', 'common']);
  const format = useFormat();
  const notify = useNotify();
  const { id, topic, received_at: at, source, reason, detail, payload, cut, payload_bytes: bytes } = letter;
  const params = { path: { id } };
  return (
    <Dialog isOpen isWide title={topic} description={`${format.dateTime(at)} · ${source}`} onClose={onClose}>
      <p className="font-medium">{t(`letters.reasons.${reason}`)}</p>
      <p className="mb-3 text-quiet">{detail}</p>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls it with the arrow keys
        tabIndex={0}
        aria-label={t('letters.payload')}
        className="max-h-72 overflow-auto rounded-lg bg-sunken p-3 text-sm break-all whitespace-pre-wrap"
      >
        {payload}
      </pre>
      <p className="mt-1 text-sm text-quiet">
        {t('letters.bytes', { count: bytes })}
        {cut && ` · ${t('letters.cut')}`}
      </p>
      <div className="mt-4 flex flex-wrap items-start justify-end gap-2">
        <DeedButton
          text={t('letters.replay')}
          kind="primary"
          nouns={['dead-letters']}
          isDisabled={!letter.replayable}
          run={() => contentOf(POST('/api/v1/dead-letters/{id}/replay', { params }))}
          onDone={({ accepted }) => {
            notify(t(accepted ? 'letters.accepted' : 'letters.refusedAgain'));
            if (accepted) onClose();
          }}
        />
        <DeedButton
          text={t('letters.remove')}
          nouns={['dead-letters']}
          run={() => DELETE('/api/v1/dead-letters/{id}', { params })}
          asks={{ title: t('letters.removeAsk'), description: t('letters.removeHint') }}
          told={t('letters.removed')}
          onDone={onClose}
        />
      </div>
    </Dialog>
  );
}
