/** The file of `--rejects`: refused rows as CSV, written as they come, however many. */
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { type FileRefusal, formatRejection, REJECTS_HEADER } from '../modules/ingestion/index.ts';
import { CommandRefusal } from './failures.ts';

export interface Rejects {
  /** Why the file is not whole; undefined while it is. */
  readonly problem: Error | undefined;
  /** Resolves when there is room for more. Never rejects: rows go on being loaded without the file. */
  add(refusal: FileRefusal): void | Promise<void>;
  /** Repeating it does nothing. */
  close(): Promise<void>;
}

/**
 * @param inputs real paths of the files that are loaded
 * @throws CommandRefusal for a path that cannot be written, or that is one of the inputs
 */
export async function openRejects(path: string, inputs: readonly string[]): Promise<Rejects> {
  const target = await realpath(path).catch(() => undefined);
  if (target !== undefined && inputs.includes(target)) {
    throw new CommandRefusal(`--rejects '${path}' is one of the files to load. Nothing was loaded.`, 2);
  }
  const stream = createWriteStream(path);
  try {
    await once(stream, 'open');
  } catch (error) {
    throw new CommandRefusal(`--rejects '${path}' cannot be written: ${(error as Error).message}.`, 2);
  }
  return new RejectsFile(path, stream);
}

class RejectsFile implements Rejects {
  readonly #stream: WriteStream;
  #problem: Error | undefined;

  constructor(path: string, stream: WriteStream) {
    this.#stream = stream;
    stream.on('error', (error) => {
      if (this.#problem === undefined) process.stderr.write(`\n'${path}' is not whole: ${error.message}.\n`);
      this.#problem = error;
    });
    stream.write(REJECTS_HEADER);
  }

  get problem(): Error | undefined {
    return this.#problem;
  }

  add(refusal: FileRefusal): void | Promise<void> {
    if (this.#problem !== undefined || this.#stream.write(formatRejection(refusal))) return;
    return once(this.#stream, 'drain').then(
      () => {},
      () => {},
    );
  }

  async close(): Promise<void> {
    if (this.#stream.closed) return;
    const closed = once(this.#stream, 'close').catch(() => {});
    this.#stream.end();
    await closed;
  }
}
