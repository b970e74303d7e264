/** Whether the bucket of uploaded files answers, and lets us look into it. */
import type { ConfigWithoutKey } from '../../config/index.ts';
import { openS3Bucket } from '../../platform/storage/index.ts';
import { type Finding, fail, ok } from './finding.ts';

/** Nothing where files are kept in the data folder. */
export async function checkFileBucket({ fileBucket }: ConfigWithoutKey): Promise<Finding[]> {
  if (fileBucket === undefined) return [];
  const where = `The bucket '${fileBucket.bucket}' at ${fileBucket.endpoint}`;
  try {
    const query = { 'list-type': '2', 'max-keys': '1', prefix: fileBucket.prefix ?? '' };
    const { statusCode, body } = await openS3Bucket(fileBucket).send({ method: 'GET', query });
    await body.dump();
    if (statusCode !== 404) return [ok('files', `${where} can be listed.`)];
    return [fail('files', `${where} is not there.`, 'Make it, or check FILES_S3_BUCKET.')];
  } catch (error) {
    const cause = error instanceof Error ? (error.cause as Error | undefined) : undefined;
    return [
      fail(
        'files',
        `${where} does not answer: ${cause?.message ?? String(error)}.`,
        'Check FILES_S3_ENDPOINT, FILES_S3_REGION and the key; it may have to list, read, write and delete.',
      ),
    ];
  }
}
