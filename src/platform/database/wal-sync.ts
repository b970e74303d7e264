/**
 * Makes durable what SQLite has committed, without holding up the event loop where the disk takes its time.
 *
 * SQLite waits for the disk inside COMMIT, and with it the one thread that everything runs on. Where that takes longer
 * than to hand the waiting over, a transaction is committed with `synchronous=NORMAL`, which writes the same bytes to the
 * same write-ahead log and leaves out the wait; another thread synchronises the log, and nobody is told of the
 * transaction, nor sees what it wrote, before that is done. What SQLite itself synchronises around checkpoints it does as
 * ever.
 *
 * A log that the disk does not take is the end: nobody can know which part of it is there. Everything is refused from
 * then on, and the next start reads what there is.
 */
import { closeSync, fdatasync, fdatasyncSync, openSync } from 'node:fs';
import { DomainError } from '../../kernel/errors.ts';

/** To hand the waiting to another thread and to be told costs some 0.06 ms: worth it for large transactions and slow disks. */
const WORTH_IT_MS = 0.4;
/** Weight of the last one among those that were before. */
const WEIGHT = 1 / 8;
/** The threads that wait are those that resize pictures and check passwords as well: after that it is done here. */
const PATIENCE_MS = 50;

/** Others than the usual ones are for tests only. */
export interface WalSyncOptions {
  readonly syncDisk?: (descriptor: number, done: (error: Error | null) => void) => void;
  readonly patienceMs?: number;
}

export class WalSync {
  readonly #file: string;
  readonly #onFailed: (error: Error) => void;
  readonly #options: Required<WalSyncOptions>;
  #descriptor: number | undefined;
  /** How long commits have taken of late, with the wait for the disk. */
  #tookMs = 0;
  #pending: Promise<void> | undefined;
  #failure: DomainError | undefined;

  /**
   * @param file of the database; its log stands beside it
   * @param onFailed told once, with what the system said
   */
  constructor(file: string, onFailed: (error: Error) => void, options: WalSyncOptions = {}) {
    this.#file = file;
    this.#onFailed = onFailed;
    this.#options = { syncDisk: fdatasync, patienceMs: PATIENCE_MS, ...options };
  }

  /** Whether the disk is so slow that the next transaction should be synchronised here. */
  get isWorthIt(): boolean {
    return this.#tookMs > WORTH_IT_MS;
  }

  /** Tells how long a commit took, with the wait for the disk, wherever that was. */
  note(tookMs: number): void {
    this.#tookMs += (tookMs - this.#tookMs) * WEIGHT;
  }

  /** @throws database-unavailable after a failure, for good */
  requireSound(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Resolves when nothing that another connection could read waits for the disk. @throws database-unavailable */
  async settled(): Promise<void> {
    while (this.#pending !== undefined) await this.#pending;
    this.requireSound();
  }

  /** Resolves when all that has been committed is on the disk. @throws database-unavailable */
  async run(): Promise<void> {
    this.#pending = this.#synchronised();
    try {
      await this.#pending;
    } catch (error) {
      this.#failure = new DomainError(
        'database-unavailable',
        'The disk did not take what was written to the database. MillDash has to be started again.',
        {},
        { cause: error },
      );
      this.#onFailed(error as Error);
      throw this.#failure;
    } finally {
      this.#pending = undefined;
    }
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #synchronised(): Promise<void> {
    return new Promise((resolve, reject) => {
      // SQLite keeps the one file for as long as a connection is open
      this.#descriptor ??= openSync(`${this.#file}-wal`, 'r+');
      const descriptor = this.#descriptor;
      const done = (error: Error | null) => {
        clearTimeout(patience);
        if (error === null) resolve();
        else reject(error);
      };
      const patience = setTimeout(() => {
        try {
          fdatasyncSync(descriptor);
          done(null);
        } catch (error) {
          done(error as Error);
        }
      }, this.#options.patienceMs);
      this.#options.syncDisk(descriptor, done);
    });
  }
}
