/** Pictures of a ticket: looked at in large, added several at once, captioned, and removed again. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, DELETE, GET } from '../../api/client.ts';
import type { Ticket } from '../../api/types.ts';
import { newEntry, putUnsent, useUnsent } from '../../offline/unsent.tsx';
import { UnsentList } from '../../offline/unsent-card.tsx';
import { useLackText } from '../../offline/use-lack-text.ts';
import { useSession } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { Refusal } from '../../ui/messages.tsx';
import { Card } from '../../ui/page.tsx';
import type { Picture } from './details.types.ts';
import { Lightbox } from './lightbox.tsx';
import { type ChosenPhoto, ChosenPhotos, PhotoButtons } from './photo-choice.tsx';
import { useRereadTickets } from './use-tickets.ts';

export function Photos({ ticket }: { readonly ticket: Ticket }) {
  const { t } = useTranslation('tickets');
  const { account, can } = useSession();
  const { id } = ticket;
  const [shownId, setShownId] = useState<number>();
  const [removes, setRemoves] = useState<Picture>();
  const reread = useRereadTickets();
  const query = useQuery({
    queryKey: ['tickets', id, 'images'],
    queryFn: () => contentOf(GET('/api/v1/tickets/{id}/images', { params: { path: { id } } })),
  });
  const remove = useMutation({
    mutationFn: (imageId: number) =>
      DELETE('/api/v1/tickets/{id}/images/{image_id}', { params: { path: { id, image_id: imageId } } }),
    onSuccess() {
      setRemoves(undefined);
      setShownId(undefined);
    },
    onSettled: reread,
  });
  const pictures = query.data?.items ?? [];
  const unsent = useUnsent().filter(
    ({ ticketId, work, isWritten, photos }) =>
      ticketId === id && work.kind !== 'note' && isWritten && photos.length > 0,
  );
  const mayChange = ({ uploaded_by: by }: Picture) =>
    can('tickets:manage') || (can('tickets:report') && by.id === account.id);
  return (
    <Card title={t('photos.title')}>
      {pictures.length === 0 && unsent.length === 0 && <p className="mb-3 text-quiet">{t('photos.none')}</p>}
      <ul className="mb-3 grid grid-cols-3 gap-2 sm:grid-cols-4">
        {pictures.map((picture) => (
          <li key={picture.id}>
            <button type="button" className="w-full text-left" onClick={() => setShownId(picture.id)}>
              <img
                src={`/${picture.thumbnail_url}`}
                alt={picture.caption ?? t('photos.uncaptioned')}
                className="aspect-square w-full rounded-lg bg-sunken object-cover"
                loading="lazy"
              />
              {picture.caption !== null && (
                <span aria-hidden className="line-clamp-2 text-sm">
                  {picture.caption}
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
      <UnsentList entries={unsent} />
      {can('tickets:report') && <AddPhotos ticketId={id} />}
      <Lightbox
        pictures={pictures}
        shownId={shownId}
        onShow={setShownId}
        ticketId={id}
        mayChange={mayChange}
        onRemove={setRemoves}
      />
      <ConfirmDialog
        isOpen={removes !== undefined}
        title={t('photos.remove')}
        description={t('photos.removeConfirm')}
        confirmText={t('photos.remove')}
        isBusy={remove.isPending}
        error={remove.error}
        onConfirm={() => removes !== undefined && remove.mutate(removes.id)}
        onClose={() => {
          remove.reset();
          setRemoves(undefined);
        }}
      />
      {removes === undefined && <Refusal error={remove.error} />}
    </Card>
  );
}

function AddPhotos({ ticketId }: { readonly ticketId: number }) {
  const { t } = useTranslation('tickets');
  const { account } = useSession();
  const lackText = useLackText();
  const [photos, setPhotos] = useState<readonly ChosenPhoto[]>([]);
  const [lack, setLack] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  async function upload() {
    // a second press would send each of them twice
    setIsBusy(true);
    try {
      const outcome = await putUnsent(newEntry(account.id, { kind: 'photos' }, ticketId, photos));
      setLack(lackText(outcome));
      if (outcome === 'added') setPhotos([]);
    } finally {
      setIsBusy(false);
    }
  }
  return (
    <div className="print:hidden">
      <PhotoButtons onChosen={(more) => setPhotos((known) => [...known, ...more])} />
      <ChosenPhotos photos={photos} onChange={setPhotos} />
      {lack !== undefined && (
        <p role="alert" className="mt-2 font-medium text-danger">
          {lack}
        </p>
      )}
      {photos.length > 0 && (
        <Button kind="primary" className="mt-3" isBusy={isBusy} onClick={() => void upload()}>
          {t('photos.upload', { count: photos.length })}
        </Button>
      )}
    </div>
  );
}
