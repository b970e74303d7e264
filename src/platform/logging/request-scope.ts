/**
 * Which request a line of the log belongs to, where who writes it does not know: statements of the database, say.
 *
 * Follows the request through all that it waits for. Entered only where the level is debug: it costs each request some
 * microseconds, and at other levels the request's own line says enough.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

const scope = new AsyncLocalStorage<string>();

/** Runs `work`, and all that it starts, as part of the request. */
export function withinRequest(requestId: string, work: () => void): void {
  scope.run(requestId, work);
}

/** Fields for a line: the id of the request that is being answered, or none. */
export function requestFields(): { requestId?: string } {
  const requestId = scope.getStore();
  return requestId === undefined ? {} : { requestId };
}
