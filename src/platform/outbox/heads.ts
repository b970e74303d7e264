/**
 * How far the events of some topics have come: one indexed read that tells whether an answer is still fresh, and a
 * memory that rests on it, which who asks a thousand times a second may trust for a tenth of a second.
 *
 * Inside a transaction both tell what was there when it began: a transaction's own events are appended at its end. Those
 * of others that commit with it are seen before; where that commit fails they never were, and {@link commitLost} says so.
 */
import type { CompiledQuery } from 'kysely';
import type { TableAccess } from '../database/index.ts';
import type { OutboxTables } from './tables.ts';

/** The last sequence of any of the topics; 0 before their first event. */
export type HeadReader = (access: TableAccess<OutboxTables>) => Promise<number>;

/** The query is compiled once: every request that can be answered from memory asks it. */
export function headReader(topics: readonly string[]): HeadReader {
  let query: CompiledQuery<{ head: number | null }> | undefined;
  return async (access) => {
    query ??= access
      .selectFrom('event_heads')
      .select((eb) => eb.fn.max('sequence').as('head'))
      .where('topic', 'in', topics)
      .compile();
    const { rows } = await access.executeQuery(query);
    return rows[0]?.head ?? 0;
  };
}

/** What was read under a head before one more may be of events that never were. */
let lostCommits = 0;

/** Call it when a transaction was not committed although its work was done: its numbers come again, for other events. */
export function commitLost(): void {
  lostCommits++;
}

/** How many commits of this process there were with events of each topic. */
const ownCommits = new Map<string, number>();

/** Call it when a transaction with events of these topics has been committed, before anybody is told. */
export function commitDone(topics: Iterable<string>): void {
  for (const topic of topics) ownCommits.set(topic, (ownCommits.get(topic) ?? 0) + 1);
}

const snapshots = new WeakSet<object>();

/** Call it with the access of a read that sees one state of the data to its end. */
export function markSnapshot<Access extends object>(access: Access): Access {
  snapshots.add(access);
  return access;
}

/** How long others may have changed something before it is noticed by who asks a thousand times a second. */
const TRUSTED_MS = 100;

/**
 * Remembers one value until an event of `topics` is committed, by whichever process. A snapshot asks once.
 *
 * The value is never older than the head that it was loaded after. Not for a transaction that has itself changed what
 * is remembered: it must load for itself.
 *
 * @returns reads it. `isEnough`, where it is given, lets a value that is good go without a look into the database: what
 *   this process has changed counts at once, what others have within a tenth of a second
 */
export function rememberedUntil<Tables, Value>(
  topics: readonly string[],
  load: (access: TableAccess<Tables>) => Promise<Value>,
): (access: TableAccess<Tables>, isEnough?: (value: Value) => boolean) => Promise<Value> {
  const readHead = headReader(topics);
  const ofSnapshots = new WeakMap<object, Promise<Value>>();
  let memory: { readonly head: number; readonly lost: number; readonly value: Value } | undefined;
  /** When the head was asked for last, and how many commits of ours there were then. */
  let asked = { atMs: Number.NEGATIVE_INFINITY, own: 0 };

  const countOwn = () => topics.reduce((sum, topic) => sum + (ownCommits.get(topic) ?? 0), 0);
  const isTrusted = () => performance.now() - asked.atMs < TRUSTED_MS && asked.own === countOwn();

  async function read(access: TableAccess<Tables>): Promise<Value> {
    const lost = lostCommits;
    const asking = { atMs: performance.now(), own: countOwn() };
    // a snapshot may be older than our own commits
    const isNow = !snapshots.has(access);
    const head = await readHead(access as unknown as TableAccess<OutboxTables>);
    if (memory?.lost !== lost) memory = undefined;
    if (memory !== undefined && memory.head === head) {
      if (isNow) asked = asking;
      return memory.value;
    }
    const value = await load(access);
    // outside a snapshot a change may have come between the two reads: its value must not be kept under the head before
    const headAfter = await readHead(access as unknown as TableAccess<OutboxTables>);
    const newest = memory === undefined || memory.head <= head;
    if (headAfter === head && newest && lostCommits === lost) {
      memory = { head, lost, value };
      if (isNow) asked = asking;
    }
    return value;
  }

  return (access, isEnough) => {
    if (isEnough !== undefined && memory?.lost === lostCommits && isTrusted() && isEnough(memory.value)) {
      return Promise.resolve(memory.value);
    }
    if (!snapshots.has(access)) return read(access);
    const known = ofSnapshots.get(access) ?? read(access);
    ofSnapshots.set(access, known);
    return known;
  };
}
