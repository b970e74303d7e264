/** Debian's Chromium (`apt-get install chromium`), or what CHROMIUM names. */
import { type Browser, chromium } from 'playwright-core';

export const chromiumPath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/**
 * Chromium must look up nobody at its start, and has no sandbox where it is run by root.
 *
 * @param more arguments, of a camera say
 */
export function launchChromium(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...more,
    ],
  });
}
