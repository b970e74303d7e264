import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, PATCH, POST } from '../../../api/client.ts';
import { DeedButton } from '../../../parts/manage/deed-button.tsx';
import { FormDialog } from '../../../parts/manage/form-dialog.tsx';
import { useDeed } from '../../../parts/manage/use-deed.ts';
import { useStoredFields } from '../../../parts/manage/use-fields.ts';
import { SelectField, TextField } from '../../../ui/field.tsx';
import { AliasRow } from './alias-row.tsx';
import { type Reason, type ReasonGroup, reasonGroups } from './reason.ts';
import { useAllReasons } from './use-all-reasons.ts';

const formOf = (reason: Reason | undefined) => ({ name: reason?.name ?? '', group: (reason?.group ?? '') as string });

interface ReasonDialogProps {
  readonly reason: Reason;
  readonly isGone: boolean;
  readonly onClose: () => void;
}

/** One reason: its name and group, the texts that mean it, and another one that it is the same as. */
export function ReasonDialog({ reason, isGone, onClose }: ReasonDialogProps) {
  const { t } = useTranslation('administration');
  const form = useStoredFields(reason, formOf);
  const params = { path: { id: reason.id } };
  const save = useDeed(
    ['reasons', 'periods'],
    () =>
      contentOf(
        PATCH('/api/v1/reasons/{id}', {
          params,
          body: { ...(form.changes as { group?: ReasonGroup }), version: form.version },
        }),
      ),
    { told: t('saved'), onDone: onClose },
  );
  return (
    <FormDialog
      isWide
      title={reason.name}
      description={t('reasons.hint')}
      deed={save}
      onSubmit={() => save.mutate()}
      onClose={onClose}
      onTakeOver={form.takeOver}
      isGone={isGone}
    >
      <TextField label={t('name')} required {...form.text('name')} />
      <SelectField
        label={t('reasons.group')}
        hint={t(`reasons.groupAbout.${form.values.group as ReasonGroup}`)}
        {...form.text('group')}
      >
        {reasonGroups.map((group) => (
          <option key={group} value={group}>
            {t(`reasons.groups.${group}`)}
          </option>
        ))}
      </SelectField>
      <section className="sm:col-span-2">
        <h3 className="font-semibold">{t('reasons.texts')}</h3>
        <p className="mb-1 text-sm text-quiet">{t('reasons.textsHint')}</p>
        <ul className="divide-y divide-line">
          {reason.aliases.map((alias) => (
            <AliasRow key={alias.id} alias={alias} reason={reason} />
          ))}
        </ul>
      </section>
      <Merge reason={reason} onMerged={onClose} />
    </FormDialog>
  );
}

function Merge({ reason, onMerged }: { readonly reason: Reason; readonly onMerged: () => void }) {
  const { t } = useTranslation('administration');
  const others = useAllReasons().data?.filter(({ id }) => id !== reason.id) ?? [];
  const [chosen, setChosen] = useState('');
  const into = others.find(({ id }) => String(id) === chosen);
  const names = { name: reason.name, into: into?.name ?? '' };
  return (
    <section className="sm:col-span-2">
      <h3 className="font-semibold">{t('reasons.merge')}</h3>
      <p className="mb-2 text-sm text-quiet">{t('reasons.mergeHint')}</p>
      <div className="grid items-end gap-3 sm:grid-cols-[1fr_auto]">
        <SelectField label={t('reasons.mergeInto')} value={chosen} onChange={({ target }) => setChosen(target.value)}>
          <option value="">{t('choose')}</option>
          {others.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
        <DeedButton
          text={t('reasons.merge')}
          nouns={['reasons', 'periods']}
          isDisabled={into === undefined}
          run={() =>
            contentOf(
              POST('/api/v1/reasons/{id}/merge', {
                params: { path: { id: reason.id } },
                body: { into: into?.id ?? 0 },
              }),
            )
          }
          told={t('reasons.merged', names)}
          asks={{ title: t('reasons.mergeAsk', names), description: t('reasons.mergeAskHint', names) }}
          onDone={onMerged}
        />
      </div>
    </section>
  );
}
