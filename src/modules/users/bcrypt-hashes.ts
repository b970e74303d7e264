/**
 * The password hashes that came from the predecessor: verified off the event loop, never made.
 *
 * Each in a thread of its own that ends with it: most installations never have such a hash, the others each only once.
 */
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

/** Above it one try takes seconds: an account with such a hash needs a new password. */
const BCRYPT_COST_MAX = 14;

const BCRYPT = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;
/** Variant, cost and salt. */
const HEAD_LENGTH = 29;

/** Whether it is a whole bcrypt hash, of a cost that can be asked of a sign-in. */
export function isBcryptHash(hash: string): boolean {
  const cost = Number(BCRYPT.exec(hash)?.[1]);
  return cost >= 4 && cost <= BCRYPT_COST_MAX;
}

/** What the thread runs: the bundle has no second file that it could start from. */
const thread = `
  const { parentPort, workerData } = require('node:worker_threads');
  import(workerData.library).then(({ default: { compareSync } }) =>
    parentPort.postMessage(compareSync(workerData.password, workerData.hash)));
`;

/** As the predecessor did: the bytes as they are typed, of which 72 count. */
export async function verifyBcrypt(hash: string, password: string): Promise<boolean> {
  const library = pathToFileURL(createRequire(import.meta.url).resolve('bcryptjs')).href;
  const worker = new Worker(thread, { eval: true, execArgv: [], workerData: { library, hash, password } });
  try {
    const [matches] = await once(worker, 'message');
    return matches === true;
  } finally {
    await worker.terminate();
  }
}

/** A hash that no password has, at the cost of the given one. */
export function bcryptDecoy(hash: string): string {
  return hash.slice(0, HEAD_LENGTH).padEnd(hash.length, '.');
}
