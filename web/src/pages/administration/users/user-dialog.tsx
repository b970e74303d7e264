import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, GET, newIdempotencyKey, PATCH, POST } from '../../../api/client.ts';
import { useFormat } from '../../../format/use-format.ts';
import { DeedButton } from '../../../parts/manage/deed-button.tsx';
import { FormDialog } from '../../../parts/manage/form-dialog.tsx';
import { ShownOnce } from '../../../parts/manage/shown-once.tsx';
import { useDeed } from '../../../parts/manage/use-deed.ts';
import { useStoredFields } from '../../../parts/manage/use-fields.ts';
import { useSession } from '../../../session/session.tsx';
import { SelectField, TextField } from '../../../ui/field.tsx';
import { type Role, roles, type User, wholeLink } from './user.ts';
import { UserSessions } from './user-sessions.tsx';

const formOf = (user: User | undefined) => ({
  first_name: user?.first_name ?? '',
  last_name: user?.last_name ?? '',
  access_role: (user?.access_role ?? '') as string,
});

/** One account: name, role, links, sessions, and whether it may sign in. */
export function UserDialog({ listed, onClose }: { readonly listed: User; readonly onClose: () => void }) {
  // by itself: it stays open where it no longer fits what the list is filtered by
  const { data: user } = useQuery({
    queryKey: ['users', 'one', listed.id],
    queryFn: () => contentOf(GET('/api/v1/users/{id}', { params: { path: { id: listed.id } } })),
    initialData: listed,
  });
  const { t } = useTranslation(['administration', 'common']);
  const { account } = useSession();
  const format = useFormat();
  const form = useStoredFields(user, formOf);
  const [link, setLink] = useState<{ readonly path: string; readonly expires_at: string }>();
  const path = { id: user.id };
  const isSelf = account.id === user.id;
  const save = useDeed(
    ['users', 'audit'],
    () =>
      contentOf(
        PATCH('/api/v1/users/{id}', {
          params: { path },
          body: { ...(form.changes as { access_role?: Role }), version: form.version },
        }),
      ),
    { told: t('saved'), onDone: onClose },
  );
  if (link !== undefined) {
    return (
      <ShownOnce
        title={t('users.linkFor', { email: user.email })}
        description={t('users.linkHint', { until: format.dateTime(link.expires_at) })}
        label={t('users.link')}
        secret={wholeLink(link.path)}
        onClose={onClose}
      />
    );
  }
  const once = { params: { path, header: { 'Idempotency-Key': newIdempotencyKey() } } };
  return (
    <FormDialog
      isWide
      title={user.email}
      description={t('users.since', { when: format.date(user.created_at) })}
      deed={save}
      onSubmit={() => save.mutate()}
      onClose={onClose}
      onTakeOver={form.takeOver}
    >
      <TextField label={t('users.firstName')} required {...form.text('first_name')} />
      <TextField label={t('users.lastName')} required {...form.text('last_name')} />
      <SelectField
        label={t('users.role')}
        className="sm:col-span-2"
        disabled={isSelf}
        hint={isSelf ? t('users.ownRole') : t(`roleAbout.${form.values.access_role as Role}`)}
        {...form.text('access_role')}
      >
        {roles.map((role) => (
          <option key={role} value={role}>
            {t(`common:role.${role}`)}
          </option>
        ))}
      </SelectField>
      <div className="flex flex-wrap items-start gap-2 sm:col-span-2">
        {user.activated ? (
          <DeedButton
            text={t('users.passwordLink')}
            nouns={['users']}
            run={() => contentOf(POST('/api/v1/users/{id}/password-link', once))}
            onDone={setLink}
            asks={{ title: t('users.passwordLink'), description: t('users.passwordLinkAsk') }}
            kind="primary"
          />
        ) : (
          <DeedButton
            text={t('users.activationLink')}
            nouns={['users']}
            run={() => contentOf(POST('/api/v1/users/{id}/activation-link', once))}
            onDone={setLink}
          />
        )}
        {user.disabled || !user.activated ? (
          <DeedButton
            text={t('users.enable')}
            nouns={['users']}
            run={() => contentOf(POST('/api/v1/users/{id}/enable', { params: { path } }))}
            told={t('users.isEnabled', { email: user.email })}
          />
        ) : null}
        {!user.disabled && !isSelf && (
          <DeedButton
            text={t('users.disable')}
            nouns={['users', 'sessions']}
            run={() => contentOf(POST('/api/v1/users/{id}/disable', { params: { path } }))}
            told={t('users.isDisabled', { email: user.email })}
            asks={{ title: t('users.disable'), description: t('users.disableAsk', { email: user.email }) }}
          />
        )}
      </div>
      <UserSessions userId={user.id} />
    </FormDialog>
  );
}
