/**
 * Debian's Chromium: its headless shell, which has no windows to draw and takes half of the processor time
 * (`apt-get install chromium-headless-shell`), or else the whole one (`chromium`), or what CHROMIUM names.
 */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const [shell, whole] = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];
export const chromiumPath = process.env['CHROMIUM'] ?? (existsSync(shell) ? shell : whole);

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
