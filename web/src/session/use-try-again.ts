import { useEffect, useEffectEvent, useRef } from 'react';

const PAUSE_MS = 2_000;
const PAUSE_MAX_MS = 30_000;

/**
 * Calls `tryAgain` after each failure: after pauses that grow, and at once where the network is back or the page is seen.
 *
 * @param failure another one each time it has failed; undefined where it has not
 */
export function useTryAgain(failure: unknown, tryAgain: () => void): void {
  const pauseMs = useRef(PAUSE_MS);
  const again = useEffectEvent(tryAgain);
  useEffect(() => {
    if (failure === undefined) {
      pauseMs.current = PAUSE_MS;
      return;
    }
    const timer = setTimeout(() => again(), pauseMs.current);
    pauseMs.current = Math.min(pauseMs.current * 2, PAUSE_MAX_MS);
    const now = () => {
      if (document.visibilityState === 'visible') again();
    };
    window.addEventListener('online', now);
    document.addEventListener('visibilitychange', now);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('online', now);
      document.removeEventListener('visibilitychange', now);
    };
  }, [failure]);
}
