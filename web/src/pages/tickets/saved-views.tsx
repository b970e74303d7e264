/** Filters of the list under a name: one's own, and those that others share. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Bookmark, Trash2 } from 'lucide-react';
import { Popover } from 'radix-ui';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, DELETE, GET, POST } from '../../api/client.ts';
import type { Item } from '../../api/types.ts';
import { useReread } from '../../live/use-reread.ts';
import { Button, buttonClass, IconButton } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { CheckField, TextField } from '../../ui/field.tsx';
import { Refusal } from '../../ui/messages.tsx';
import { type TicketSearch, ticketSearch } from './search.ts';

type View = Item<'/api/v1/users/me/views'>;

const PAGE = 'tickets';
const VIEWS_MAX = 200;

/** What was saved by an older or a newer MillDash shows what is still known of it. */
function searchOf({ query }: View): TicketSearch {
  try {
    return ticketSearch(JSON.parse(query) as Readonly<Record<string, unknown>>);
  } catch {
    return {};
  }
}

export function SavedViews({ search }: { readonly search: TicketSearch }) {
  const { t } = useTranslation('tickets');
  const [isOpen, setIsOpen] = useState(false);
  const [removed, setRemoved] = useState<View>();
  const reread = useReread(['views']);
  const views = useQuery({
    queryKey: ['views', PAGE],
    queryFn: () => contentOf(GET('/api/v1/users/me/views', { params: { query: { page: PAGE, limit: VIEWS_MAX } } })),
  });
  const remove = useMutation({
    mutationFn: (id: number) => DELETE('/api/v1/users/me/views/{id}', { params: { path: { id } } }),
    onSuccess: () => setRemoved(undefined),
    onSettled: reread,
  });
  const items = views.data?.items ?? [];
  return (
    <Popover.Root open={isOpen} onOpenChange={setIsOpen}>
      <Popover.Trigger className={buttonClass()}>
        <Bookmark className="size-5" aria-hidden />
        {t('views.title')}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          aria-label={t('views.title')}
          className="z-40 max-h-[80dvh] w-80 overflow-y-auto rounded-xl border border-line bg-surface p-3 shadow-xl"
        >
          {items.length === 0 && <p className="mb-2 text-quiet">{t('views.none')}</p>}
          <ul className="mb-3 flex flex-col">
            {items.map((view) => (
              <li key={view.id} className="flex items-center gap-1">
                <Link
                  to="/tickets"
                  search={searchOf(view)}
                  onClick={() => setIsOpen(false)}
                  className="flex min-h-11 min-w-0 flex-1 flex-col justify-center rounded-lg px-2 hover:bg-sunken"
                >
                  <span className="truncate font-medium">{view.name}</span>
                  {!view.own && <span className="text-sm text-quiet">{t('views.of', { name: view.owner.name })}</span>}
                  {view.own && view.shared && <span className="text-sm text-quiet">{t('views.isShared')}</span>}
                </Link>
                {view.own && (
                  <IconButton
                    label={t('views.remove', { name: view.name })}
                    icon={<Trash2 className="size-5" aria-hidden />}
                    onClick={() => setRemoved(view)}
                  />
                )}
              </li>
            ))}
          </ul>
          <SaveForm search={search} />
        </Popover.Content>
      </Popover.Portal>
      <ConfirmDialog
        isOpen={removed !== undefined}
        title={t('views.remove', { name: removed?.name ?? '' })}
        description={t('views.removeConfirm')}
        confirmText={t('views.removeIt')}
        isBusy={remove.isPending}
        error={remove.error}
        onConfirm={() => removed !== undefined && remove.mutate(removed.id)}
        onClose={() => {
          remove.reset();
          setRemoved(undefined);
        }}
      />
    </Popover.Root>
  );
}

function SaveForm({ search }: { readonly search: TicketSearch }) {
  const { t } = useTranslation(['tickets', 'common']);
  const reread = useReread(['views']);
  const [name, setName] = useState('');
  const [isShared, setIsShared] = useState(false);
  const save = useMutation({
    mutationFn: () =>
      contentOf(
        POST('/api/v1/users/me/views', {
          body: { page: PAGE, name: name.trim(), query: JSON.stringify(search), shared: isShared },
        }),
      ),
    onSuccess: () => setName(''),
    onSettled: reread,
  });
  function submit(event: SubmitEvent) {
    event.preventDefault();
    save.mutate();
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-2 border-t border-line pt-3">
      <TextField
        label={t('views.name')}
        required
        maxLength={80}
        value={name}
        onChange={({ target }) => setName(target.value)}
      />
      <CheckField label={t('views.share')} checked={isShared} onChange={({ target }) => setIsShared(target.checked)} />
      <Refusal error={save.error} />
      <Button type="submit" isBusy={save.isPending} disabled={name.trim() === ''}>
        {t('views.save')}
      </Button>
    </form>
  );
}
