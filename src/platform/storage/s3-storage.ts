/**
 * Files in a bucket that several processes share.
 *
 * What comes in is put down in a file first: only its end tells its length and its hash, and a store that breaks off can be
 * sent it again. That file has no name any more when it is written, so a crash leaves nothing.
 */
import { type FileHandle, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DomainError } from '../../kernel/errors.ts';
import { randomToken } from '../../kernel/ids.ts';
import { diskFull, type FileStorage, makeKey, type StoredKey } from './file-storage.ts';
import { Measure } from './measure.ts';
import { openS3Bucket, type S3Options } from './s3-bucket.ts';

const CHUNK_BYTES = 65_536;
const KEY = /^[A-Za-z0-9_-]{2}\/[A-Za-z0-9_-]{30}$/;

/** @param prefix what all keys begin with, without a slash at its end: `factory-1/images` */
export function createS3Storage(options: S3Options, prefix: string): FileStorage {
  const bucket = openS3Bucket(options);
  const nameOf = (key: string): string => {
    if (!KEY.test(key)) throw new Error(`Not a key of the storage: ${key}`);
    return `${prefix}/${key}`;
  };

  async function remove(key: string): Promise<void> {
    await bucket.finish(await bucket.find({ method: 'DELETE', key: nameOf(key) }));
  }

  return {
    async save(content, maxBytes) {
      const key = makeKey();
      const file = await openNameless();
      try {
        const measured = new Measure(maxBytes);
        await pipeline(content, measured, async (source: AsyncIterable<Buffer>) => {
          for await (const chunk of source) await file.appendFile(chunk);
        });
        const result = measured.result();
        const { sizeBytes, sha256 } = result;
        const body = { sizeBytes, sha256, open: () => Readable.from(contentOf(file)) };
        await bucket.finish(await bucket.send({ method: 'PUT', key: nameOf(key), body }));
        return { key, ...result };
      } catch (error) {
        throw diskFull(error) ?? error;
      } finally {
        await file.close();
      }
    },

    async read(key, range) {
      const answer = await bucket.find({
        method: 'GET',
        key: nameOf(key),
        ...(range !== undefined && { headers: { range: `bytes=${range.first}-${range.last}` } }),
      });
      if (answer === undefined)
        throw new DomainError('file-not-found', 'The content of the file is not there any more.');
      const content = new PassThrough();
      answer.body.on('error', (error: unknown) => content.destroy(bucket.brokenOff(error)));
      content.once('close', () => answer.body.destroy());
      return answer.body.pipe(content);
    },

    async sizeOf(key) {
      const answer = await bucket.find({ method: 'HEAD', key: nameOf(key) });
      await bucket.finish(answer);
      return answer && Number(answer.headers['content-length']);
    },

    remove,

    async *listKeys(): AsyncIterable<StoredKey> {
      for (let from: string | undefined, isLast = false; !isLast; ) {
        const listing = await bucket.list(`${prefix}/`, { from });
        for (const { name, savedAt } of listing.objects) {
          const key = name.slice(prefix.length + 1);
          if (KEY.test(key)) yield { key, savedAt };
        }
        from = listing.next;
        isLast = from === undefined;
      }
    },
  };
}

/** Open, and in no folder: its space is free when it is closed, or when the process dies. */
async function openNameless(): Promise<FileHandle> {
  const path = join(tmpdir(), `milldash-${randomToken(12)}`);
  const file = await open(path, 'wx+', 0o600);
  await rm(path, { force: true });
  return file;
}

/** From its beginning, as often as it is asked for: a stream of the handle would close it. */
async function* contentOf(file: FileHandle): AsyncGenerator<Buffer> {
  for (let position = 0; ; ) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
