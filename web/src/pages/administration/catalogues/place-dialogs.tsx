/** Making a place, and giving one another name. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, newIdempotencyKey, PATCH, POST } from '../../../api/client.ts';
import type { Item } from '../../../api/types.ts';
import { FormDialog } from '../../../parts/manage/form-dialog.tsx';
import { useDeed } from '../../../parts/manage/use-deed.ts';
import { useFields, useStoredFields } from '../../../parts/manage/use-fields.ts';
import { TextField } from '../../../ui/field.tsx';

export type Place = Item<'/api/v1/places'>;

const levelBelow = { site: 'area', area: 'line', line: 'line' } as const;
/** A machine's place is on the floor, too. */
const nouns = ['machines', 'floor'] as const;

interface NewPlaceDialogProps {
  /** Undefined: a site. */
  readonly parent: Place | undefined;
  readonly onClose: () => void;
}

export function NewPlaceDialog({ parent, onClose }: NewPlaceDialogProps) {
  const { t } = useTranslation(['catalogues', 'administration']);
  const [idempotencyKey] = useState(newIdempotencyKey);
  const { values, text } = useFields({ name: '' });
  const create = useDeed(
    nouns,
    () =>
      contentOf(
        POST('/api/v1/places', {
          params: { header: { 'Idempotency-Key': idempotencyKey } },
          body: { ...values, parent_id: parent?.id ?? null },
        }),
      ),
    { told: t('administration:saved'), onDone: onClose },
  );
  return (
    <FormDialog
      title={t(`place.create.${parent === undefined ? 'site' : levelBelow[parent.level]}`)}
      {...(parent === undefined ? {} : { description: t('place.in', { name: parent.name }) })}
      deed={create}
      onSubmit={() => create.mutate()}
      onClose={onClose}
    >
      <TextField label={t('administration:name')} required autoComplete="off" {...text('name')} />
    </FormDialog>
  );
}

interface RenamePlaceDialogProps {
  readonly place: Place;
  readonly isGone: boolean;
  readonly onClose: () => void;
}

export function RenamePlaceDialog({ place, isGone, onClose }: RenamePlaceDialogProps) {
  const { t } = useTranslation(['catalogues', 'administration']);
  const { values, version, takeOver, text } = useStoredFields(place, (stored) => ({ name: stored?.name ?? '' }));
  const rename = useDeed(
    nouns,
    () => contentOf(PATCH('/api/v1/places/{id}', { params: { path: { id: place.id } }, body: { ...values, version } })),
    { told: t('administration:saved'), onDone: onClose },
  );
  return (
    <FormDialog
      title={t('place.rename')}
      deed={rename}
      onSubmit={() => rename.mutate()}
      onClose={onClose}
      onTakeOver={takeOver}
      isGone={isGone}
    >
      <TextField label={t('administration:name')} required autoComplete="off" {...text('name')} />
    </FormDialog>
  );
}
