import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, DELETE, GET, newIdempotencyKey, PATCH, POST } from '../../../api/client.ts';
import type { Item } from '../../../api/types.ts';
import { useMachines } from '../../../parts/machines/use-machines.ts';
import { DeedButton } from '../../../parts/manage/deed-button.tsx';
import { FormDialog } from '../../../parts/manage/form-dialog.tsx';
import { useDeed } from '../../../parts/manage/use-deed.ts';
import { Button } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/field.tsx';
import { Empty } from '../../../ui/messages.tsx';
import { Card, Page } from '../../../ui/page.tsx';
import { QueryView } from '../../../ui/query-view.tsx';

type Place = Item<'/api/v1/places'>;

type Form =
  | { readonly does: 'create'; readonly parent: Place | undefined }
  | { readonly does: 'rename'; readonly place: Place };

/** Sites, the areas in them, and the lines in those, with the machines that stand there. */
export function PlacesPage() {
  const { t } = useTranslation(['catalogues', 'administration']);
  const [form, setForm] = useState<Form>();
  const places = useQuery({ queryKey: ['machines', 'places'], queryFn: () => contentOf(GET('/api/v1/places')) });
  return (
    <Page
      title={t('administration:section.places')}
      subtitle={t('administration:about.places')}
      actions={
        <Button kind="primary" onClick={() => setForm({ does: 'create', parent: undefined })}>
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
              <Branch places={items} parentId={null} onForm={setForm} />
            </Card>
          )
        }
      </QueryView>
      {form !== undefined && <PlaceDialog form={form} onClose={() => setForm(undefined)} />}
    </Page>
  );
}

function Branch({
  places,
  parentId,
  onForm,
}: {
  readonly places: readonly Place[];
  readonly parentId: number | null;
  readonly onForm: (form: Form) => void;
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
                <Button size="small" onClick={() => onForm({ does: 'create', parent: place })}>
                  {t(place.level === 'site' ? 'place.create.area' : 'place.create.line')}
                </Button>
              )}
              <Button size="small" onClick={() => onForm({ does: 'rename', place })}>
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
          <Branch places={places} parentId={place.id} onForm={onForm} />
        </li>
      ))}
    </ul>
  );
}

function PlaceDialog({ form, onClose }: { readonly form: Form; readonly onClose: () => void }) {
  const { t } = useTranslation(['catalogues', 'administration']);
  const [idempotencyKey] = useState(newIdempotencyKey);
  const [name, setName] = useState(form.does === 'rename' ? form.place.name : '');
  const save = useDeed<void, unknown>(
    ['machines', 'floor'],
    () =>
      form.does === 'rename'
        ? contentOf(
            PATCH('/api/v1/places/{id}', {
              params: { path: { id: form.place.id } },
              body: { name, version: form.place.version },
            }),
          )
        : contentOf(
            POST('/api/v1/places', {
              params: { header: { 'Idempotency-Key': idempotencyKey } },
              body: { name, parent_id: form.parent?.id ?? null },
            }),
          ),
    { told: t('administration:saved'), onDone: onClose },
  );
  const level =
    form.does === 'rename'
      ? undefined
      : form.parent === undefined
        ? 'site'
        : form.parent.level === 'site'
          ? 'area'
          : 'line';
  return (
    <FormDialog
      title={level === undefined ? t('place.rename') : t(`place.create.${level}`)}
      {...(form.does === 'create' && form.parent !== undefined
        ? { description: t('place.in', { name: form.parent.name }) }
        : {})}
      deed={save}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <TextField
        label={t('administration:name')}
        required
        autoComplete="off"
        value={name}
        onChange={({ target }) => setName(target.value)}
      />
    </FormDialog>
  );
}
