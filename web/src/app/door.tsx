/**
 * Lets those in who have signed in, and asks the others to.
 *
 * Somebody else than before finds nothing of who was here before: all that is behind the door is begun anew.
 */
import { Outlet } from '@tanstack/react-router';
import { Suspense, useEffect, useState } from 'react';
import { isAwayStatus, isUnreachable, type Problem } from '../api/problem.ts';
import { LiveProvider, useLineState } from '../live/live.tsx';
import { UnsentSender } from '../offline/unsent.tsx';
import { NewPasswordForm } from '../pages/sign-in/new-password-form.tsx';
import { SignInDialog } from '../pages/sign-in/sign-in-dialog.tsx';
import { SignInPage } from '../pages/sign-in/sign-in-page.tsx';
import { useSessionState } from '../session/session.tsx';
import { Failed, Loading } from '../ui/messages.tsx';
import { AwayPage } from './away-page.tsx';
import { NewerScreens } from './newer-screens.ts';
import { ReportReady } from './report-ready.tsx';

export function Door() {
  const { account, trouble, reread } = useSessionState();
  if (account === undefined) return trouble === undefined ? <Asking /> : <Unknown trouble={trouble} onRetry={reread} />;
  if (account === null) return <SignInPage />;
  if (account.must_change_password) return <NewPasswordForm />;
  return (
    <LiveProvider key={account.id}>
      <Suspense fallback={<Loading />}>
        <Outlet />
      </Suspense>
      <SignInDialog />
      <Confirmed />
      <NewerScreens />
      <UnsentSender />
      <ReportReady />
    </LiveProvider>
  );
}

/** Over a line on which nothing comes, nobody looks at a turning wheel for minutes. */
const PATIENCE_MS = 8_000;

function Asking() {
  const [isLate, setIsLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return isLate ? <AwayPage /> : <Loading />;
}

function Unknown({ trouble, onRetry }: { readonly trouble: Problem; readonly onRetry: () => Promise<void> }) {
  const isAway = isUnreachable(trouble) || isAwayStatus(trouble.status);
  return isAway ? <AwayPage onRetry={onRetry} /> : <Failed error={trouble} onRetry={() => void onRetry()} />;
}

/** Asks who is signed in as soon as the line is there, where only somebody from before is known. */
function Confirmed() {
  const line = useLineState();
  const { isConfirmed, reread } = useSessionState();
  useEffect(() => {
    if (line === 'live' && !isConfirmed) void reread();
  }, [line, isConfirmed, reread]);
  return null;
}
