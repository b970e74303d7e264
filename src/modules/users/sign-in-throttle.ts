/**
 * Back-off of sign-ins, in the database, so that it holds for all processes together.
 *
 * A try is counted before the password is looked at: a hundred tries at once are counted a hundred times. A try that
 * comes too early is refused without being counted, so waiting always ends after at most 15 minutes.
 *
 * Whoever signs in from an address where the account has signed in before is counted apart (`pair`): somebody who
 * guesses from elsewhere makes the stranger's way longer, not the owner's.
 */
import { sql } from 'kysely';
import { systemActor } from '../../kernel/access.ts';
import { type Clock, SECOND_MS } from '../../kernel/clock.ts';
import { DomainError } from '../../kernel/errors.ts';
import { tokenHash } from '../../kernel/ids.ts';
import type { TableAccess } from '../../platform/database/index.ts';
import type { Store, Transaction } from '../../platform/outbox/index.ts';
import { backOffMs, FAILURES_REMEMBERED_MS, type ThrottleKind } from './sign-in-throttle.rules.ts';
import type { UsersTables } from './tables.ts';

/** Rows beyond this are deleted, oldest first. */
const ROWS_MAX = 100_000;

export interface ThrottleKey {
  readonly kind: ThrottleKind;
  readonly key: string;
}

/** `what` is hashed: the table holds nobody's address or name. */
export function throttleKey(kind: ThrottleKind, what: string): ThrottleKey {
  return { kind, key: `${kind}:${tokenHash(what).slice(0, 32)}` };
}

export class SignInThrottle {
  readonly #store: Store;
  readonly #clock: Clock;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /**
   * Counts a try as failed until it is settled otherwise.
   *
   * @returns how long the next try has to wait if this one fails, in milliseconds
   * @throws too-many-attempts with `retry_after_seconds`
   */
  async countTry(keys: readonly ThrottleKey[]): Promise<number> {
    const inOrder = [...keys].sort((one, other) => (one.key < other.key ? -1 : 1));
    return this.#store.transact(systemActor('sign-in'), async (tx) => {
      let longest = 0;
      for (const key of inOrder) longest = Math.max(longest, await countFailure(tx.access(), key, this.#clock.now()));
      return longest;
    });
  }

  /** The try was right: failures of the account are forgotten, those of the address stay, but for this one. */
  async settleWithin(tx: Transaction, keys: readonly ThrottleKey[]): Promise<void> {
    const access = tx.access<UsersTables>();
    for (const { kind, key } of keys) {
      if (kind === 'address') await forgiveOne(access, key);
      else await access.deleteFrom('sign_in_throttles').where('key', '=', key).execute();
    }
  }

  /** The try was never looked at. */
  async withdrawTry(keys: readonly ThrottleKey[]): Promise<void> {
    const access = this.#store.access<UsersTables>();
    for (const { key } of keys) await forgiveOne(access, key);
  }

  /** @returns how many were forgotten */
  async prune(): Promise<number> {
    const access = this.#store.access<UsersTables>();
    const forgottenBefore = this.#clock.now() - FAILURES_REMEMBERED_MS;
    const old = await access
      .deleteFrom('sign_in_throttles')
      .where('last_failure_at', '<=', forgottenBefore)
      .executeTakeFirstOrThrow();
    const kept = access
      .selectFrom('sign_in_throttles')
      .select('last_failure_at')
      .orderBy('last_failure_at', 'desc')
      .offset(ROWS_MAX)
      .limit(1);
    const surplus = await access
      .deleteFrom('sign_in_throttles')
      .where('last_failure_at', '<=', kept)
      .executeTakeFirstOrThrow();
    return Number(old.numDeletedRows + surplus.numDeletedRows);
  }
}

async function countFailure(
  access: TableAccess<UsersTables>,
  { kind, key }: ThrottleKey,
  nowMs: number,
): Promise<number> {
  const counted = await access
    .insertInto('sign_in_throttles')
    .values({ key, failures: 1, last_failure_at: nowMs, blocked_until: 0 })
    .onConflict((conflict) =>
      conflict
        .column('key')
        .doUpdateSet({
          failures: sql<number>`case when sign_in_throttles.last_failure_at <= ${nowMs - FAILURES_REMEMBERED_MS}
            then 1 else sign_in_throttles.failures + 1 end`,
          last_failure_at: nowMs,
        })
        .where('sign_in_throttles.blocked_until', '<=', nowMs),
    )
    .returning('failures')
    .executeTakeFirst();
  if (counted === undefined) throw await tooMany(access, key, nowMs);
  const waitMs = backOffMs(kind, counted.failures);
  if (waitMs > 0) {
    await access
      .updateTable('sign_in_throttles')
      .set({ blocked_until: nowMs + waitMs })
      .where('key', '=', key)
      .execute();
  }
  return waitMs;
}

async function tooMany(access: TableAccess<UsersTables>, key: string, nowMs: number): Promise<DomainError> {
  const row = await access
    .selectFrom('sign_in_throttles')
    .select('blocked_until')
    .where('key', '=', key)
    .executeTakeFirst();
  const seconds = Math.max(1, Math.ceil(((row?.blocked_until ?? nowMs) - nowMs) / SECOND_MS));
  return new DomainError(
    'too-many-attempts',
    `Too many failed attempts. Try again in ${seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} minutes`}.`,
    { retry_after_seconds: seconds },
  );
}

async function forgiveOne(access: TableAccess<UsersTables>, key: string): Promise<void> {
  await access
    .updateTable('sign_in_throttles')
    .set({ failures: sql<number>`failures - 1`, blocked_until: 0 })
    .where('key', '=', key)
    .where('failures', '>', 0)
    .execute();
}
