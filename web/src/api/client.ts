/**
 * The API, typed by the server's own description.
 *
 * The sign-in is in cookies that no script can read, and is renewed before it runs out. Where it has ended all the same,
 * {@link onSignedOut} is told and the request waits for the next sign-in, so that nobody loses what they have typed.
 */
import createClient, { type Middleware } from 'openapi-fetch';
import { hearServerTime } from '../format/clock.ts';
import { Problem, problemOf, unreachable } from './problem.ts';
import type { paths } from './schema.d.ts';
import { presentNote, presentSignIn, renewSignIn } from './sign-in.ts';

type Waiter = (isSignedIn: boolean) => void;

let waiters: Waiter[] = [];
let tellSignedOut: () => void = () => undefined;
let tellForbidden: () => void = () => undefined;

/** Who is told that the sign-in has ended; replaces whoever was told before. */
export function onSignedOut(listener: () => void): void {
  tellSignedOut = listener;
}

/** Who is told that somebody may not do what the page has offered; replaces whoever was told before. */
export function onForbidden(listener: () => void): void {
  tellForbidden = listener;
}

/** Sends what waits for a sign-in, or lets it fail with what the server said. */
export function signInSettled(isSignedIn: boolean): void {
  const settled = waiters;
  waiters = [];
  for (const waiter of settled) waiter(isSignedIn);
}

async function send(request: Request): Promise<Response> {
  const sentMs = Date.now();
  try {
    const answer = await fetch(request);
    hearServerTime(answer.headers.get('date'), sentMs, Date.now());
    return answer;
  } catch {
    throw unreachable();
  }
}

/** False where somebody has to sign in again. @throws Problem where no answer came */
async function renew(refusedNote?: string): Promise<boolean> {
  try {
    return await renewSignIn(refusedNote);
  } catch {
    throw unreachable();
  }
}

/**
 * Renews the sign-in where it is about to run out, for what is not sent by {@link sendSignedIn}: the live line, files.
 *
 * @param wasRefused it has just been refused: it is renewed whatever the clock says
 * @returns false where somebody has to sign in again, who is asked to
 * @throws Problem where no answer came
 */
export async function keepSignedIn(wasRefused = false): Promise<boolean> {
  const signIn = presentSignIn();
  if (signIn === 'good' && !wasRefused) return true;
  const isSignedIn = signIn !== 'none' && (await renew(wasRefused ? presentNote() : undefined));
  if (!isSignedIn) tellSignedOut();
  return isSignedIn;
}

async function renewWhereDue(): Promise<void> {
  if (presentSignIn() === 'to-be-renewed') await renew();
}

/**
 * Sends with a sign-in that is renewed where it is about to run out or was refused, and again after somebody had to sign in.
 *
 * @param send called three times at most
 * @throws Problem where no answer came
 */
export async function sendSignedIn<Sent extends { readonly status: number }>(send: () => Promise<Sent>): Promise<Sent> {
  await renewWhereDue();
  const note = presentNote();
  let answer = await send();
  if (answer.status === 401 && note !== undefined && (await renew(note))) answer = await send();
  if (answer.status !== 401) return answer;
  const isSignedIn = new Promise<boolean>((resolve) => waiters.push(resolve));
  tellSignedOut();
  return (await isSignedIn) ? send() : answer;
}

/** Who is not signed in may go there: the door, and what one-time links lead to. */
const publicPaths = ['/auth/web/', '/auth/users/'];
/** A 401 from there is of the password that was typed. */
const PASSWORD_PATH = '/auth/password';

async function fetchSignedIn(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (publicPaths.some((path) => pathname.startsWith(path))) return send(request);
  if (pathname === PASSWORD_PATH) {
    await renewWhereDue();
    return send(request);
  }
  return sendSignedIn(() => send(request.clone()));
}

/** What a refusal says; of a right that is gone {@link onForbidden} is told. */
export function refusalOf(status: number, body: unknown): Problem {
  const problem = problemOf(status, body);
  if (problem.code === 'forbidden') tellForbidden();
  return problem;
}

const refusals: Middleware = {
  async onResponse({ response }) {
    if (response.ok || response.status === 304) return undefined;
    throw refusalOf(response.status, await response.json().catch(() => undefined));
  },
};

const client = createClient<paths>({
  baseUrl: location.origin,
  fetch: fetchSignedIn,
  // `machine_id=a&machine_id=b`
  querySerializer: { array: { style: 'form', explode: true } },
});
client.use(refusals);

/** `GET('/api/v1/tickets/{id}', { params: { path: { id } } })`. Every refusal is thrown as a {@link Problem}. */
export const { GET, POST, PUT, PATCH, DELETE } = client;

/** What an answer holds. @throws Problem where it holds nothing */
export async function contentOf<Data>(answer: Promise<{ data?: Data }>): Promise<Data> {
  const { data } = await answer;
  if (data === undefined) throw new Problem(204, { detail: 'The server answered without content.' });
  return data;
}

/** Of one deed: however often it is sent, it is done once. */
export function newIdempotencyKey(): string {
  // `randomUUID` is not there on plain http, which a factory's own network may well be
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
