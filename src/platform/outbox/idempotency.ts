/**
 * Requests that may be sent again: a phone that lost the answer repeats the request with its key and gets what came of
 * the first one.
 *
 * The key, the effect and its result commit together, so there is no moment in which a repeat could act twice or find
 * an effect without its result. Of two at once the later waits for the earlier. What was refused leaves no key behind.
 */
import type { Actor } from '../../kernel/access.ts';
import { DAY_MS } from '../../kernel/clock.ts';
import { DomainError } from '../../kernel/errors.ts';
import { tokenHash } from '../../kernel/ids.ts';
import type { Store, Transaction } from './store.ts';
import type { OutboxTables } from './tables.ts';

export interface RepeatableRequest {
  /** Chosen by the sender, new for each thing that it wants done once; absent: the request is not repeatable. */
  readonly key: string | undefined;
  /** What is asked for, for example `ticket.open`. */
  readonly operation: string;
  /** What was sent: a key that comes with something else is refused. */
  readonly payload: unknown;
}

const KEPT_MS = 7 * DAY_MS;
/** Rows that one statement removes. */
const PRUNED_AT_ONCE = 1_000;

/**
 * Does `work` once per sender and key. A repeat gets the first result, and nothing happens.
 *
 * @returns what `work` returned, which must survive JSON: an id, say
 * @throws idempotency-key-reused when the key came with another request
 */
export async function onceWithin<Result>(
  tx: Transaction,
  { key, operation, payload }: RepeatableRequest,
  work: () => Promise<Result>,
): Promise<Result> {
  if (key === undefined) return work();
  const access = tx.access<OutboxTables>();
  const actor = `${tx.actor.kind}:${tx.actor.id}`;
  const payload_hash = tokenHash(JSON.stringify(payload) ?? '');
  const claimed = await access
    .insertInto('idempotency_keys')
    .values({ actor, key, operation, payload_hash, result: 'null', recorded_at: tx.recordedAt })
    .onConflict((conflict) => conflict.columns(['actor', 'key']).doNothing())
    .returning('key')
    .executeTakeFirst();
  if (claimed === undefined) {
    const first = await access
      .selectFrom('idempotency_keys')
      .selectAll()
      .where('actor', '=', actor)
      .where('key', '=', key)
      .executeTakeFirstOrThrow();
    if (first.operation !== operation || first.payload_hash !== payload_hash) throw reused();
    return JSON.parse(first.result) as Result;
  }
  const result = await work();
  await access
    .updateTable('idempotency_keys')
    .set({ result: JSON.stringify(result) ?? 'null' })
    .where('actor', '=', actor)
    .where('key', '=', key)
    .execute();
  return result;
}

/**
 * Whether a request with this key was done already: what would refuse it only because it was done must not.
 *
 * For what is decided before the transaction; there {@link onceWithin} decides.
 */
export async function isKnownKey(store: Store, { kind, id }: Actor, key: string): Promise<boolean> {
  const known = await store
    .access<OutboxTables>()
    .selectFrom('idempotency_keys')
    .select('key')
    .where('actor', '=', `${kind}:${id}`)
    .where('key', '=', key)
    .executeTakeFirst();
  return known !== undefined;
}

/** What came of a request, and whether it had come before: who logs what is done says nothing of a repeat. */
export interface Outcome<Result> {
  readonly result: Result;
  readonly isRepeat: boolean;
}

/** {@link onceWithin} as the whole of a transaction. @throws idempotency-key-reused, and what `work` throws */
export async function transactOnce<Result>(
  store: Store,
  actor: Actor,
  request: RepeatableRequest,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Outcome<Result>> {
  let isRepeat = true;
  const result = await store.transact(actor, (tx) => {
    // of an attempt that was run again nothing is left
    isRepeat = true;
    return onceWithin(tx, request, () => {
      isRepeat = false;
      return work(tx);
    });
  });
  return { result, isRepeat };
}

/** Removes keys that are older than a week. Returns how many. */
export async function pruneIdempotencyKeys(store: Store, nowMs: number): Promise<number> {
  let total = 0;
  for (;;) {
    const removed = await store
      .access<OutboxTables>()
      .deleteFrom('idempotency_keys')
      .where(({ eb, refTuple, selectFrom }) =>
        eb(
          refTuple('actor', 'key'),
          'in',
          selectFrom('idempotency_keys')
            .select(['actor', 'key'])
            .where('recorded_at', '<', nowMs - KEPT_MS)
            .limit(PRUNED_AT_ONCE)
            .$asTuple('actor', 'key'),
        ),
      )
      .returning('key')
      .execute();
    total += removed.length;
    if (removed.length < PRUNED_AT_ONCE) return total;
  }
}

function reused(): DomainError {
  return new DomainError(
    'idempotency-key-reused',
    'This Idempotency-Key came before with another request. Use a new key for each thing that is to be done once.',
  );
}
