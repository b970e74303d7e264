/** Whether the bucket of uploaded files answers, and lets us look into it. */
import type { ConfigWithoutKey } from '../../config/index.ts';
import { findBucketProblem } from '../../platform/storage/index.ts';
import { type Finding, fail, ok } from './finding.ts';

/** Nothing where files are kept in the data folder. */
export async function checkFileBucket({ fileBucket }: ConfigWithoutKey): Promise<Finding[]> {
  if (fileBucket === undefined) return [];
  const problem = await findBucketProblem(fileBucket, fileBucket.prefix ?? '');
  if (problem !== undefined) return [fail('files', problem.finding, problem.remedy)];
  return [ok('files', `The bucket '${fileBucket.bucket}' at ${fileBucket.endpoint} can be listed.`)];
}
