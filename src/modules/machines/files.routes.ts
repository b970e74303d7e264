/**
 * `/api/v1/machines/{id}/files`: manuals, drawings, pictures.
 *
 * A content is served as what it is, not as what its name or uploader says; only pictures are shown in place, and the
 * standing headers forbid browsers to guess or to run anything of it.
 */
import { Readable } from 'node:stream';
import type { Multipart, MultipartFile } from '@fastify/multipart';
import { type Static, Type } from 'typebox';
import { DomainError } from '../../kernel/errors.ts';
import { formatInstant } from '../../kernel/instant.ts';
import {
  acceptForms,
  formRefusal,
  idempotencyKeyOf,
  noBody,
  type RouteApp,
  type Routes,
  readForm,
  sendContent,
} from '../../platform/http/index.ts';
import type { SettingsReader } from '../../platform/settings/index.ts';
import { contentDisposition } from '../../platform/storage/index.ts';
import { FileAnswer, FileContent, FileListQuery, FilePage, FileParams, FileUpload } from './files.schemas.ts';
import { FILE_NAME_LENGTH_MAX, type MachineFileService, type NewMachineFile } from './files.service.ts';
import type { MachineFile } from './files.types.ts';
import { MachineParams } from './machines.schemas.ts';
import { FILE_SIZE_MAX_MIB, fileSizeMaxMib } from './machines.settings.ts';

const tags = ['Machines'];
const read = 'machines:read';
const manage = 'machines:manage';
const DESCRIPTION_LENGTH_MAX = 500;
/** A large file over a slow line. */
const UPLOAD_TIME_LIMIT_MS = 900_000;
const MIB = 1_048_576;

export function fileRoutes(files: MachineFileService, settings: SettingsReader): Routes {
  return (app) => {
    mountReads(app, files);
    app.register((scope) => mountUpload(scope as unknown as RouteApp, files, settings));
  };
}

function mountReads(app: RouteApp, files: MachineFileService): void {
  app.get(
    '/api/v1/machines/:id/files',
    {
      schema: {
        tags,
        summary: 'Files of a machine',
        description: 'The newest first.',
        params: MachineParams,
        querystring: FileListQuery,
        response: { 200: FilePage },
      },
      config: { permission: read, errors: ['machine-not-found', 'cursor-invalid'] },
    },
    async (request) => {
      const { cursor, limit } = request.query;
      const page = await files.listMachineFiles(request.params.id, cursor, limit);
      return { items: page.items.map(toWire), next_cursor: page.nextCursor };
    },
  );

  app.get(
    '/api/v1/machines/:id/files/:file_id',
    {
      schema: {
        tags,
        summary: 'Content of a file',
        description: 'Pictures can be shown in place; everything else is to be saved. `Range` is understood.',
        params: FileParams,
        produces: ['application/octet-stream', 'application/pdf', 'image/gif', 'image/jpeg', 'image/png', 'image/webp'],
        response: { 200: FileContent, 206: Type.String({ description: 'The part of it that `Range` names.' }) },
      },
      config: { permission: read, errors: ['file-not-found', 'range-unsatisfiable', 'storage-unavailable'] },
    },
    async (request, reply) => {
      const file = await files.getMachineFile(request.params.id, request.params.file_id);
      return sendContent(request, reply, {
        mediaType: file.mediaType,
        sizeBytes: file.sizeBytes,
        tag: file.sha256,
        cacheControl: 'private, no-cache',
        disposition: contentDisposition(file.name, file.mediaType),
        open: (range) => files.openMachineFile(file, range),
      }) as never;
    },
  );

  app.delete(
    '/api/v1/machines/:id/files/:file_id',
    {
      schema: { tags, summary: 'Remove a file', params: FileParams, response: { 204: noBody } },
      config: { permission: manage, errors: ['file-not-found'] },
    },
    async (request, reply) => {
      const { id, file_id: fileId } = request.params;
      await files.removeMachineFile(request.actor, id, fileId);
      return reply.code(204).send(null);
    },
  );
}

async function mountUpload(scope: RouteApp, files: MachineFileService, settings: SettingsReader): Promise<void> {
  // the storage counts the bytes of the file against the factory's own limit
  await acceptForms(scope, {
    fileSize: Number.MAX_SAFE_INTEGER,
    files: 1,
    fields: 1,
    parts: 2,
    fieldNameSize: 100,
    fieldSize: 4_000,
  });

  scope.post(
    '/api/v1/machines/:id/files',
    {
      bodyLimit: FILE_SIZE_MAX_MIB * MIB + MIB,
      schema: {
        tags,
        summary: 'Upload a file',
        description: 'One file as `multipart/form-data`, up to the setting `machines.file_size_max_mib`.',
        consumes: ['multipart/form-data'],
        params: MachineParams,
        body: FileUpload,
        response: { 201: FileAnswer },
      },
      config: {
        permission: manage,
        location: true,
        idempotent: true,
        errors: ['machine-not-found', 'upload-invalid', 'storage-unavailable'],
        timeLimitMs: UPLOAD_TIME_LIMIT_MS,
      },
    },
    async (request, reply) => {
      const maxBytes = (await settings.valueOf(fileSizeMaxMib)) * MIB;
      if (!request.isMultipart()) throw new DomainError('upload-invalid', 'Send the file as multipart/form-data.');
      const key = idempotencyKeyOf(request);
      const add: AddFile = (file) => files.addMachineFile(request.actor, request.params.id, { ...file, maxBytes }, key);
      const file = await addPart(add, readForm(request));
      return reply
        .code(201)
        .header('location', `/api/v1/machines/${encodeURIComponent(file.machineId)}/files/${file.id}`)
        .send(toWire(file));
    },
  );
}

type AddFile = (file: Omit<NewMachineFile, 'maxBytes'>) => Promise<MachineFile>;

async function addPart(add: AddFile, form: AsyncGenerator<Multipart, void, undefined>): Promise<MachineFile> {
  const { part, description } = await readUpToFile(form);
  try {
    return await add({
      name: part.filename.slice(-4 * FILE_NAME_LENGTH_MAX),
      content: Readable.from(contentOf(part, form), { objectMode: false }),
      description,
    });
  } catch (error) {
    // what is still on its way is read and thrown away, or the sender would never get to the answer
    part.file.resume();
    throw error;
  }
}

async function readUpToFile(
  form: AsyncGenerator<Multipart, void, undefined>,
): Promise<{ part: MultipartFile; description: string | null }> {
  let description: string | null = null;
  for (;;) {
    const { value: part } = await form.next();
    if (part === undefined) throw new DomainError('upload-invalid', 'There is no file in the form.');
    if (part.type === 'file') {
      if (part.fieldname === 'file') return { part, description };
      part.file.resume();
    }
    if (part.type === 'file' || part.fieldname !== 'description') throw unknownPart(part);
    description = descriptionOf(part.value);
  }
}

/** The bytes of the file, which end only when the form does: whatever comes after the file is refused in time. */
async function* contentOf(
  part: MultipartFile,
  form: AsyncGenerator<Multipart, void, undefined>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* part.file;
  } catch (error) {
    throw formRefusal(error);
  }
  const { value: next } = await form.next();
  if (next !== undefined) throw unknownPart(next);
}

function unknownPart({ fieldname }: Multipart): DomainError {
  return new DomainError(
    'upload-invalid',
    `The part '${fieldname.slice(0, 100)}' is not expected here. A form has one \`file\`, and before it, if anything, a \`description\`.`,
    { allowed: ['description', 'file'] },
  );
}

function descriptionOf(value: unknown): string | null {
  const text = String(value).trim();
  if (text.length > DESCRIPTION_LENGTH_MAX) {
    throw new DomainError('upload-invalid', `The description is longer than ${DESCRIPTION_LENGTH_MAX} characters.`);
  }
  return text || null;
}

function toWire(file: MachineFile): Static<typeof FileAnswer> {
  return {
    id: file.id,
    machine_id: file.machineId,
    name: file.name,
    media_type: file.mediaType,
    size_bytes: file.sizeBytes,
    sha256: file.sha256,
    description: file.description,
    uploaded_by: file.uploadedBy,
    created_at: formatInstant(file.createdAt),
  };
}
