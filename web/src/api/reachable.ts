import { isAwayStatus } from './problem.ts';

/** Whether the server answers: itself, and not a proxy before it. */
export async function isServerThere(): Promise<boolean> {
  try {
    const { status } = await fetch('/health/live', { method: 'HEAD', cache: 'no-store' });
    return !isAwayStatus(status);
  } catch {
    return false;
  }
}
