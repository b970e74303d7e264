/** A file of rows that a command is asked for: CSV, written as they come, however many. */
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { CommandRefusal } from './failures.ts';

export interface RowsFile<Row> {
  /** Why the file is not whole; undefined while it is. */
  readonly problem: Error | undefined;
  /** Resolves when there is room for more. Never rejects: the command goes on without the file. */
  add(row: Row): void | Promise<void>;
  /** Repeating it does nothing. */
  close(): Promise<void>;
}

export interface RowsFormat<Row> {
  /** What asks for it: `--rejects`. */
  readonly option: string;
  readonly header: string;
  /** Lines with their ends. */
  format(row: Row): string;
}

/**
 * @param inputs real paths of the files that are read
 * @throws CommandRefusal for a path that cannot be written, or that is one of the inputs
 */
export async function openRowsFile<Row>(
  path: string,
  inputs: readonly string[],
  format: RowsFormat<Row>,
): Promise<RowsFile<Row>> {
  const target = await realpath(path).catch(() => undefined);
  if (target !== undefined && inputs.includes(target)) {
    throw new CommandRefusal(`${format.option} '${path}' is one of the files to load. Nothing was loaded.`, 2);
  }
  const stream = createWriteStream(path);
  try {
    await once(stream, 'open');
  } catch (error) {
    throw new CommandRefusal(`${format.option} '${path}' cannot be written: ${(error as Error).message}.`, 2);
  }
  return new OpenRowsFile(path, stream, format);
}

class OpenRowsFile<Row> implements RowsFile<Row> {
  readonly #stream: WriteStream;
  readonly #format: RowsFormat<Row>;
  #problem: Error | undefined;

  constructor(path: string, stream: WriteStream, format: RowsFormat<Row>) {
    this.#stream = stream;
    this.#format = format;
    stream.on('error', (error) => {
      if (this.#problem === undefined) process.stderr.write(`\n'${path}' is not whole: ${error.message}.\n`);
      this.#problem = error;
    });
    stream.write(format.header);
  }

  get problem(): Error | undefined {
    return this.#problem;
  }

  add(row: Row): void | Promise<void> {
    if (this.#problem !== undefined) return;
    const text = this.#format.format(row);
    if (text === '' || this.#stream.write(text)) return;
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
