/**
 * Makes durable what SQLite has committed, without holding up the event loop where the disk takes its time.
 *
 * SQLite waits for the disk inside COMMIT, and with it the one thread that everything runs on. Where that takes long, a
 * transaction is committed with `synchronous=NORMAL`, which writes the same bytes to the same write-ahead log and leaves
 * out the wait; another thread synchronises the log, and nobody is told of the transaction, nor sees what it wrote, before
 * that is done. What SQLite itself synchronises around checkpoints it does as ever.
 *
 * A log that the disk does not take is the end: nobody can know which part of it is there. Everything is refused from
 * then on, and the next start reads what there is.
 */
import { closeSync, fdatasync, openSync, realpathSync } from 'node:fs';
import { DomainError } from '../../kernel/errors.ts';
import { DiskWaits } from './disk-waits.ts';

export type SyncDisk = (descriptor: number, done: (error: Error | null) => void) => void;

export class WalSync {
  readonly #file: string;
  readonly #onFailed: (error: Error) => void;
  readonly #syncDisk: SyncDisk;
  /** Of the log; null where it cannot be opened. */
  #descriptor: number | null | undefined;
  readonly #waits = new DiskWaits();
  #pending: Promise<void> | undefined;
  #failure: DomainError | undefined;

  /**
   * @param file of the database, which is there; its log stands beside it
   * @param onFailed told once, with what the system said
   * @param syncDisk another one is for tests only
   */
  constructor(file: string, onFailed: (error: Error) => void, syncDisk: SyncDisk = fdatasync) {
    this.#file = file;
    this.#onFailed = onFailed;
    this.#syncDisk = syncDisk;
  }

  /** Whether the next transaction should be synchronised here: the disk is slow, and the log can be reached. */
  get isWorthIt(): boolean {
    return !this.#waits.areShort && this.#open() !== null;
  }

  /** Whether something that has been committed is not on the disk yet. */
  get isPending(): boolean {
    return this.#pending !== undefined;
  }

  /** Tells how long a commit took that waited for the disk by itself. */
  note(tookMs: number): void {
    this.#waits.noteHere(tookMs);
  }

  /** @throws database-unavailable after a failure, for good */
  requireSound(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Resolves when what is pending now is not any more, however that ended. */
  async settled(): Promise<void> {
    await this.#pending?.catch(() => {});
  }

  /**
   * Resolves when all that has been committed is on the disk. Only after {@link isWorthIt}.
   *
   * @param isMeasure whether something was written: a disk that has nothing to do is quick
   * @throws database-unavailable
   */
  async run(isMeasure: boolean): Promise<void> {
    this.requireSound();
    const startedAtMs = performance.now();
    this.#pending = new Promise((resolve, reject) => {
      this.#syncDisk(this.#descriptor as number, (error) => (error === null ? resolve() : reject(error)));
    });
    try {
      await this.#pending;
      if (isMeasure) this.#waits.noteElsewhere(performance.now() - startedAtMs);
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

  async close(): Promise<void> {
    await this.settled();
    if (typeof this.#descriptor === 'number') closeSync(this.#descriptor);
    this.#descriptor = null;
  }

  /** SQLite keeps the one log for as long as a connection is open, beside the file that a link leads to. */
  #open(): number | null {
    if (this.#descriptor === undefined) {
      try {
        this.#descriptor = openSync(`${realpathSync(this.#file)}-wal`, 'r+');
      } catch {
        // SQLite waits by itself then, as ever
        this.#descriptor = null;
      }
    }
    return this.#descriptor;
  }
}
