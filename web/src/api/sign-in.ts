/**
 * How long the sign-in of this browser lasts, as far as a page may know.
 *
 * The tokens are in cookies that no script can read. Beside them the server sets one that says until when the short-lived
 * one is good, and that is there as long as the sign-in can be renewed. It is read by the server's clock as far as that
 * was heard. Before, a device whose clock is wrong misreads it: one that is behind is refused and renews then, one that is
 * ahead hears the time with its first renewal.
 */
import { hearServerTime, presentMs } from '../format/clock.ts';

const NOTE = 'milldash_access_until';
/** A request that is on its way when it runs out would be refused. */
const BEFOREHAND_MS = 5_000;
/** All requests and the live line wait for a renewal: over a network that swallows everything it would take minutes. */
const RENEWED_WITHIN_MS = 10_000;

export type SignIn = 'none' | 'good' | 'to-be-renewed';

function noteOf(cookies: string): string | undefined {
  const note = cookies.split('; ').find((cookie) => cookie.startsWith(`${NOTE}=`));
  return note?.slice(NOTE.length + 1) || undefined;
}

export function signInOf(cookies: string, nowMs: number): SignIn {
  const note = noteOf(cookies);
  if (note === undefined) return 'none';
  return Number(note) * 1_000 - BEFOREHAND_MS > nowMs ? 'good' : 'to-be-renewed';
}

let renewal: Promise<boolean> | undefined;
/** Fresh from the server, and past by the clock of this device: the answer did not say what time it is. */
let misreadNote: string | undefined;

/** What this page may go by: a sign-in that only a wrong clock takes for past is good. */
export function presentSignIn(): SignIn {
  const signIn = signInOf(document.cookie, presentMs());
  return signIn === 'to-be-renewed' && noteOf(document.cookie) === misreadNote ? 'good' : signIn;
}

/** What a request was sent with, to be told if it was refused. */
export function presentNote(): string | undefined {
  return noteOf(document.cookie);
}

async function renewAlone(refusedNote: string | undefined): Promise<boolean> {
  const renew = async () => {
    // another request or tab has done it while this one waited
    const isDone = refusedNote === undefined ? presentSignIn() === 'good' : presentNote() !== refusedNote;
    if (isDone) return presentNote() !== undefined;
    const sentMs = Date.now();
    const { ok, status, headers } = await fetch('/auth/web/renew', {
      method: 'POST',
      signal: AbortSignal.timeout(RENEWED_WITHIN_MS),
    });
    hearServerTime(headers.get('date'), sentMs, Date.now());
    // a server that is being started, or a proxy before it, says nothing of the sign-in
    if (status >= 500 || status === 429) throw new TypeError(`The sign-in was not renewed: ${status}.`);
    if (ok && signInOf(document.cookie, presentMs()) === 'to-be-renewed') misreadNote = presentNote();
    return ok;
  };
  return navigator.locks === undefined ? renew() : navigator.locks.request('milldash-renew', renew);
}

/**
 * Once, however many ask and in however many tabs. False where somebody has to sign in again.
 *
 * @param refusedNote what a request had that was refused: it is no good, whatever the clock says
 * @throws TypeError where no answer came, TimeoutError where none came in time
 */
export function renewSignIn(refusedNote?: string): Promise<boolean> {
  renewal ??= renewAlone(refusedNote).finally(() => {
    renewal = undefined;
  });
  return renewal;
}
