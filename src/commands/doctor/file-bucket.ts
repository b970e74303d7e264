/** Whether the bucket of uploaded files answers, and lets us look into it. */
import type { ConfigWithoutKey } from '../../config/index.ts';
import { openS3Bucket, StoreProblem } from '../../platform/storage/index.ts';
import { type Finding, fail, ok } from './finding.ts';

/** Nothing where files are kept in the data folder. */
export async function checkFileBucket({ fileBucket }: ConfigWithoutKey): Promise<Finding[]> {
  if (fileBucket === undefined) return [];
  try {
    await openS3Bucket(fileBucket).list(fileBucket.prefix ?? '', { max: 1 });
    return [ok('files', `The bucket '${fileBucket.bucket}' at ${fileBucket.endpoint} can be listed.`)];
  } catch (error) {
    const problem = error instanceof Error ? error.cause : undefined;
    if (!(problem instanceof StoreProblem)) throw error;
    return [fail('files', problem.finding, problem.remedy)];
  }
}
