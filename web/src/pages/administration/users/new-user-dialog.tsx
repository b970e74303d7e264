import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, newIdempotencyKey, POST } from '../../../api/client.ts';
import { useFormat } from '../../../format/use-format.ts';
import { FormDialog } from '../../../parts/manage/form-dialog.tsx';
import { ShownOnce } from '../../../parts/manage/shown-once.tsx';
import { useDeed } from '../../../parts/manage/use-deed.ts';
import { useFields } from '../../../parts/manage/use-fields.ts';
import { SelectField, TextField } from '../../../ui/field.tsx';
import { type Role, roles, wholeLink } from './user.ts';

/** Makes an account and shows the link by which its person chooses a password. */
export function NewUserDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation(['administration', 'common']);
  const format = useFormat();
  const [key] = useState(newIdempotencyKey);
  const { values, text } = useFields({ email: '', first_name: '', last_name: '', access_role: 'OPERATOR' });
  const create = useDeed(['users'], () =>
    contentOf(
      POST('/api/v1/users', {
        params: { header: { 'Idempotency-Key': key } },
        body: { ...values, access_role: values.access_role as Role },
      }),
    ),
  );
  if (create.data !== undefined) {
    const { user, link } = create.data;
    return (
      <ShownOnce
        title={t('users.created', { email: user.email })}
        description={t('users.linkHint', { until: format.dateTime(link.expires_at) })}
        label={t('users.link')}
        secret={wholeLink(link.path)}
        onClose={onClose}
      />
    );
  }
  return (
    <FormDialog
      title={t('users.create')}
      description={t('users.createHint')}
      submitText={t('users.create')}
      deed={create}
      onSubmit={() => create.mutate()}
      onClose={onClose}
    >
      <TextField label={t('users.email')} type="email" autoComplete="off" required {...text('email')} />
      <TextField label={t('users.firstName')} autoComplete="off" required {...text('first_name')} />
      <TextField label={t('users.lastName')} autoComplete="off" required {...text('last_name')} />
      <SelectField label={t('users.role')} hint={t(`roleAbout.${values.access_role as Role}`)} {...text('access_role')}>
        {roles.map((role) => (
          <option key={role} value={role}>
            {t(`common:role.${role}`)}
          </option>
        ))}
      </SelectField>
    </FormDialog>
  );
}
