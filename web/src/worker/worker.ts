/**
 * The service worker: shows the screens while the server is away.
 *
 * The page comes from the server wherever that answers, so new screens are there with the next load; only without an
 * answer is it the kept one. A page names its files by their content, so that files of two builds never come together,
 * whichever worker hands them out. Everything of the API goes past it.
 */
import { createKeptFiles } from './kept.ts';
import { type Rule, ruleFor, saysAway } from './rules.ts';
import type { Build, WorkerScope } from './scope.ts';

/** Written before this script by the build. */
declare const BUILD: Build;
declare const self: WorkerScope;

/** Over a line on which nothing comes, nobody waits until the browser gives up. */
const PATIENCE_MS = 5_000;

const kept = createKeptFiles(BUILD);

/** Open pages are served also where the browser cannot forget the builds before. */
async function takeOver(): Promise<void> {
  try {
    await kept.takeOver();
  } finally {
    await self.clients.claim();
  }
}

self.addEventListener('install', (event) => event.waitUntil(kept.fill().then(() => self.skipWaiting())));
self.addEventListener('activate', (event) => event.waitUntil(takeOver()));
self.addEventListener('fetch', (event) => {
  const rule = ruleFor(event.request, location.origin, BUILD);
  if (rule !== undefined) event.respondWith(answers[rule](event.request));
});

const answers: Readonly<Record<Rule, (request: Request) => Promise<Response>>> = {
  page: (request) => fromServer(request, () => kept.page()),
  file: (request) => fromServer(request, () => kept.file(new URL(request.url).pathname)),
  asset: async (request) => (await kept.asset(new URL(request.url).pathname)) ?? fetch(request),
};

/** What the server says in time, else what is kept, else whatever becomes of the request. */
async function fromServer(request: Request, find: () => Promise<Response | undefined>): Promise<Response> {
  const asked = fetch(request);
  const inTime = await Promise.race([asked.catch(() => undefined), lapse(PATIENCE_MS)]);
  if (inTime !== undefined && !saysAway(inTime.status)) return inTime;
  return (await find()) ?? asked;
}

function lapse(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, ms, undefined));
}
