/** Pages behind one-time links: nobody is signed in here. */
import { useMutation } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ReactNode, SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { contentOf, POST } from '../../api/client.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Refusal } from '../../ui/messages.tsx';
import { DoorFrame } from '../sign-in/door-frame.tsx';
import { isPasswordRefused, NewPasswordFields, useNewPassword } from '../sign-in/new-password-fields.tsx';

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
  const typed = useNewPassword();
  const choice = useMutation({
    mutationFn: () =>
      contentOf(
        POST('/auth/users/reset_password_confirm/', {
          body: { ...link, new_password: typed.password, re_new_password: typed.repeated },
        }),
      ),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    typed.send(() => choice.mutate());
  };
  if (choice.isSuccess) return <Done title={t('password.linkTitle')}>{t('password.linkDone')}</Done>;
  return (
    <DoorFrame title={t('password.linkTitle')}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <NewPasswordFields typed={typed} error={choice.error} />
        <Refusal error={isPasswordRefused(choice.error) ? undefined : choice.error} />
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
