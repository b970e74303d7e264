/** `.env` in the working folder, under the real environment, which wins. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { ConfigurationError } from './problems.ts';
import type { Environment } from './read-values.ts';

/**
 * The environment of the process, completed from `<folder>/.env` where that file exists.
 *
 * @throws ConfigurationError when the file exists and cannot be read
 */
export function readEnvironment(processEnvironment: Environment = process.env, folder = process.cwd()): Environment {
  const file = join(folder, '.env');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return processEnvironment;
    throw new ConfigurationError([
      {
        variable: '.env',
        value: file,
        complaint: `is there (${file}) but cannot be read (${code}); allowed: a readable file, or none.`,
      },
    ]);
  }
  return { ...parseEnv(text), ...processEnvironment };
}
