/** Forms with pictures: files, each with a caption before it if anything. Read part by part, as streams. */
import { Readable } from 'node:stream';
import type { Multipart, MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../../../kernel/errors.ts';
import { acceptForms, formRefusal, type RouteApp, readForm, readPast } from '../../../platform/http/index.ts';
import { IMAGE_BYTES_MAX } from '../../images/index.ts';
import type { TicketImages } from './ticket-images.service.ts';
import type { SentImage, TicketImageDetails } from './ticket-images.types.ts';

/** Files of one upload. */
export const IMAGES_AT_ONCE_MAX = 10;
const FORM_FIELDS_BYTES_MAX = 1_048_576;
/** Photos over a slow line. */
const UPLOAD_TIME_LIMIT_MS = 900_000;

/** Of routes that take such forms. */
export const imageFormRoute = {
  bodyLimit: IMAGES_AT_ONCE_MAX * IMAGE_BYTES_MAX + FORM_FIELDS_BYTES_MAX,
  timeLimitMs: UPLOAD_TIME_LIMIT_MS,
  errors: [
    'ticket-not-found',
    'upload-invalid',
    'limit-reached',
    'server-busy',
    'decoder-failed',
    'storage-unavailable',
  ],
} as const;

/** Lets the routes of a scope take such forms. @param files how many at most */
export async function acceptImages(scope: RouteApp, files: number): Promise<void> {
  // the storage counts the bytes of each file against the factory's own limit
  await acceptForms(scope, {
    fileSize: Number.MAX_SAFE_INTEGER,
    files,
    fields: files,
    parts: 2 * files,
    fieldNameSize: 100,
    fieldSize: 4_000,
  });
}

/** Adds the pictures of a form to a ticket. */
export function addFromForm(
  images: TicketImages,
  request: FastifyRequest,
  ticketId: number,
  key?: string,
): Promise<TicketImageDetails[]> {
  return readingForm(request, (sent) => images.addImages(request.actor, ticketId, sent, key));
}

/** Hands the pictures of a form on. Where they are refused, the form is read to its end all the same. */
export async function readingForm<Result>(
  request: FastifyRequest,
  take: (sent: AsyncIterable<SentImage>) => Promise<Result>,
): Promise<Result> {
  try {
    return await take(imagesIn(request));
  } catch (error) {
    await readPast(request);
    throw error;
  }
}

/**
 * The pictures one after another; each is read to its end before the next one comes.
 *
 * @throws upload-invalid for what is no form or has other parts, body-malformed for a form that breaks off,
 *   body-too-large for too many files
 */
async function* imagesIn(request: FastifyRequest): AsyncGenerator<SentImage, void, undefined> {
  if (!request.isMultipart()) throw new DomainError('upload-invalid', 'Send the pictures as multipart/form-data.');
  const form = readForm(request);
  let caption: string | null = null;
  for (;;) {
    const { value: part } = await form.next();
    if (part === undefined) break;
    if (part.type === 'file' && part.fieldname === 'file') {
      yield { content: Readable.from(bytesOf(part), { objectMode: false }), caption };
      caption = null;
    } else if (part.type === 'field' && part.fieldname === 'caption' && caption === null) {
      caption = String(part.value);
    } else {
      if (part.type === 'file') part.file.resume();
      throw unexpected(part);
    }
  }
  if (caption !== null) throw new DomainError('upload-invalid', 'A caption must come before its file.');
}

async function* bytesOf({ file }: MultipartFile): AsyncGenerator<Uint8Array> {
  try {
    // destroying the stream would cut the connection before the refusal of a file has been sent
    yield* file.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch (error) {
    throw formRefusal(error);
  } finally {
    // what a refused file still holds has to flow past, or the sender would never get to the answer
    file.resume();
  }
}

function unexpected({ fieldname }: Multipart): DomainError {
  return new DomainError(
    'upload-invalid',
    `The part '${fieldname.slice(0, 100)}' is not expected here. A form has files named \`file\`, and before each, if anything, one \`caption\`.`,
    { allowed: ['caption', 'file'] },
  );
}
