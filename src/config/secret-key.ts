/** The secret key of an installation whose owner has not set one: made once, kept beside the data. */
import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDataDir } from './data-dir.ts';
import { ConfigurationError } from './problems.ts';
import { SECRET_KEY_LENGTH_MIN } from './variables.ts';

export function secretKeyFile(dataDir: string): string {
  return join(dataDir, 'secret.key');
}

/**
 * Reads the key of `dataDir`, and makes it first where there is none (mode 0600, in a folder of mode 0700).
 *
 * Processes that start together agree on one key: the file appears complete or not at all, and the first one wins.
 *
 * @throws ConfigurationError when the file cannot be read or made, or holds a key that is too short
 */
export function keepSecretKey(dataDir: string): string {
  const file = secretKeyFile(dataDir);
  try {
    const key = readKey(file) ?? makeKey(dataDir, file);
    if (key.length >= SECRET_KEY_LENGTH_MIN) return key;
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    throw refusal(
      `is unset, and its file ${file} cannot be used (${(error as NodeJS.ErrnoException).code ?? String(error)})`,
    );
  }
  throw refusal(`is unset, and its file ${file} holds fewer than ${SECRET_KEY_LENGTH_MIN} characters`);
}

function readKey(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function makeKey(dataDir: string, file: string): string {
  makeDataDir(dataDir);
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${randomBytes(48).toString('base64url')}\n`, { mode: 0o600, flag: 'w', flush: true });
  try {
    // a draft left by a process that died keeps its old mode
    chmodSync(draft, 0o600);
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readKey(file) ?? '';
}

function refusal(complaint: string): ConfigurationError {
  return new ConfigurationError([
    {
      variable: 'SECRET_KEY',
      value: undefined,
      complaint: `${complaint}; allowed: random text of at least ${SECRET_KEY_LENGTH_MIN} characters, in SECRET_KEY or in that file.`,
    },
  ]);
}
