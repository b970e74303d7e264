/** The files of the predecessor's pictures: where they lie, and what can be read of them. */
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { Readable } from 'node:stream';

/** Of one file of the predecessor's, so that a failure of our own storage is never taken for it. */
export class UnreadableFile extends Error {}

/** A file in the folder; undefined where there is none, or where the path leads out of it. */
export async function findFile(folder: string, path: string): Promise<string | undefined> {
  try {
    const inside = await realpath(folder);
    const file = await realpath(join(inside, path));
    return file.startsWith(inside + sep) && (await stat(file)).isFile() ? file : undefined;
  } catch {
    return undefined;
  }
}

/** Its first bytes: most of what is no picture is refused by them. @throws UnreadableFile */
export async function headOf(path: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of bytesOf(path, HEAD_BYTES)) pieces.push(piece);
  return Buffer.concat(pieces);
}

const HEAD_BYTES = 32;

/** All of it. Fails with {@link UnreadableFile}. */
export function contentOf(path: string): Readable {
  return Readable.from(bytesOf(path), { objectMode: false });
}

async function* bytesOf(path: string, most = Number.POSITIVE_INFINITY): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path, { end: most - 1 });
  } catch (error) {
    throw isUnreadable(error) ? new UnreadableFile(`${path} cannot be read.`, { cause: error }) : error;
  }
}

/** What the system says of one file: that we may not read it, that it is gone, that its disk is broken. */
function isUnreadable(error: unknown): boolean {
  return ['EACCES', 'EPERM', 'ENOENT', 'EISDIR', 'EIO'].includes((error as NodeJS.ErrnoException).code ?? '');
}
