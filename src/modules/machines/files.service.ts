/**
 * The use cases of machines' files.
 *
 * The content is stored before the row that names it, and removed after the row has gone: a row always has its content.
 * What a crash leaves between the two is swept up later.
 */
import type { Readable } from 'node:stream';
import type { Actor } from '../../kernel/access.ts';
import { type Clock, DAY_MS } from '../../kernel/clock.ts';
import { DomainError } from '../../kernel/errors.ts';
import { uuidv7 } from '../../kernel/ids.ts';
import { decodeCursor, PAGE_LIMIT_DEFAULT, type Page, toPage } from '../../kernel/paging.ts';
import { tidyName } from '../../kernel/texts.ts';
import { ConstraintViolation } from '../../platform/database/index.ts';
import type { Logger } from '../../platform/logging/index.ts';
import { type Store, transactOnce } from '../../platform/outbox/index.ts';
import { type ByteRange, type FileStorage, mediaTypeOf, removeOrphans } from '../../platform/storage/index.ts';
import { fileEvent } from './events.ts';
import * as repository from './files.repository.ts';
import type { MachineFile } from './files.types.ts';
import { findMachine } from './machines.repository.ts';
import type { MachinesTables } from './tables.ts';

export const FILE_NAME_LENGTH_MAX = 200;

export interface NewMachineFile {
  readonly name: string;
  readonly content: Readable;
  readonly maxBytes: number;
  readonly description: string | null;
}

export interface MachineFileService {
  /**
   * Reads the content to its end. Nothing is left behind when it is refused.
   * @throws machine-not-found, body-too-large, upload-invalid for an empty file
   */
  addMachineFile(actor: Actor, machineId: string, file: NewMachineFile, key?: string): Promise<MachineFile>;
  /** A page, the newest first. @throws machine-not-found, cursor-invalid */
  listMachineFiles(machineId: string, cursor?: string, limit?: number): Promise<Page<MachineFile>>;
  /** @throws file-not-found */
  getMachineFile(machineId: string, id: string): Promise<MachineFile>;
  /** @throws file-not-found */
  openMachineFile(file: MachineFile, range?: ByteRange): Promise<Readable>;
  /** @throws file-not-found */
  removeMachineFile(actor: Actor, machineId: string, id: string): Promise<void>;
  /** Removes contents older than a day that no row names. Returns how many. */
  sweepFiles(): Promise<number>;
}

export function createMachineFileService(
  store: Store,
  storage: FileStorage,
  clock: Clock,
  log: Logger,
): MachineFileService {
  const reads = () => store.access<MachinesTables>();

  async function requireMachine(machineId: string): Promise<void> {
    if ((await findMachine(reads(), machineId)) === undefined) throw machineNotFound(machineId);
  }

  async function get(machineId: string, id: string): Promise<MachineFile> {
    const file = await repository.findFile(reads(), machineId, id);
    if (file === undefined) throw fileNotFound(machineId, id);
    return file;
  }

  /** A content that no row names any more is only clutter: the sweep finds what cannot be removed now. */
  async function discard(key: string): Promise<void> {
    await storage.remove(key).catch((error: unknown) => {
      log.warn({ err: error }, 'A file that is not needed any more could not be removed; the sweep tries again');
    });
  }

  return {
    async addMachineFile(actor, machineId, { name, content, maxBytes, description }, key) {
      await requireMachine(machineId);
      const saved = await storage.save(content, maxBytes);
      try {
        if (saved.sizeBytes === 0) throw new DomainError('upload-invalid', 'The file is empty.');
        const file: MachineFile = {
          id: uuidv7(clock.now()),
          machineId,
          name: fitFileName(name),
          mediaType: mediaTypeOf(saved.head),
          sizeBytes: saved.sizeBytes,
          sha256: saved.sha256,
          storageKey: saved.key,
          description,
          uploadedBy: actor.name,
          createdAt: clock.now(),
        };
        const payload = [machineId, file.name, file.sha256, description];
        const request = { key, operation: 'machine.file', payload };
        const { result, isRepeat } = await transactOnce(store, actor, request, async (tx) => {
          await repository.insertFile(tx.access(), file);
          tx.emit(fileEvent('added', file));
          tx.audit({ action: 'file.added', entityType: 'machine', entityId: machineId, after: auditOf(file) });
          return file;
        });
        if (isRepeat) await discard(saved.key);
        else log.info({ payload: { machineId, fileId: file.id } }, `File '${file.name}' added by '${actor.name}'`);
        return result;
      } catch (error) {
        // with the database gone nobody knows what became of the commit: the sweep will
        const unknown = error instanceof DomainError && error.code === 'database-unavailable';
        if (!unknown) await discard(saved.key);
        if (error instanceof ConstraintViolation && error.kind === 'foreign-key') throw machineNotFound(machineId);
        throw error;
      }
    },

    async listMachineFiles(machineId, cursor, limit = PAGE_LIMIT_DEFAULT) {
      await requireMachine(machineId);
      const before = cursor === undefined ? undefined : (decodeCursor(cursor, ['string'])[0] as string);
      return toPage(await repository.findFiles(reads(), machineId, before, limit), limit, (file) => [file.id]);
    },

    getMachineFile: get,

    openMachineFile: (file, range) => storage.read(file.storageKey, range),

    async removeMachineFile(actor, machineId, id) {
      const file = await store.transact(actor, async (tx) => {
        const removed = await repository.deleteFile(tx.access(), machineId, id);
        if (removed === undefined) throw fileNotFound(machineId, id);
        tx.emit(fileEvent('removed', removed));
        tx.audit({ action: 'file.removed', entityType: 'machine', entityId: machineId, before: auditOf(removed) });
        return removed;
      });
      await discard(file.storageKey);
      log.info({ payload: { machineId, fileId: id } }, `File '${file.name}' removed by '${actor.name}'`);
    },

    async sweepFiles() {
      const { removed, failures } = await removeOrphans(storage, {
        savedBeforeMs: clock.now() - DAY_MS,
        neededAmong: (keys) => repository.findStorageKeysAmong(reads(), store.engine, keys),
      });
      for (const err of failures) log.warn({ err }, 'A file that belongs to nothing could not be removed');
      return removed;
    },
  };
}

/** Only the last part of what some browsers send as a path; shortened at its beginning, so the ending stays. */
function fitFileName(name: string): string {
  const last = tidyName(name.split(/[\\/]/).at(-1) ?? '');
  // tidied again: the cut may have gone through a character
  return tidyName(last.slice(-FILE_NAME_LENGTH_MAX)) || 'file';
}

function machineNotFound(id: string): DomainError {
  return new DomainError('machine-not-found', `There is no machine '${id}'.`);
}

function fileNotFound(machineId: string, id: string): DomainError {
  return new DomainError('file-not-found', `Machine '${machineId}' has no file '${id}'.`);
}

function auditOf({ id, name, mediaType, sizeBytes, sha256 }: MachineFile): Record<string, unknown> {
  return { fileId: id, name, mediaType, sizeBytes, sha256 };
}
