/**
 * Lets those in who have signed in, and asks the others to.
 *
 * Somebody else than before finds nothing of who was here before: all that is behind the door is begun anew.
 */
import { Outlet } from '@tanstack/react-router';
import { Suspense } from 'react';
import { LiveProvider } from '../live/live.tsx';
import { UnsentSender } from '../offline/unsent.tsx';
import { NewPasswordForm } from '../pages/sign-in/new-password-form.tsx';
import { SignInDialog } from '../pages/sign-in/sign-in-dialog.tsx';
import { SignInPage } from '../pages/sign-in/sign-in-page.tsx';
import { useSessionState } from '../session/session.tsx';
import { Failed, Loading } from '../ui/messages.tsx';
import { ReportReady } from './report-ready.tsx';

export function Door() {
  const { account, trouble, reread } = useSessionState();
  if (account === undefined && trouble !== undefined) return <Failed error={trouble} onRetry={() => void reread()} />;
  if (account === undefined) return <Loading />;
  if (account === null) return <SignInPage />;
  if (account.must_change_password) return <NewPasswordForm />;
  return (
    <LiveProvider key={account.id}>
      <Suspense fallback={<Loading />}>
        <Outlet />
      </Suspense>
      <SignInDialog />
      <UnsentSender />
      <ReportReady />
    </LiveProvider>
  );
}
