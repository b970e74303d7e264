import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, PATCH } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Refusal } from '../../ui/messages.tsx';
import { useNotify } from '../../ui/toasts.tsx';
import type { Picture } from './details.types.ts';
import { useRereadTickets } from './use-tickets.ts';

/** Says what a picture shows, also later than it was sent. What is typed stays until it is saved. */
export function CaptionForm({ ticketId, picture }: { readonly ticketId: number; readonly picture: Picture }) {
  const { t } = useTranslation('tickets');
  const notify = useNotify();
  const reread = useRereadTickets();
  // undefined: nothing is typed over what is stored
  const [typed, setTyped] = useState<string>();
  const stored = picture.caption ?? '';
  const save = useMutation({
    mutationFn: (caption: string) =>
      contentOf(
        PATCH('/api/v1/tickets/{id}/images/{image_id}', {
          params: { path: { id: ticketId, image_id: picture.id } },
          body: { caption },
        }),
      ),
    onSuccess() {
      notify(t('photos.captionSaved'));
      setTyped(undefined);
    },
    onSettled: reread,
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (typed !== undefined) save.mutate(typed);
  };
  return (
    <form onSubmit={submit} className="mt-3 flex flex-col gap-2 print:hidden">
      <div className="flex flex-wrap items-end gap-2">
        <TextField
          label={t('photos.caption')}
          className="min-w-48 flex-1"
          maxLength={500}
          value={typed ?? stored}
          onChange={({ target }) => setTyped(target.value)}
          // arrows walk in the text here, and not to the next picture
          onKeyDown={(event) => event.stopPropagation()}
        />
        <Button type="submit" isBusy={save.isPending} disabled={typed === undefined || typed === stored}>
          {t('photos.saveCaption')}
        </Button>
      </div>
      <Refusal error={save.error} />
    </form>
  );
}
