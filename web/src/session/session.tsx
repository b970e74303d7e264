/**
 * Who is signed in, and what they may do.
 *
 * When the sign-in ends under an open page, the page stays as it is and a dialog asks for the password; what was being
 * sent goes out afterwards. Somebody else signing in starts anew, there or in another tab: tabs share the cookies, so each
 * follows who is signed in, lest it send in the name of another.
 */
import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { contentOf, GET, onForbidden, onSignedOut, POST, signInSettled } from '../api/client.ts';
import { Problem, unreachable } from '../api/problem.ts';
import { presentNote, presentSignIn, renewSignIn } from '../api/sign-in.ts';
import type { Account, Permission } from '../api/types.ts';
import { forgetKnown, readKnown } from '../offline/known.ts';
import { createLastAsked } from './last-asked.ts';
import { useTryAgain } from './use-try-again.ts';

interface Session {
  readonly account: Account;
  /** Whether the sign-in has ended while the page was open. */
  readonly hasEnded: boolean;
  /** False while the server has not answered since the page was opened: it is who was signed in here before. */
  readonly isConfirmed: boolean;
  can(permission: Permission): boolean;
  signOut(): Promise<void>;
}

interface SessionState {
  /** Undefined while it is being asked; null for nobody. */
  readonly account: Account | null | undefined;
  readonly hasEnded: boolean;
  readonly isConfirmed: boolean;
  /** Why it cannot be known now. It is tried again by itself. */
  readonly trouble: Problem | undefined;
  signIn(email: string, password: string): Promise<void>;
  signOut(): Promise<void>;
  /** Asks the server again. */
  reread(): Promise<void>;
}

const SessionContext = createContext<SessionState | undefined>(undefined);

/** Written whenever somebody signs in or out, so that other tabs hear of it. */
const CHANGED_AT = 'milldash.sign-in-changed';

/** Longer nobody looks at an empty page: what is known from before is shown until the server answers. */
const PATIENCE_MS = 3_000;

function tellOtherTabs(): void {
  localStorage.setItem(CHANGED_AT, String(Date.now()));
}

async function askAccount(): Promise<Account | null> {
  try {
    return await contentOf(GET('/auth/web/session'));
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return null;
    throw error;
  }
}

async function readAccount(): Promise<Account | null> {
  const signIn = presentSignIn();
  if (signIn === 'none' || (signIn === 'to-be-renewed' && !(await renewSignIn()))) return null;
  const note = presentNote();
  // a clock that is behind takes for good what has run out
  return (await askAccount()) ?? ((await renewSignIn(note)) ? askAccount() : null);
}

export function SessionProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [account, setAccount] = useState<Account | null>();
  const [hasEnded, setHasEnded] = useState(false);
  const [trouble, setTrouble] = useState<Problem>();
  const present = useRef<Account | null>(undefined);
  const [isConfirmed, setIsConfirmed] = useState(true);
  const confirmed = useRef(true);
  // who signs in or out meanwhile is newer, too, than what was asked before
  const [ask] = useState(createLastAsked);
  const [askRole] = useState(createLastAsked);

  /** From now on it is `next`; of somebody else than before nothing is left. */
  const enter = useCallback(
    (next: Account | null) => {
      ask();
      const before = present.current;
      present.current = next;
      const isOther = before != null && before.id !== next?.id;
      if (isOther) queries.clear();
      confirmed.current = true;
      setIsConfirmed(true);
      setAccount(next);
      setTrouble(undefined);
      setHasEnded(false);
      signInSettled(next !== null && !isOther);
    },
    [queries, ask],
  );

  /** Where the server does not answer, with who was signed in here when it last did. */
  const enterKnown = useCallback(async () => {
    if (present.current !== undefined || presentSignIn() === 'none') return;
    const known = await readKnown();
    if (known === undefined || present.current !== undefined) return;
    queries.setQueryData(['factory'], known.factory);
    if (known.machines !== undefined) queries.setQueryData(['machines', 'in-use'], known.machines);
    present.current = known.account;
    confirmed.current = false;
    setIsConfirmed(false);
    setAccount(known.account);
  }, [queries]);

  const reread = useCallback(async () => {
    const isLast = ask();
    const waiting = setTimeout(() => void enterKnown(), PATIENCE_MS);
    try {
      const next = await readAccount();
      if (next === null && isLast()) await forgetKnown();
      if (!isLast()) return;
      if (next === null && !confirmed.current) {
        // somebody works with the page already: it stays, as any other whose sign-in ends
        setTrouble(undefined);
        setHasEnded(true);
      } else enter(next);
    } catch (error) {
      await enterKnown();
      if (isLast()) setTrouble(error instanceof Problem ? error : unreachable());
    } finally {
      clearTimeout(waiting);
    }
  }, [ask, enter, enterKnown]);
  useTryAgain(trouble, () => void reread());

  /** What the page offers is no longer what its user may do: somebody has changed their role. */
  const followRole = useCallback(async () => {
    const isLast = askRole();
    const next = await askAccount().catch(() => undefined);
    if (!isLast() || next == null) return;
    if (next.id !== present.current?.id || next.access_role === present.current.access_role) return;
    present.current = next;
    setAccount(next);
  }, [askRole]);

  useEffect(() => {
    onSignedOut(() => {
      setHasEnded(true);
      void forgetKnown();
    });
    onForbidden(() => void followRole());
    void reread();
    const followOtherTabs = ({ key }: StorageEvent) => {
      if (key === CHANGED_AT) void reread();
    };
    window.addEventListener('storage', followOtherTabs);
    return () => window.removeEventListener('storage', followOtherTabs);
  }, [reread, followRole]);

  const signIn = useCallback(
    async (email: string, password: string) => {
      const next = await contentOf(POST('/auth/web/sign-in', { body: { email, password } }));
      await forgetKnown();
      askRole();
      enter(next);
      tellOtherTabs();
    },
    [enter, askRole],
  );

  const signOut = useCallback(async () => {
    await POST('/auth/web/sign-out');
    await forgetKnown();
    askRole();
    enter(null);
    tellOtherTabs();
  }, [enter, askRole]);

  const state = useMemo(
    () => ({ account, hasEnded, isConfirmed, trouble, signIn, signOut, reread }),
    [account, hasEnded, isConfirmed, trouble, signIn, signOut, reread],
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
  const { account, hasEnded, isConfirmed, signOut } = useSessionState();
  if (account == null) throw new Error('Nobody is signed in here.');
  return useMemo(() => {
    const held = new Set<string>(account.permissions);
    return { account, hasEnded, isConfirmed, signOut, can: (permission) => held.has(permission) };
  }, [account, hasEnded, isConfirmed, signOut]);
}
