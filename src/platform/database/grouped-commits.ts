/**
 * Transactions of the one SQLite connection that commit together.
 *
 * A durable commit costs more than all else that a small transaction does, and most of the pages that it writes are the
 * same ones for each. So transactions that wait when a turn comes run one behind the other, each behind a savepoint of
 * its own, and one commit makes them all durable. Nobody is answered before it. Who fails takes back only its own
 * changes; where the commit fails, or the disk is full, all have failed.
 *
 * A transaction that nobody waits behind runs as it would anywhere: without a savepoint.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate } from 'node:timers/promises';
import { CompiledQuery, type Kysely } from 'kysely';
import type { AnyTables } from './database.ts';
import { databaseBusy } from './failures.ts';

type Access = Kysely<AnyTables>;
export type Transact = <T>(work: (access: Access) => Promise<T>) => Promise<T>;

const MEMBERS_MAX = 32;
/**
 * So long a group gathers at most, and one that has worked as long takes nobody more. It does not bound a member: who is
 * before a long one waits for it.
 */
const OPEN_MS = 5;

/** How long a transaction may wait for its turn: behind another process's lock, say. */
const PATIENCE_MS = 10_000;

interface Member {
  readonly arrivedAtMs: number;
  /** Does its work and says what came of it, to be told when the group has committed. */
  readonly run: (access: Access, alone: boolean) => Promise<Outcome>;
  readonly reject: (error: unknown) => void;
}

type Outcome = () => void;

/** @param patienceMs another one is for tests only */
export function groupCommits(kysely: Access, patienceMs = PATIENCE_MS): Transact {
  const waiting: Member[] = [];
  const inNobodysScope = AsyncLocalStorage.snapshot();
  let working = false;

  async function workThrough(): Promise<void> {
    working = true;
    while (waiting.length > 0) {
      // requests that have come in get as far as this too: a transaction runs inline, and leaves nobody else a turn
      await gathered(waiting);
      await commitGroup(kysely, waiting);
    }
    working = false;
  }

  return (work) =>
    new Promise((resolve, reject) => {
      const ran = async (access: Access): Promise<Outcome> => {
        const value = await work(access);
        return () => resolve(value);
      };
      // in the scope of its own request, not of whoever began the group: a promise keeps it, and is cheaper than a bound call
      const turn = Promise.withResolvers<{ readonly access: Access; readonly alone: boolean }>();
      const outcome = turn.promise.then(({ access, alone }) =>
        alone ? ran(access) : behindSavepoint(access, ran, reject),
      );
      const run = (access: Access, alone: boolean) => {
        clearTimeout(patience);
        turn.resolve({ access, alone });
        return outcome;
      };
      const member = { arrivedAtMs: performance.now(), run, reject };
      // each by its own arrival: who comes while the group waits to begin would wait for that, and then once more
      const patience = setTimeout(() => {
        const at = waiting.indexOf(member);
        if (at !== -1) waiting.splice(at, 1);
        reject(databaseBusy());
      }, patienceMs);
      patience.unref();
      waiting.push(member);
      if (!working) void inNobodysScope(workThrough);
    });
}

/** Gives those who are on their way a turn to get here, for as long as each turn brings somebody. */
async function gathered(waiting: readonly Member[]): Promise<void> {
  const untilMs = performance.now() + OPEN_MS;
  let known: number;
  do {
    known = waiting.length;
    await setImmediate();
  } while (waiting.length > known && waiting.length < MEMBERS_MAX && performance.now() < untilMs);
}

/** Takes members off `waiting` and settles them. Never rejects. */
async function commitGroup(kysely: Access, waiting: Member[]): Promise<void> {
  const beganAtMs = performance.now();
  const members: Member[] = [];
  const outcomes: Outcome[] = [];
  try {
    await kysely.transaction().execute(async (access) => {
      const closesAtMs = performance.now() + OPEN_MS;
      const alone = waiting.length === 1;
      while (waiting.length > 0 && members.length < MEMBERS_MAX && performance.now() < closesAtMs) {
        const member = waiting.shift() as Member;
        members.push(member);
        outcomes.push(await member.run(access, alone && members.length === 1));
      }
    });
    for (const tell of outcomes) tell();
  } catch (error) {
    // where it could not even begin, for those who have waited all the time
    const arrivedLater = waiting.findIndex(({ arrivedAtMs }) => arrivedAtMs > beganAtMs);
    const failed =
      members.length > 0 ? members : waiting.splice(0, arrivedLater === -1 ? waiting.length : arrivedLater);
    for (const { reject } of failed) reject(error);
  }
}

/** @throws where SQLite has already taken back everything, as it does after a full disk */
async function behindSavepoint(
  access: Access,
  run: (access: Access) => Promise<Outcome>,
  reject: (error: unknown) => void,
): Promise<Outcome> {
  await access.executeQuery(savepoint);
  try {
    const outcome = await run(access);
    await access.executeQuery(release);
    return outcome;
  } catch (error) {
    try {
      await access.executeQuery(rollback);
      await access.executeQuery(release);
    } catch {
      throw error;
    }
    return () => reject(error);
  }
}

const savepoint = CompiledQuery.raw('savepoint member');
const rollback = CompiledQuery.raw('rollback to member');
const release = CompiledQuery.raw('release member');
