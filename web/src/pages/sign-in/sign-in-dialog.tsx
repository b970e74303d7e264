import { useTranslation } from 'react-i18next';
import { useSession } from '../../session/session.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SignInForm } from './sign-in-form.tsx';
import { SignOutButton } from './sign-out-button.tsx';

/** Over the page whose sign-in has ended: what is typed there stays. */
export function SignInDialog() {
  const { t } = useTranslation(['account', 'common']);
  const { account, hasEnded } = useSession();
  return (
    <Dialog
      isOpen={hasEnded}
      canDismiss={false}
      title={t('signIn.title')}
      description={t('signIn.again')}
      onClose={() => undefined}
    >
      <SignInForm email={account.email} />
      <SignOutButton kind="ghost" className="mt-3 w-full">
        {t('signIn.other')}
      </SignOutButton>
    </Dialog>
  );
}
