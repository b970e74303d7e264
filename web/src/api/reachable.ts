/** Whether the server answers, and what is done for want of an answer. */
import { isAwayStatus, unreachable } from './problem.ts';

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
 * A part of the screens. Tried once more where the server is there after all: it may have come back while it was asked.
 *
 * @throws what `unreachable` makes where no server answers; what `fetchIt` throws where one does
 */
export async function fetchPart<Part>(fetchIt: () => Promise<Part>): Promise<Part> {
  try {
    return await fetchIt();
  } catch {
    if (!(await isServerThere())) throw unreachable();
  }
  return fetchIt();
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
