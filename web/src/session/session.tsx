/**
 * Who is signed in, and what they may do.
 *
 * When the sign-in ends under an open page, the page stays as it is and a dialog asks for the password; what was being
 * sent goes out afterwards. Somebody else signing in there starts anew: what was read is not theirs.
 */
import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from 'react';
import { contentOf, GET, onSignedOut, POST, signInSettled } from '../api/client.ts';
import { Problem, unreachable } from '../api/problem.ts';
import { renewSignIn, signInOf } from '../api/sign-in.ts';
import type { Account, Permission } from '../api/types.ts';

interface Session {
  readonly account: Account;
  /** Whether the sign-in has ended while the page was open. */
  readonly hasEnded: boolean;
  can(permission: Permission): boolean;
  signOut(): Promise<void>;
}

interface SessionState {
  /** Undefined while it is being asked; null for nobody. */
  readonly account: Account | null | undefined;
  readonly hasEnded: boolean;
  /** Why it cannot be known. */
  readonly trouble: Problem | undefined;
  signIn(email: string, password: string): Promise<void>;
  signOut(): Promise<void>;
  /** Asks the server again. */
  reread(): Promise<void>;
}

const SessionContext = createContext<SessionState | undefined>(undefined);

async function readAccount(): Promise<Account | null> {
  const signIn = signInOf(document.cookie, Date.now());
  if (signIn === 'none' || (signIn === 'to-be-renewed' && !(await renewSignIn()))) return null;
  try {
    return await contentOf(GET('/auth/web/session'));
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return null;
    throw error;
  }
}

export function SessionProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [account, setAccount] = useState<Account | null>();
  const [hasEnded, setHasEnded] = useState(false);
  const [trouble, setTrouble] = useState<Problem>();

  const reread = useCallback(async () => {
    setTrouble(undefined);
    try {
      setAccount(await readAccount());
    } catch (error) {
      setTrouble(error instanceof Problem ? error : unreachable());
    }
  }, []);

  useEffect(() => {
    onSignedOut(() => setHasEnded(true));
    void reread();
  }, [reread]);

  const signIn = useCallback(
    async (email: string, password: string) => {
      const next = await contentOf(POST('/auth/web/sign-in', { body: { email, password } }));
      const isSamePerson = account?.id === next.id;
      if (!isSamePerson) queries.clear();
      setAccount(next);
      setHasEnded(false);
      signInSettled(isSamePerson || account == null);
    },
    [account, queries],
  );

  const signOut = useCallback(async () => {
    await POST('/auth/web/sign-out');
    queries.clear();
    signInSettled(false);
    setHasEnded(false);
    setAccount(null);
  }, [queries]);

  const state = useMemo(
    () => ({ account, hasEnded, trouble, signIn, signOut, reread }),
    [account, hasEnded, trouble, signIn, signOut, reread],
  );
  return <SessionContext value={state}>{children}</SessionContext>;
}

/** Also where nobody is signed in: for the door. */
export function useSessionState(): SessionState {
  const state = use(SessionContext);
  if (state === undefined) throw new Error('There is no SessionProvider above.');
  return state;
}

/** Behind the door somebody is signed in. */
export function useSession(): Session {
  const { account, hasEnded, signOut } = useSessionState();
  if (account == null) throw new Error('Nobody is signed in here.');
  return useMemo(() => {
    const held = new Set<string>(account.permissions);
    return { account, hasEnded, signOut, can: (permission) => held.has(permission) };
  }, [account, hasEnded, signOut]);
}
