/** CSV files out of a request, as streams: a body of text/csv, or the file parts of multipart/form-data. */
import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { DomainError } from '../../kernel/errors.ts';
import { acceptForms, readForm } from './forms.ts';
import type { RouteApp } from './routes.ts';

/** A file on its way in. */
export interface UploadedFile {
  /** What reports call it: a file's base name. */
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

const FILE_NAME_LENGTH_MAX = 255;

export interface UploadOptions {
  readonly limitBytes: number;
  /** Name of a body of text/csv. */
  readonly fileName?: string | undefined;
  /** What somebody with a larger file can do, as a sentence. */
  readonly tooLarge?: string;
}

/** For readers of the reference: bodies of such routes are checked as they are read. @param part of a form, what it is */
export function csvBody(part: string) {
  const file = { format: 'binary', contentMediaType: 'text/csv' } as const;
  return Type.Union(
    [
      Type.String({ ...file, description: 'The CSV file.' }),
      Type.Object({ file: Type.String({ ...file, description: part }) }, { additionalProperties: false }),
    ],
    { description: 'UTF-8, commas, a first line that names the columns in any order.' },
  );
}

/** Lets the routes of a scope take CSV files: one as the body, or up to `files` as the parts of a form. */
export async function acceptCsvFiles(
  scope: RouteApp,
  { limitBytes, files }: { readonly limitBytes: number; readonly files: number },
): Promise<void> {
  await acceptForms(scope, {
    // one more than is taken, so that a file of just the limit is told from a larger one
    fileSize: limitBytes + 1,
    files,
    fields: 1,
    parts: files + 1,
    fieldNameSize: 100,
    fieldSize: 1_000,
  });
  scope.addContentTypeParser('text/csv', (_request, payload, done) => done(null, payload));
}

/**
 * The files one after another; each must be read, or given up, before the next one comes.
 *
 * @throws upload-invalid for an upload without a file, with a part that is none, or one that breaks off;
 *   body-malformed for a form that cannot be read, body-too-large
 */
export async function* readUploads(request: FastifyRequest, options: UploadOptions): AsyncGenerator<UploadedFile> {
  if (!request.isMultipart()) {
    // of another media type, JSON say, or not there at all
    if (!(request.body instanceof Readable)) {
      throw new DomainError(
        'upload-invalid',
        'There is no file. Send it as the body with Content-Type text/csv, or as a part of multipart/form-data.',
        { allowed: ['text/csv', 'multipart/form-data'] },
      );
    }
    const name = baseName(options.fileName ?? '');
    yield { name, bytes: readBytes(request.body, name, options) };
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
    yield { name, bytes: readBytes(part.file, name, options) };
    // what a refused file still holds has to flow past before the next part can be seen
    part.file.resume();
  }
  if (files === 0)
    throw new DomainError('upload-invalid', 'The upload holds no file. Send one as a part with a file name.');
}

/** The bytes of one file, which end only when the upload does: a second file is refused. @throws as {@link readUploads} */
export async function* readOnlyUpload(request: FastifyRequest, options: UploadOptions): AsyncGenerator<Uint8Array> {
  let seen = false;
  for await (const { bytes } of readUploads(request, options)) {
    if (seen) throw new DomainError('upload-invalid', 'Send one file at a time.');
    seen = true;
    yield* bytes;
  }
}

async function* readBytes(
  stream: Readable,
  name: string,
  { limitBytes, tooLarge = 'Cut it into smaller ones.' }: UploadOptions,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    // destroying the stream would cut the connection before the refusal of a file has been sent
    for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += chunk.byteLength;
      if (bytes > limitBytes) {
        throw new DomainError('body-too-large', `'${name}' is larger than ${limitBytes} bytes. ${tooLarge}`);
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
