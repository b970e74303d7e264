/**
 * A queue whose items are committed in batches: whatever has queued when the last commit ended goes into the next one. No
 * timer: one that is alone does not wait, and under load each commit takes more.
 *
 * While the database is away the queue holds what it has and tries again; whoever cannot wait any longer is refused. It
 * has room for so much; beyond that whoever brings more should wait, as {@link Batches.room} says.
 */
import { setImmediate, setTimeout } from 'node:timers/promises';

export interface BatchOptions<Item> {
  /** All of them, or none. @throws what `isTemporary` knows; anything else blames the items */
  readonly commit: (items: readonly Item[]) => Promise<void>;
  /** Points of an item: a batch has about {@link batchPoints} of them. */
  readonly pointsOf: (item: Item) => number;
  readonly batchPoints: number;
  /** Items that wait, before there is no room. */
  readonly waitingMax: number;
  readonly bytesOf: (item: Item) => number;
  /** Bytes of them all, before there is no room. */
  readonly waitingBytesMax: number;
  readonly isTemporary: (error: unknown) => boolean;
  /** Whether they are stored although `commit` failed. @throws what `isTemporary` knows, where that cannot be told yet */
  readonly isStored: (error: unknown) => Promise<boolean>;
  /** Takes an item that no commit takes, so that it is in nobody's way. @throws as `commit` */
  readonly setAside: (item: Item, error: unknown) => Promise<void>;
  readonly onRetry: (error: unknown, pauseMs: number) => void;
  /** Default: `performance.now`. */
  readonly monotonicMs?: () => number;
}

interface Waiting<Item> {
  readonly item: Item;
  readonly untilMs: number;
  readonly owner: Owner;
}

/** Who is told what became of an item. */
export interface Owner {
  /** Called once; must not throw. @param error why it was neither committed nor set aside; absent: it was */
  settle(error?: unknown): void;
}

const PAUSE_MIN_MS = 20;
const PAUSE_MAX_MS = 1_000;

export class Batches<Item> {
  readonly #options: BatchOptions<Item>;
  readonly #now: () => number;
  #waiting: Waiting<Item>[] = [];
  #waitingBytes = 0;
  #refused = 0;
  #working = false;
  #stopped: Error | undefined;
  #roomWanted: PromiseWithResolvers<void> | undefined;

  constructor(options: BatchOptions<Item>) {
    this.#options = options;
    this.#now = options.monotonicMs ?? (() => performance.now());
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Items that were neither committed nor set aside. */
  get refused(): number {
    return this.#refused;
  }

  /** Undefined while there is room; else resolves when there is. */
  room(): Promise<void> | undefined {
    if (this.#hasRoom()) return undefined;
    this.#roomWanted ??= Promise.withResolvers<void>();
    return this.#roomWanted.promise;
  }

  #hasRoom(): boolean {
    const { waitingMax, waitingBytesMax } = this.#options;
    return this.#waiting.length < waitingMax && this.#waitingBytes < waitingBytesMax;
  }

  #leave(items: readonly Waiting<Item>[]): void {
    for (const { item } of items) this.#waitingBytes -= this.#options.bytesOf(item);
    if (!this.#hasRoom()) return;
    this.#roomWanted?.resolve();
    this.#roomWanted = undefined;
  }

  /** Takes nothing more, and tries nothing again: what waits, and what fails from now on, is refused with `why`. */
  stop(why: Error): void {
    this.#stopped = why;
    const waiting = this.#waiting.splice(0);
    this.#leave(waiting);
    this.#refuse(waiting, why);
  }

  /** Resolves when the item is committed or set aside. @throws what kept it from being so, after `patienceMs` */
  add(item: Item, patienceMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.take(item, patienceMs, { settle: (error) => (error === undefined ? resolve() : reject(error as Error)) });
    });
  }

  /** The same for who comes ten thousand times a second: a promise of each would be most of the garbage. */
  take(item: Item, patienceMs: number, owner: Owner): void {
    if (this.#stopped !== undefined) {
      this.#refused++;
      owner.settle(this.#stopped);
      return;
    }
    this.#waiting.push({ item, untilMs: this.#now() + patienceMs, owner });
    this.#waitingBytes += this.#options.bytesOf(item);
    if (!this.#working) void this.#work();
  }

  async #work(): Promise<void> {
    this.#working = true;
    while (this.#waiting.length > 0) {
      await this.#gather();
      await this.#settle(this.#take());
    }
    this.#working = false;
  }

  /** Messages that are on their way have to be read anyhow: for as long as a turn brings some, they are waited for. */
  async #gather(): Promise<void> {
    let known: number;
    do {
      known = this.#waiting.length;
      await setImmediate();
    } while (this.#waiting.length > known && this.#waiting.length < this.#options.batchPoints);
  }

  #take(): Waiting<Item>[] {
    let points = 0;
    let count = 0;
    for (const { item } of this.#waiting) {
      points += this.#options.pointsOf(item);
      if (count > 0 && points > this.#options.batchPoints) break;
      count++;
    }
    const batch = this.#waiting.splice(0, count);
    this.#leave(batch);
    return batch;
  }

  async #settle(batch: Waiting<Item>[]): Promise<void> {
    const { commit, isTemporary, isStored, onRetry } = this.#options;
    let left = batch;
    let failure: unknown;
    for (let pauseMs = PAUSE_MIN_MS; left.length > 0; pauseMs = Math.min(pauseMs * 2, PAUSE_MAX_MS)) {
      try {
        if (failure === undefined || !(await isStored(failure))) await commit(left.map(({ item }) => item));
      } catch (error) {
        if (this.#stopped !== undefined) {
          this.#refuse(left, this.#stopped);
          return;
        }
        if (!isTemporary(error)) return this.#settleOneByOne(left, error);
        failure = error;
        onRetry(error, pauseMs);
        const [lateOfBatch, waiting] = [this.#partLate(left), this.#partLate(this.#waiting)];
        left = lateOfBatch.left;
        this.#waiting = waiting.left;
        this.#leave(waiting.late);
        this.#refuse([...lateOfBatch.late, ...waiting.late], error);
        await setTimeout(pauseMs);
        continue;
      }
      for (const { owner } of left) owner.settle();
      return;
    }
  }

  /** One of them is to blame: each is committed by itself, and the one that cannot be is set aside. */
  async #settleOneByOne(batch: Waiting<Item>[], error: unknown): Promise<void> {
    const [first, ...others] = batch;
    if (first === undefined) return;
    if (others.length > 0) {
      for (const one of batch) await this.#settle([one]);
      return;
    }
    try {
      await this.#options.setAside(first.item, error);
    } catch (failed) {
      this.#refuse([first], failed);
      return;
    }
    first.owner.settle();
  }

  #refuse(items: readonly Waiting<Item>[], why: unknown): void {
    this.#refused += items.length;
    for (const { owner } of items) owner.settle(why);
  }

  /** Those whose owners wait no longer, and the others. */
  #partLate(items: readonly Waiting<Item>[]): { late: Waiting<Item>[]; left: Waiting<Item>[] } {
    const nowMs = this.#now();
    const [late, left] = [[] as Waiting<Item>[], [] as Waiting<Item>[]];
    for (const one of items) (one.untilMs < nowMs ? late : left).push(one);
    return { late, left };
  }
}
