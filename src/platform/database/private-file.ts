/**
 * The modes of a SQLite file: whoever can read it has every account, session and figure of the factory.
 *
 * SQLite gives `-wal` and `-shm` the mode of the file beside them when it makes them.
 */
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseFileUnusable } from './database-file.ts';

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;
const OF_OTHERS = 0o077;

/** The file and what SQLite keeps beside it. */
function partsOf(file: string): string[] {
  return [file, `${file}-wal`, `${file}-shm`];
}

/** Makes the file, and its folder, for its owner only where it is missing. @throws DatabaseFileUnusable */
export function makePrivateFile(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: FOLDER_MODE });
    closeSync(openSync(file, 'wx', FILE_MODE));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && existsSync(file)) return;
    const advice = 'Let this user write there, or name another file.';
    throw new DatabaseFileUnusable(file, `which cannot be made (${message})`, advice, { cause: error });
  }
}

/**
 * Closes a database of ours that was open to others. A file that belongs to another user stays as it is: `doctor` tells
 * of it.
 */
export function closeFileToOthers(file: string): void {
  // by name: closing a descriptor of the file would give up the locks that this process holds on it
  for (const part of filesOpenToOthers(file)) closeToOthers(part);
}

/** Those of a database's files that others than their owner may use; always empty on Windows, which has no such modes. */
export function filesOpenToOthers(file: string): string[] {
  if (process.platform === 'win32') return [];
  return partsOf(file).filter((part) => ((statSync(part, { throwIfNoEntry: false })?.mode ?? 0) & OF_OTHERS) !== 0);
}

function closeToOthers(part: string): void {
  try {
    chmodSync(part, FILE_MODE);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EPERM' && code !== 'ENOENT' && code !== 'EROFS') throw error;
  }
}
