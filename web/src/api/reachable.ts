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

/** Loads the page anew; false where the server does not answer: the browser would show a page of its own instead. */
export async function reloadIfThere(): Promise<boolean> {
  const isThere = await isServerThere();
  if (isThere) location.reload();
  return isThere;
}
