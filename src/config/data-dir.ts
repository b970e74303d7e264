/** The data folder: made for its owner only, before anything is written into it. */
import { mkdirSync, statSync } from 'node:fs';
import { ConfigurationError } from './problems.ts';

const OF_OTHERS = 0o077;

/**
 * Makes `dataDir` with mode 0700 where it is missing. One that is there keeps its mode, since it may serve others too:
 * {@link isOpenToOthers} tells.
 *
 * @throws ConfigurationError when it cannot be made
 */
export function makeDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new ConfigurationError([
      {
        variable: 'DATA_DIR',
        value: dataDir,
        complaint: `is '${dataDir}', which cannot be made (${why}); allowed: a folder that this user may write to.`,
      },
    ]);
  }
}

/** Whether others than its owner may use a file or folder; undefined where there is none, or no such modes (Windows). */
export function isOpenToOthers(path: string): boolean | undefined {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode;
  return mode === undefined || process.platform === 'win32' ? undefined : (mode & OF_OTHERS) !== 0;
}
