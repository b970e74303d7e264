import { isAwayStatus } from './problem.ts';

/** Over a network that swallows everything a browser would wait for minutes. */
const WITHIN_MS = 10_000;

/** Whether the server answers in time: itself, and not a proxy before it. */
export async function isServerThere(): Promise<boolean> {
  try {
    const { status } = await fetch('/health/live', {
      method: 'HEAD',
      cache: 'no-store',
      signal: AbortSignal.timeout(WITHIN_MS),
    });
    return !isAwayStatus(status);
  } catch {
    return false;
  }
}

/**
 * Loads the page anew; false where the server does not answer: the browser would show a page of its own instead.
 *
 * @param isWanted asked once it is known: somebody may have gone on elsewhere meanwhile, and begun to write
 */
export async function reloadIfThere(isWanted: () => boolean): Promise<boolean> {
  const isThere = await isServerThere();
  if (isThere && isWanted()) location.reload();
  return isThere;
}
