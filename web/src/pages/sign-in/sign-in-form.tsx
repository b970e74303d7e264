import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSessionState } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Refusal } from '../../ui/messages.tsx';

/** @param email whose sign-in is renewed: it stands there already */
export function SignInForm({ email: known = '' }: { readonly email?: string }) {
  const { t } = useTranslation(['account', 'common']);
  const { signIn } = useSessionState();
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState('');
  const attempt = useMutation({ mutationFn: () => signIn(email, password) });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    attempt.mutate();
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <TextField
        label={t('signIn.email')}
        type="email"
        name="email"
        autoComplete="username"
        required
        autoFocus={known === ''}
        value={email}
        onChange={({ target }) => setEmail(target.value)}
      />
      <TextField
        label={t('signIn.password')}
        type="password"
        name="password"
        autoComplete="current-password"
        required
        autoFocus={known !== ''}
        value={password}
        onChange={({ target }) => setPassword(target.value)}
      />
      <Refusal error={attempt.error} />
      <Button kind="primary" type="submit" isBusy={attempt.isPending}>
        {t('common:action.signIn')}
      </Button>
    </form>
  );
}
