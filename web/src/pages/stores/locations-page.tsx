import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Pencil, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, POST } from '../../api/client.ts';
import { useSession } from '../../session/session.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Empty, Refusal } from '../../ui/messages.tsx';
import { Card } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { useNotify } from '../../ui/toasts.tsx';
import { LocationDialog } from './location-dialog.tsx';
import { RetiredMark } from './marks.tsx';
import { StoresPage } from './stores-page.tsx';
import { type Location, useLocations, useRereadStock } from './use-stock.ts';

/** Where stock can be: rooms, shelves, vans. */
export function LocationsPage() {
  const { t } = useTranslation('stores');
  const { can } = useSession();
  const locations = useLocations();
  const [edited, setEdited] = useState<Location | 'new'>();
  const mayManage = can('inventory:manage');
  return (
    <StoresPage
      title={t('locations.title')}
      actions={
        mayManage && (
          <Button kind="primary" icon={<Plus className="size-5" aria-hidden />} onClick={() => setEdited('new')}>
            {t('locations.new')}
          </Button>
        )
      }
    >
      <Card>
        <QueryView query={locations}>
          {(data) =>
            data.length === 0 ? (
              <Empty title={t('locations.none')}>
                <p>{t('locations.noneHint')}</p>
              </Empty>
            ) : (
              <ul className="flex flex-col divide-y divide-line">
                {data.map((location) => (
                  <Row key={location.id} location={location} onEdit={mayManage ? setEdited : undefined} />
                ))}
              </ul>
            )
          }
        </QueryView>
      </Card>
      {edited !== undefined && (
        <LocationDialog location={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />
      )}
    </StoresPage>
  );
}

function Row({
  location,
  onEdit,
}: {
  readonly location: Location;
  readonly onEdit: ((location: Location) => void) | undefined;
}) {
  const { t } = useTranslation('stores');
  const notify = useNotify();
  const reread = useRereadStock();
  const { id, name, notes, retired } = location;
  const change = useMutation({
    mutationFn: (retires: boolean) => {
      const params = { path: { id } };
      return contentOf(
        retires
          ? POST('/api/v1/inventory/locations/{id}/retire', { params, body: {} })
          : POST('/api/v1/inventory/locations/{id}/reinstate', { params, body: {} }),
      );
    },
    onSuccess: (_, retires) =>
      notify(t(retires ? 'component.retired' : 'component.reinstated', { name }), () => change.mutate(!retires)),
    onSettled: reread,
  });
  return (
    <li className="py-2">
      <div className="flex flex-wrap items-center gap-3">
        <div className="min-w-40 flex-1">
          <Link
            to="/stores"
            search={{ location: id }}
            className="inline-flex min-h-6 items-center font-medium text-accent underline"
          >
            {name}
          </Link>{' '}
          {retired && <RetiredMark />}
          {notes !== null && <p className="text-sm text-quiet">{notes}</p>}
        </div>
        {onEdit !== undefined && (
          <>
            <IconButton
              label={t('locations.edit', { name })}
              icon={<Pencil className="size-5" aria-hidden />}
              onClick={() => onEdit(location)}
            />
            <Button
              isBusy={change.isPending}
              aria-label={t(retired ? 'locations.reinstateOf' : 'locations.retireOf', { name })}
              onClick={() => change.mutate(!retired)}
            >
              {t(retired ? 'component.reinstate' : 'component.retire')}
            </Button>
          </>
        )}
      </div>
      <Refusal error={change.error} />
    </li>
  );
}
