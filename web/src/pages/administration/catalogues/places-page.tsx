import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, DELETE, GET } from '../../../api/client.ts';
import { useMachines } from '../../../parts/machines/use-machines.ts';
import { DeedButton } from '../../../parts/manage/deed-button.tsx';
import { useOpenForm } from '../../../parts/manage/use-open-form.ts';
import { Button } from '../../../ui/button.tsx';
import { Empty } from '../../../ui/messages.tsx';
import { Card, Page } from '../../../ui/page.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import { NewPlaceDialog, type Place, RenamePlaceDialog } from './place-dialogs.tsx';

/** Sites, the areas in them, and the lines in those, with the machines that stand there. */
export function PlacesPage() {
  const { t } = useTranslation(['catalogues', 'administration']);
  const [newIn, setNewIn] = useState<{ readonly parent: Place | undefined }>();
  const places = useQuery({ queryKey: ['machines', 'places'], queryFn: () => contentOf(GET('/api/v1/places')) });
  const { opened, show, close } = useOpenForm(places.data?.items);
  return (
    <Page
      title={t('administration:section.places')}
      subtitle={t('administration:about.places')}
      actions={
        <Button kind="primary" onClick={() => setNewIn({ parent: undefined })}>
          {t('place.create.site')}
        </Button>
      }
    >
      <QueryView query={places}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>{t('place.none')}</Empty>
          ) : (
            <Card>
              <Branch
                places={items}
                parentId={null}
                onCreate={(parent) => setNewIn({ parent })}
                onRename={({ id }) => show(id)}
              />
            </Card>
          )
        }
      </QueryView>
      {newIn !== undefined && <NewPlaceDialog parent={newIn.parent} onClose={() => setNewIn(undefined)} />}
      {opened !== undefined && (
        <RenamePlaceDialog key={opened.row.id} place={opened.row} isGone={opened.isGone} onClose={close} />
      )}
    </Page>
  );
}

function Branch({
  places,
  parentId,
  ...doing
}: {
  readonly places: readonly Place[];
  readonly parentId: number | null;
  readonly onCreate: (parent: Place) => void;
  readonly onRename: (place: Place) => void;
}) {
  const { t } = useTranslation(['catalogues', 'administration', 'common']);
  const machines = useMachines().data ?? [];
  const here = places.filter((place) => place.parent_id === parentId);
  if (here.length === 0) return null;
  return (
    <ul className={parentId === null ? 'flex flex-col gap-4' : 'mt-2 flex flex-col gap-2 border-l-2 border-line pl-4'}>
      {here.map((place) => (
        <li key={place.id}>
          <div className="flex flex-wrap items-center justify-between gap-2">
            <div>
              <p className="font-semibold">
                {place.name} <span className="font-normal text-quiet">({t(`place.level.${place.level}`)})</span>
              </p>
              <p className="text-sm text-quiet">
                {machines
                  .filter((machine) => machine.place_id === place.id)
                  .map(({ name }) => name)
                  .join(', ')}
              </p>
            </div>
            <div className="flex flex-wrap items-start gap-2">
              {place.level !== 'line' && (
                <Button size="small" onClick={() => doing.onCreate(place)}>
                  {t(place.level === 'site' ? 'place.create.area' : 'place.create.line')}
                </Button>
              )}
              <Button size="small" onClick={() => doing.onRename(place)}>
                {t('place.rename')}
              </Button>
              <DeedButton
                size="small"
                text={t('common:action.delete')}
                nouns={['machines']}
                run={() => DELETE('/api/v1/places/{id}', { params: { path: { id: place.id } } })}
                told={t('administration:deleted', { name: place.name })}
                asks={{
                  title: t('administration:deleteAsk', { name: place.name }),
                  description: t('place.deleteHint'),
                }}
              />
            </div>
          </div>
          <Branch places={places} parentId={place.id} {...doing} />
        </li>
      ))}
    </ul>
  );
}
