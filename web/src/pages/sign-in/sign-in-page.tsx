import { useTranslation } from 'react-i18next';
import { AwayHint } from './away-hint.tsx';
import { DoorFrame } from './door-frame.tsx';
import { SignInForm } from './sign-in-form.tsx';

export function SignInPage() {
  const { t } = useTranslation(['account', 'common']);
  return (
    <DoorFrame title={t('signIn.title')}>
      <AwayHint />
      <SignInForm />
    </DoorFrame>
  );
}
