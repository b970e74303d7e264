/** Lets those in who have signed in, and asks the others to. */
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
  if (trouble !== undefined) return <Failed error={trouble} onRetry={() => void reread()} />;
  if (account === undefined) return <Loading />;
  if (account === null) return <SignInPage />;
  if (account.must_change_password) return <NewPasswordForm />;
  return (
    <LiveProvider>
      <Suspense fallback={<Loading />}>
        <Outlet />
      </Suspense>
      <SignInDialog />
      <UnsentSender />
      <ReportReady />
    </LiveProvider>
  );
}
