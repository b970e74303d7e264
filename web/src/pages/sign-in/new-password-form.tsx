/** Before anything else: who was given a password chooses their own. */
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { POST } from '../../api/client.ts';
import { useSessionState } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Refusal } from '../../ui/messages.tsx';
import { DoorFrame } from './door-frame.tsx';
import { isPasswordRefused, NewPasswordFields, useNewPassword } from './new-password-fields.tsx';
import { SignOutButton } from './sign-out-button.tsx';

/** @param onChanged after the password has been changed */
export function PasswordFields({ onChanged }: { readonly onChanged: () => Promise<void> | void }) {
  const { t } = useTranslation('account');
  const [current, setCurrent] = useState('');
  const next = useNewPassword();
  const change = useMutation({
    async mutationFn() {
      await POST('/auth/password', { body: { current_password: current, new_password: next.password } });
      await onChanged();
    },
    onSuccess() {
      setCurrent('');
      next.clear();
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    next.send(() => change.mutate());
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <TextField
        label={t('password.current')}
        type="password"
        autoComplete="current-password"
        required
        value={current}
        onChange={({ target }) => setCurrent(target.value)}
      />
      <NewPasswordFields typed={next} error={change.error} />
      <Refusal error={isPasswordRefused(change.error) ? undefined : change.error} />
      <Button kind="primary" type="submit" isBusy={change.isPending}>
        {t('password.change')}
      </Button>
    </form>
  );
}

export function NewPasswordForm() {
  const { t } = useTranslation(['account', 'common']);
  const { reread } = useSessionState();
  return (
    <DoorFrame title={t('password.title')}>
      <p className="mb-4 text-quiet">{t('password.must')}</p>
      <PasswordFields onChanged={reread} />
      <SignOutButton kind="ghost" className="mt-3 w-full">
        {t('common:action.signOut')}
      </SignOutButton>
    </DoorFrame>
  );
}
