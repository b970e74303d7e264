/** Whether a bucket answers, and lets us look into it. */
import type { Clock } from '../../kernel/clock.ts';
import { SECOND_MS } from '../../kernel/clock.ts';
import { knownFor } from '../../kernel/known-for.ts';
import type { Logger } from '../logging/index.ts';
import { openS3Bucket, type S3Options } from './s3-bucket.ts';
import { StoreProblem } from './s3-problems.ts';

const KNOWN_MS = 15 * SECOND_MS;

/** @returns what is wrong, with the remedy; undefined where it can be listed below the prefix */
export async function findBucketProblem(options: S3Options, prefix: string): Promise<StoreProblem | undefined> {
  try {
    await openS3Bucket(options).list(prefix, { max: 1 });
    return undefined;
  } catch (error) {
    const problem = error instanceof Error ? error.cause : undefined;
    if (!(problem instanceof StoreProblem)) throw error;
    return problem;
  }
}

/**
 * For `/health/ready`, which strangers read: what exactly is wrong stands in the log, once for as long as it is so.
 *
 * @returns a sentence where something is; at most each quarter of a minute the bucket is asked
 */
export function createBucketCheck(
  options: S3Options,
  prefix: string,
  { clock, log }: { readonly clock: Clock; readonly log: Logger },
): () => Promise<string | undefined> {
  let told: string | undefined;
  return knownFor(KNOWN_MS, clock, async () => {
    const found = await findBucketProblem(options, prefix).then(
      (problem) => problem?.message,
      (error: unknown) => String(error),
    );
    if (found !== undefined && found !== told) log.warn({ payload: { found } }, `Files cannot be kept. ${found}`);
    if (found === undefined && told !== undefined) log.info('The store of files answers again');
    told = found;
    return found === undefined ? undefined : 'The store of files cannot be used; the log says why.';
  });
}
