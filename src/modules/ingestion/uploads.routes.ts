/** CSV files out of a request, as streams: a body of text/csv, or the file parts of multipart/form-data. */
import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../../kernel/errors.ts';
import { readForm } from '../../platform/http/index.ts';
import type { CsvSource } from './status-period-load.ts';

/** File parts of one multipart upload. */
export const FILES_PER_UPLOAD_MAX = 20;

const FILE_NAME_LENGTH_MAX = 255;

export interface UploadOptions {
  readonly limitBytes: number;
  /** Name of a body of text/csv. */
  readonly fileName: string | undefined;
}

/**
 * The files one after another; each must be read, or given up, before the next one comes.
 *
 * @throws upload-invalid for an upload without a file, with a part that is none, or one that breaks off;
 *   body-malformed for a form that cannot be read, body-too-large
 */
export async function* readUploads(request: FastifyRequest, options: UploadOptions): AsyncGenerator<CsvSource> {
  if (!request.isMultipart()) {
    const name = baseName(options.fileName ?? '');
    yield { name, bytes: readBytes(request.body as Readable, name, options.limitBytes) };
    return;
  }
  let files = 0;
  for await (const part of readForm(request)) {
    if (part.type !== 'file') {
      const field = part.fieldname.slice(0, 100);
      throw new DomainError('upload-invalid', `The part '${field}' is no file; a form here has nothing else.`);
    }
    files++;
    const name = baseName(part.filename);
    yield { name, bytes: readBytes(part.file, name, options.limitBytes) };
    // what a refused file still holds has to flow past before the next part can be seen
    part.file.resume();
  }
  if (files === 0)
    throw new DomainError('upload-invalid', 'The upload holds no file. Send one as a part with a file name.');
}

async function* readBytes(stream: Readable, name: string, limitBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    // destroying the stream would cut the connection before the refusal of a file has been sent
    for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += chunk.byteLength;
      if (bytes > limitBytes) {
        throw new DomainError('body-too-large', `'${name}' is larger than ${limitBytes} bytes. Use \`milldash load\`.`);
      }
      yield chunk;
    }
  } catch (error) {
    if (error instanceof DomainError || isRefusalOfTheParser(error)) throw error;
    throw new DomainError('upload-invalid', `'${name}' broke off after ${bytes} bytes.`, {}, { cause: error });
  } finally {
    stream.resume();
  }
}

/** The multipart parser's own refusals have codes that the platform knows. */
function isRefusalOfTheParser(error: unknown): boolean {
  return String((error as { code?: unknown }).code).startsWith('FST_');
}

function baseName(path: string): string {
  const name = path.replace(/^.*[\\/]/s, '').replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '');
  return name.slice(0, FILE_NAME_LENGTH_MAX) || 'upload.csv';
}
