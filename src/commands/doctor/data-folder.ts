/** The data folder, the secret key's file in it, and the space that is left around it. Looks, and leaves no trace. */
import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type ConfigWithoutKey, isOpenToOthers, secretKeyFile } from '../../config/index.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

const MEBIBYTE = 1_048_576;
/** Below this a load of a few months or a checkpoint of the write-ahead log no longer fits. */
const FREE_BYTES_FAIL = 100 * MEBIBYTE;
const FREE_BYTES_WARN = 1_024 * MEBIBYTE;

export async function checkDataFolder({ dataDir }: ConfigWithoutKey): Promise<Finding> {
  const folder = await stat(dataDir).catch((error: NodeJS.ErrnoException) => error);
  if (folder instanceof Error && folder.code !== 'ENOENT') {
    return fail(
      'data folder',
      `${dataDir} cannot be looked at (${folder.code}).`,
      'Give this user the right to enter it.',
    );
  }
  if (folder instanceof Error) {
    const parent = await nearestExisting(dirname(dataDir));
    return (await isWritable(parent))
      ? ok('data folder', `${dataDir} is not there yet; the first start makes it.`)
      : fail(
          'data folder',
          `${dataDir} is not there, and ${parent} is closed to this user.`,
          `Make it, or set DATA_DIR.`,
        );
  }
  if (!folder.isDirectory())
    return fail('data folder', `${dataDir} is not a folder.`, 'Move that file away, or set DATA_DIR.');
  if (!(await isWritable(dataDir))) {
    return fail('data folder', `${dataDir} cannot be written by this user.`, `Run: chown -R "$(id -un)" '${dataDir}'`);
  }
  return isOpenToOthers(dataDir) === true
    ? warn('data folder', `Others on this machine can look into ${dataDir}.`, `Run: chmod 700 '${dataDir}'`)
    : ok('data folder', `${dataDir} can be read and written.`);
}

export function checkSecretKey(config: ConfigWithoutKey): Finding {
  if (config.secretKey !== undefined) return ok('secret key', 'SECRET_KEY is set.');
  const file = secretKeyFile(config.dataDir);
  const readable = isOpenToOthers(file);
  if (readable === true)
    return warn('secret key', `${file} can be read by others on this machine.`, `Run: chmod 600 '${file}'`);
  if (config.database.engine === 'postgres') {
    return warn(
      'secret key',
      'SECRET_KEY is unset: each machine would make a key of its own.',
      'Set the same SECRET_KEY for every process that shares this PostgreSQL; with one process nothing is wrong.',
    );
  }
  return ok(
    'secret key',
    readable === undefined ? `${file} is made at the first start.` : `${file} belongs to its owner only.`,
  );
}

export async function checkDiskSpace({ dataDir }: ConfigWithoutKey): Promise<Finding> {
  const folder = await nearestExisting(dataDir);
  const { bavail, bsize, blocks } = await statfs(folder);
  const freeBytes = bavail * bsize;
  const message = `${readableSize(freeBytes)} of ${readableSize(blocks * bsize)} free at ${folder}.`;
  const advice = 'Free some space, or move DATA_DIR to a larger disk: a full disk refuses every write.';
  if (freeBytes < FREE_BYTES_FAIL) return fail('disk', message, advice);
  return freeBytes < FREE_BYTES_WARN ? warn('disk', message, advice) : ok('disk', message);
}

async function nearestExisting(folder: string): Promise<string> {
  const there = await stat(folder).then(
    () => true,
    () => false,
  );
  return there || dirname(folder) === folder ? folder : nearestExisting(dirname(folder));
}

async function isWritable(folder: string): Promise<boolean> {
  return access(folder, constants.R_OK | constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}

function readableSize(bytes: number): string {
  return bytes < 1_024 * MEBIBYTE
    ? `${(bytes / MEBIBYTE).toFixed(0)} MiB`
    : `${(bytes / 1_024 / MEBIBYTE).toFixed(1)} GiB`;
}
