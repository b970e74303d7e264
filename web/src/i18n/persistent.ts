/**
 * Fetches texts until they are there: what i18next was once refused it never asks for again, and shows keys instead.
 *
 * A file that a server which answers goes on not giving is of screens that it no longer hands out, or a browser keeps to
 * its first failure (Chromium asks again, others have begun to in 2026). Waiting for that would be without end: the page
 * goes on in English, or with keys, until it is loaded anew.
 */
import { isServerThere } from '../api/reachable.ts';

const PAUSE_MS = 500;
const PAUSE_MAX_MS = 10_000;
/** Failures while the server answers. */
const REFUSALS_MAX = 5;

/** @throws what the last try threw */
export async function fetchPersistently<Texts>(fetchTexts: () => Promise<Texts>): Promise<Texts> {
  let refusals = 0;
  for (let pauseMs = PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, PAUSE_MAX_MS)) {
    try {
      return await fetchTexts();
    } catch (error) {
      if (await isServerThere()) refusals += 1;
      if (refusals === REFUSALS_MAX) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
