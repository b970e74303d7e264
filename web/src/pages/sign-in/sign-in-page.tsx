import { useTranslation } from 'react-i18next';
import { DoorFrame } from './door-frame.tsx';
import { SignInForm } from './sign-in-form.tsx';

export function SignInPage() {
  const { t } = useTranslation(['account', 'common']);
  return (
    <DoorFrame title={t('signIn.title')}>
      <SignInForm />
    </DoorFrame>
  );
}
