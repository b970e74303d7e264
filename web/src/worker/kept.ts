/**
 * The kept files of one build, all of them or none.
 *
 * Nothing else is ever kept: no answer of the API, nothing of a person. What was kept of the build before stays until the
 * next one comes, for pages that are still open with it.
 */
import { isAsset, isOfBuild, PAGE, withNonce } from './rules.ts';
import type { Build } from './scope.ts';

const PREFIX = 'milldash-screens-';
/** Beside the files of a build: how many builds were taken into use before it. What was never in use has none. */
const TURN = '/turn';
/** Whoever looks at a page meanwhile is served too. */
const AT_ONCE = 4;

export interface KeptFiles {
  /** @throws where not all of them could be fetched, or they are not of this build; then nothing is kept */
  fill(): Promise<void>;
  /**
   * Takes this build into use, and forgets all but the one that was in use before it: pages are still open with that.
   * The order is that of use: a build that comes back after another one is the newer of the two.
   */
  takeOver(): Promise<void>;
  /**
   * The page, for one answer.
   *
   * Like the others it never rejects: what the browser has thrown away, or does not give out, is undefined. Then there
   * still is the server.
   */
  page(): Promise<Response | undefined>;
  file(path: string): Promise<Response | undefined>;
  /** Of this build or the one before. */
  asset(path: string): Promise<Response | undefined>;
}

export function createKeptFiles(build: Build): KeptFiles {
  const name = PREFIX + build.version;

  async function ownNames(): Promise<readonly string[]> {
    return (await caches.keys()).filter((each) => each.startsWith(PREFIX));
  }

  async function find(path: string, of: readonly string[]): Promise<Response | undefined> {
    for (const each of of) {
      // who asks does not matter: the bytes are the same for everybody
      const found = await (await caches.open(each)).match(path, { ignoreVary: true });
      if (found !== undefined) return found;
    }
    return undefined;
  }

  async function turnOf(each: string): Promise<number> {
    const stored = await (await caches.open(each)).match(TURN);
    return stored === undefined ? 0 : Number(await stored.text());
  }

  async function fillAll(before: readonly string[]): Promise<void> {
    const page = await fetched(PAGE);
    if (!isOfBuild(await page.clone().text(), build)) throw new Error(`The page is of another build than ${name}.`);
    const cache = await caches.open(name);
    const left = [...build.files];
    const work = async () => {
      for (let path = left.pop(); path !== undefined; path = left.pop()) {
        const known = isAsset(path) ? await find(path, before) : undefined;
        await cache.put(path, known ?? (await fetched(path)));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    await cache.put(PAGE, page);
  }

  return {
    async fill() {
      const before = await ownNames();
      try {
        await fillAll(before);
      } catch (error) {
        // one that was there before may be what open pages are made of
        if (!before.includes(name)) await caches.delete(name);
        throw error;
      }
    },
    async takeOver() {
      const others = (await ownNames()).filter((each) => each !== name);
      const turns = await Promise.all(others.map(async (each) => ({ each, turn: await turnOf(each) })));
      // those of one turn, as without any, by when they were first kept
      turns.sort((one, other) => one.turn - other.turn);
      const last = turns.at(-1);
      await (await caches.open(name)).put(TURN, new Response(String((last?.turn ?? 0) + 1)));
      await Promise.all(turns.slice(0, -1).map(({ each }) => caches.delete(each)));
    },
    page: () =>
      orNothing(async () => {
        const kept = await find(PAGE, [name]);
        return kept === undefined ? undefined : answerOf(kept);
      }),
    file: (path) => orNothing(() => find(path, [name])),
    asset: (path) => orNothing(async () => find(path, [name, ...(await ownNames())])),
  };
}

async function orNothing<Found>(look: () => Promise<Found>): Promise<Found | undefined> {
  try {
    return await look();
  } catch {
    return undefined;
  }
}

async function fetched(path: string): Promise<Response> {
  // what is named after its content may come from the browser's own store; the rest must be of now
  const answer = await fetch(path, { cache: isAsset(path) ? 'default' : 'no-cache' });
  if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}.`);
  return answer;
}

async function answerOf(kept: Response): Promise<Response> {
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(18))));
  const changed = withNonce(await kept.text(), kept.headers.get('content-security-policy') ?? '', nonce);
  if (changed === undefined) throw new Error('The kept page has no policy.');
  const headers = new Headers(kept.headers);
  headers.delete('content-encoding');
  headers.delete('content-length');
  headers.set('content-security-policy', changed.policy);
  return new Response(changed.page, { headers });
}
