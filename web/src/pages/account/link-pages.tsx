/** Pages behind one-time links: nobody is signed in here. */
import { useMutation } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type ReactNode, type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, POST } from '../../api/client.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Refusal } from '../../ui/messages.tsx';
import { DoorFrame } from '../sign-in/door-frame.tsx';
import { PASSWORD_LENGTH_MIN } from '../sign-in/passwords.ts';

interface OneTimeLink {
  readonly uid: string;
  readonly token: string;
}

function useLink(): OneTimeLink {
  const { uid = '', token = '' } = useParams({ strict: false });
  return { uid, token };
}

export function PasswordLinkPage() {
  const { t } = useTranslation(['account', 'common']);
  const link = useLink();
  const [password, setPassword] = useState('');
  const [repeated, setRepeated] = useState('');
  const differ = repeated !== '' && repeated !== password;
  const choice = useMutation({
    mutationFn: () =>
      contentOf(
        POST('/auth/users/reset_password_confirm/', {
          body: { ...link, new_password: password, re_new_password: repeated },
        }),
      ),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!differ) choice.mutate();
  };
  if (choice.isSuccess) return <Done title={t('password.linkTitle')}>{t('password.linkDone')}</Done>;
  return (
    <DoorFrame title={t('password.linkTitle')}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label={t('password.next')}
          hint={t('password.hint', { count: PASSWORD_LENGTH_MIN })}
          type="password"
          autoComplete="new-password"
          required
          value={password}
          onChange={({ target }) => setPassword(target.value)}
        />
        <TextField
          label={t('password.repeat')}
          error={differ ? t('password.differ') : undefined}
          type="password"
          autoComplete="new-password"
          required
          value={repeated}
          onChange={({ target }) => setRepeated(target.value)}
        />
        <Refusal error={choice.error} />
        <Button kind="primary" type="submit" isBusy={choice.isPending}>
          {t('common:action.save')}
        </Button>
      </form>
    </DoorFrame>
  );
}

export function ActivationPage() {
  const { t } = useTranslation(['account', 'common']);
  const link = useLink();
  const activation = useMutation({ mutationFn: () => contentOf(POST('/auth/users/activation/', { body: link })) });
  if (activation.isSuccess) return <Done title={t('password.activateTitle')}>{t('password.activated')}</Done>;
  return (
    <DoorFrame title={t('password.activateTitle')}>
      <div className="flex flex-col gap-4">
        <Refusal error={activation.error} />
        <Button kind="primary" isBusy={activation.isPending} onClick={() => activation.mutate()}>
          {t('password.activate')}
        </Button>
      </div>
    </DoorFrame>
  );
}

function Done({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <DoorFrame title={title}>
      <p className="mb-4">{children}</p>
      <LinkButton to="/" kind="primary">
        {t('action.signIn')}
      </LinkButton>
    </DoorFrame>
  );
}
