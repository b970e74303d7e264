/** One picture as large as there is room, with the others before and behind it. */
import { ChevronLeft, ChevronRight, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { CaptionForm } from './caption-form.tsx';
import type { Picture } from './details.types.ts';

interface LightboxProps {
  readonly pictures: readonly Picture[];
  /** Undefined while none is shown. */
  readonly shownId: number | undefined;
  readonly onShow: (id: number | undefined) => void;
  readonly ticketId: number;
  readonly mayChange: (picture: Picture) => boolean;
  readonly onRemove: (picture: Picture) => void;
}

export function Lightbox({ pictures, shownId, onShow, ticketId, mayChange, onRemove }: LightboxProps) {
  const { t } = useTranslation('tickets');
  const format = useFormat();
  const at = pictures.findIndex(({ id }) => id === shownId);
  const picture = pictures[at];
  if (picture === undefined) return null;
  const show = (step: number) => onShow(pictures[at + step]?.id ?? picture.id);
  return (
    <Dialog isOpen isWide title={picture.caption ?? t('photos.uncaptioned')} onClose={() => onShow(undefined)}>
      <div
        onKeyDown={({ key }) => {
          if (key === 'ArrowLeft') show(-1);
          if (key === 'ArrowRight') show(1);
        }}
      >
        {picture.lost_at === null ? (
          <img
            src={`/${picture.image_url}`}
            alt={picture.caption ?? t('photos.uncaptioned')}
            width={picture.width}
            height={picture.height}
            className="mx-auto max-h-[65dvh] w-auto max-w-full rounded-lg object-contain"
          />
        ) : (
          <p className="py-10 text-center text-quiet">{t('photos.lost')}</p>
        )}
        <p className="mt-2 text-sm text-quiet">
          {t('photos.by', { name: picture.uploaded_by.name, when: format.when(picture.uploaded_at) })}
        </p>
        <div className="mt-3 flex items-center justify-between gap-2">
          <IconButton
            label={t('photos.previous')}
            disabled={at === 0}
            icon={<ChevronLeft className="size-6" aria-hidden />}
            onClick={() => show(-1)}
          />
          <span className="tabular-nums">
            {at + 1} / {pictures.length}
          </span>
          <IconButton
            label={t('photos.next')}
            disabled={at === pictures.length - 1}
            icon={<ChevronRight className="size-6" aria-hidden />}
            onClick={() => show(1)}
          />
        </div>
        {mayChange(picture) && (
          <>
            <CaptionForm key={picture.id} ticketId={ticketId} picture={picture} />
            <Button className="mt-3" icon={<Trash2 className="size-5" aria-hidden />} onClick={() => onRemove(picture)}>
              {t('photos.remove')}
            </Button>
          </>
        )}
      </div>
    </Dialog>
  );
}
