/**
 * How long the sign-in of this browser lasts, as far as a page may know.
 *
 * The tokens are in cookies that no script can read. Beside them the server sets one that says until when the short-lived
 * one is good, and that is there as long as the sign-in can be renewed.
 */
const NOTE = 'milldash_access_until';
/** A request that is on its way when it runs out would be refused. */
const BEFOREHAND_MS = 5_000;

export type SignIn = 'none' | 'good' | 'to-be-renewed';

export function signInOf(cookies: string, nowMs: number): SignIn {
  const value = cookies
    .split('; ')
    .find((cookie) => cookie.startsWith(`${NOTE}=`))
    ?.slice(NOTE.length + 1);
  if (value === undefined || value === '') return 'none';
  return Number(value) * 1_000 - BEFOREHAND_MS > nowMs ? 'good' : 'to-be-renewed';
}

let renewal: Promise<boolean> | undefined;

async function renewAlone(): Promise<boolean> {
  const renew = async () => {
    // another tab has done it while this one waited
    if (signInOf(document.cookie, Date.now()) === 'good') return true;
    return (await fetch('/auth/web/renew', { method: 'POST' })).ok;
  };
  return navigator.locks === undefined ? renew() : navigator.locks.request('milldash-renew', renew);
}

/** Once, however many ask and in however many tabs. False where somebody has to sign in again. @throws TypeError where no answer came */
export function renewSignIn(): Promise<boolean> {
  renewal ??= renewAlone().finally(() => {
    renewal = undefined;
  });
  return renewal;
}
