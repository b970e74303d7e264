/** Which requests the worker answers, and how. All others go past it. */
import type { Build } from './scope.ts';

/**
 * `page`: the page of the screens, from the server, else the kept one.
 * `asset`: a file that is named after its content, from what is kept, else from the server.
 * `file`: another file of the build, from the server, else the kept one.
 */
export type Rule = 'page' | 'asset' | 'file';

export const PAGE = '/index.html';
/** Files in it are named after their content: one name never has other bytes. */
const ASSETS = '/assets/';

export function isAsset(path: string): boolean {
  return path.startsWith(ASSETS);
}

/** Undefined for what is not for the worker: other origins, the API, everything but reading. */
export function ruleFor(
  { url, method, mode }: Pick<Request, 'url' | 'method' | 'mode'>,
  origin: string,
  { files, programPaths }: Pick<Build, 'files' | 'programPaths'>,
): Rule | undefined {
  const { origin: asked, pathname } = new URL(url);
  if (asked !== origin || method !== 'GET') return undefined;
  if (programPaths.some((path) => pathname === path || pathname.startsWith(`${path}/`))) return undefined;
  if (isAsset(pathname)) return 'asset';
  if (files.includes(pathname)) return 'file';
  return mode === 'navigate' ? 'page' : undefined;
}

/** What a proxy says whose server is away, and a server that is just being started or stopped. */
export function saysAway(status: number): boolean {
  return status === 502 || status === 503 || status === 504;
}

/** Whether a page is of the build: it names its files. During an update another process may answer with another one. */
export function isOfBuild(page: string, { named }: Pick<Build, 'named'>): boolean {
  return named.every((path) => page.includes(`"${path}"`));
}

/**
 * A kept page with another number for its style elements, in its text as in its policy: none is used twice.
 *
 * @returns undefined where the policy has none
 */
export function withNonce(page: string, policy: string, nonce: string): { page: string; policy: string } | undefined {
  const kept = /'nonce-([^']+)'/.exec(policy)?.[1];
  if (kept === undefined) return undefined;
  return { page: page.replaceAll(kept, nonce), policy: policy.replaceAll(kept, nonce) };
}
