/** A new password, typed twice, wherever somebody chooses one. */
import { type ChangeEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../api/problem.ts';
import { TextField } from '../../ui/field.tsx';
import { textOf } from '../../ui/messages.tsx';

/** As the server counts; it judges the rest. */
const PASSWORD_LENGTH_MIN = 15;

/** What is typed; the fields show it. */
export function useNewPassword() {
  const [password, setPassword] = useState('');
  const [repeated, setRepeated] = useState('');
  const [wasSent, setWasSent] = useState(false);
  return {
    password,
    repeated,
    /** Whether the two can no longer become the same, or were sent without being so. */
    differ: wasSent ? repeated !== password : !password.startsWith(repeated),
    type: setPassword,
    repeat: setRepeated,
    /** Calls `use` where both are the same; else the fields say that they are not. */
    send(use: () => void) {
      setWasSent(true);
      if (repeated === password) use();
    },
    clear() {
      setPassword('');
      setRepeated('');
      setWasSent(false);
    },
  };
}

interface NewPasswordFieldsProps {
  readonly typed: ReturnType<typeof useNewPassword>;
  /** Of the request that the password went with: what is wrong with it stands at its field. */
  readonly error: unknown;
}

export function NewPasswordFields({ typed, error }: NewPasswordFieldsProps) {
  const { t } = useTranslation('account');
  const shared = { type: 'password', autoComplete: 'new-password', required: true };
  const typedBy =
    (type: (text: string) => void) =>
    ({ target }: ChangeEvent<HTMLInputElement>) =>
      type(target.value);
  return (
    <>
      <TextField
        {...shared}
        label={t('password.next')}
        hint={t('password.hint', { count: PASSWORD_LENGTH_MIN })}
        error={isPasswordRefused(error) ? textOf(error) : undefined}
        value={typed.password}
        onChange={typedBy(typed.type)}
      />
      <TextField
        {...shared}
        label={t('password.repeat')}
        error={typed.differ ? t('password.differ') : undefined}
        value={typed.repeated}
        onChange={typedBy(typed.repeat)}
      />
    </>
  );
}

/** Whether the new password is what is wrong: its field says so, and nothing else needs to. */
export function isPasswordRefused(error: unknown): error is Problem {
  return error instanceof Problem && error.code === 'password-unacceptable';
}
