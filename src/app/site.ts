/** The built web interface: where it is, and its files where there are some. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSite, type SiteFiles } from '../platform/http/index.ts';
import type { Logger } from '../platform/logging/index.ts';

/** From source it is the build in `web/dist`; of a bundle it stands beside it. */
function siteFolder(): string {
  const here = fileURLToPath(import.meta.url);
  return here.endsWith('.ts') ? join(dirname(here), '../../web/dist') : join(dirname(here), 'web');
}

/** Whether {@link openSite} would find one. */
export function isSiteBuilt(): boolean {
  return existsSync(join(siteFolder(), 'index.html'));
}

/**
 * @returns undefined where it is not built: then there is the API alone
 * @throws for a file in it that cannot be served
 */
export async function openSite(log: Logger): Promise<SiteFiles | undefined> {
  const folder = siteFolder();
  const site = await readSite(folder);
  if (site === undefined) log.debug(`No web interface in ${folder}: the API alone is served`);
  return site;
}
