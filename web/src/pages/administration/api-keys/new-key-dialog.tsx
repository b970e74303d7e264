import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET, newIdempotencyKey, POST } from '../../../api/client.ts';
import type { Permission } from '../../../api/types.ts';
import { presentMs } from '../../../format/clock.ts';
import { dateIn, startOfDate } from '../../../format/days.ts';
import { useFormat } from '../../../format/use-format.ts';
import { FormDialog } from '../../../parts/manage/form-dialog.tsx';
import { ShownOnce } from '../../../parts/manage/shown-once.tsx';
import { useDeed } from '../../../parts/manage/use-deed.ts';
import { useFields } from '../../../parts/manage/use-fields.ts';
import { CheckField, TextField } from '../../../ui/field.tsx';
import { permissionKey } from '../permission-texts.ts';

/** Makes a key for a program and shows it, this once. */
export function NewKeyDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('administration');
  const { zone } = useFormat();
  const [idempotencyKey] = useState(newIdempotencyKey);
  const { values, text, set } = useFields({ name: '', expires: '', scopes: [] as Permission[] });
  const roles = useQuery({ queryKey: ['roles'], queryFn: () => contentOf(GET('/api/v1/roles')) });
  const create = useDeed(['api-keys'], () =>
    contentOf(
      POST('/api/v1/api-keys', {
        params: { header: { 'Idempotency-Key': idempotencyKey } },
        body: {
          name: values.name,
          scopes: values.scopes,
          // to the end of that day in the factory
          ...(values.expires === ''
            ? {}
            : { expires_at: new Date(startOfDate(values.expires, zone, 1)).toISOString() }),
        },
      }),
    ),
  );
  if (create.data !== undefined) {
    return (
      <ShownOnce
        title={t('keys.created', { name: create.data.name })}
        description={t('shownOnce')}
        label={t('keys.key')}
        secret={create.data.key}
        onClose={onClose}
      />
    );
  }
  const toggle = (scope: Permission) =>
    set({
      scopes: values.scopes.includes(scope)
        ? values.scopes.filter((each) => each !== scope)
        : [...values.scopes, scope],
    });
  return (
    <FormDialog
      isWide
      title={t('keys.create')}
      description={t('keys.hint')}
      submitText={t('keys.create')}
      deed={create}
      onSubmit={() => create.mutate()}
      onClose={onClose}
    >
      <TextField label={t('name')} hint={t('keys.nameHint')} required autoComplete="off" {...text('name')} />
      <TextField
        label={t('keys.expires')}
        hint={t('keys.expiresHint')}
        type="date"
        min={dateIn(presentMs(), zone)}
        {...text('expires')}
      />
      <fieldset className="sm:col-span-2">
        <legend className="mb-1 font-medium">{t('keys.scopes')}</legend>
        <div className="grid gap-x-4 sm:grid-cols-2">
          {roles.data?.api_key_scopes.map((scope) => (
            <CheckField
              key={scope}
              label={t(`permission.${permissionKey(scope)}`)}
              hint={scope}
              checked={values.scopes.includes(scope)}
              onChange={() => toggle(scope)}
            />
          ))}
        </div>
      </fieldset>
    </FormDialog>
  );
}
