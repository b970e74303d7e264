/** Has the browser keep the screens, so that they are there while the server is away (web/src/worker). */

/** The page that somebody asked for comes first. */
const AFTER_MS = 3_000;

/**
 * Where the browser lets it: over plain http, but for this device's own address, and in some private windows there is no
 * worker, and all is as it is without one.
 */
export function keepScreens(): void {
  if (!import.meta.env.PROD || navigator.serviceWorker === undefined) return;
  setTimeout(() => {
    // also where a browser refuses, or the server has gone meanwhile: the next load tries again
    navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' }).catch(() => undefined);
  }, AFTER_MS);
}
