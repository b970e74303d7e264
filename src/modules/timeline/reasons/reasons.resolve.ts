/**
 * From the texts that sources send to the entries of the reason catalogue.
 *
 * A text that nobody has seen becomes an alias, and an entry of its own unless one has that name. An entry that nobody
 * has named carries the least variant of its text, so the catalogue does not depend on the order of loading. Aliases are
 * never deleted: their ids may be stored. So their number is bounded: what is new beyond it shares one alias.
 */
import { sql } from 'kysely';
import { type Engine, jsonRows } from '../../../platform/database/index.ts';
import type { NewEvent, Transaction } from '../../../platform/outbox/index.ts';
import type { TimelineTables } from '../tables.ts';
import { type ReasonAccess, toReason } from './reasons.repository.ts';
import {
  compareByCodePoint,
  FURTHER_REASONS_NAME,
  initialGroup,
  leastVariants,
  NO_REASON_NAME,
  normaliseReason,
  REASON_TEXTS_MAX,
} from './reasons.rules.ts';
import type { Reason } from './reasons.types.ts';

interface KnownAlias {
  readonly id: number;
  readonly key: string;
  readonly text: string;
}

/**
 * The alias of each text, made where it is missing and there is room, with events and audit entries of what was made.
 *
 * Safe against others who resolve the same texts at the same time.
 *
 * @param texts raw; an empty one stands for a period without a reason. Each distinct one is a key of the result
 */
export async function resolveReasonsWithin(tx: Transaction, texts: Iterable<string>): Promise<Map<string, number>> {
  const distinct = new Set(texts);
  const variants = leastVariants(distinct);
  const access = tx.access<TimelineTables>();
  const known = await findAliases(access, tx.engine, [...variants.keys()]);
  const missing = [...variants.keys()].filter((key) => !known.has(key)).sort(compareByCodePoint);
  const surplus = missing.length === 0 ? new Set<string>() : await surplusOf(access, missing);
  const added = missing.filter((key) => !surplus.has(key));
  if (added.length > 0) await addMissing(tx, access, added, variants, known);
  for (const alias of known.values()) {
    const variant = variants.get(alias.key) as string;
    if (compareByCodePoint(variant, alias.text) < 0) await lowerText(tx, access, alias, variant);
  }
  if (surplus.size > 0) {
    const shared = await ensureFurther(tx, access);
    for (const key of surplus) known.set(key, shared);
  }
  return new Map([...distinct].map((text) => [text, (known.get(normaliseReason(text)) as KnownAlias).id]));
}

/** Keys for which there is no room; there is always some for the want of a reason. */
async function surplusOf(access: ReasonAccess, missing: readonly string[]): Promise<ReadonlySet<string>> {
  const { count } = await access
    .selectFrom('reason_aliases')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return new Set(missing.filter((key) => key !== '').slice(Math.max(0, REASON_TEXTS_MAX - count)));
}

/** The alias that all further texts share. */
async function ensureFurther(tx: Transaction, access: ReasonAccess): Promise<KnownAlias> {
  const key = normaliseReason(FURTHER_REASONS_NAME);
  const known = await findAliases(access, tx.engine, [key]);
  if (!known.has(key)) await addMissing(tx, access, [key], new Map([[key, FURTHER_REASONS_NAME]]), known);
  return known.get(key) as KnownAlias;
}

async function findAliases(
  access: ReasonAccess,
  engine: Engine,
  keys: readonly string[],
): Promise<Map<string, KnownAlias>> {
  const rows = jsonRows(
    engine,
    keys.map((key) => ({ key })),
    { key: 'text' },
  );
  const found = await access
    .selectFrom('reason_aliases')
    .select(['id', 'key', 'text'])
    .where('key', 'in', sql<string>`(${rows})`)
    .execute();
  return new Map(found.map((alias) => [alias.key, alias]));
}

/** Adds to `known`. Entries and aliases are made in the order of keys, so that two loads wait and do not deadlock. */
async function addMissing(
  tx: Transaction,
  access: ReasonAccess,
  missing: readonly string[],
  variants: ReadonlyMap<string, string>,
  known: Map<string, KnownAlias>,
): Promise<void> {
  const nameOf = (key: string) => (key === '' ? NO_REASON_NAME : (variants.get(key) as string));
  const reasonIds = new Map<string, number>();
  const created = new Map<number, Reason>();
  for (const key of missing) {
    const { reason, isNew } = await ensureReason(tx, access, nameOf(key), initialGroup(key));
    reasonIds.set(key, reason.id);
    if (isNew) created.set(reason.id, reason);
  }
  const rows = missing.map((key) => ({ key, text: variants.get(key), reason_id: reasonIds.get(key) }));
  const inserted = await access
    .insertInto('reason_aliases')
    .columns(['key', 'text', 'reason_id'])
    .expression(jsonRows(tx.engine, rows, { key: 'text', text: 'text', reason_id: 'integer' }))
    .onConflict((conflict) => conflict.column('key').doNothing())
    .returning(['id', 'key', 'text', 'reason_id'])
    .execute();
  for (const alias of inserted) known.set(alias.key, alias);
  const lost = missing.filter((key) => !known.has(key));
  if (lost.length > 0) {
    // somebody else's load made these aliases, for entries that have since been named otherwise
    for (const [key, alias] of await findAliases(access, tx.engine, lost)) known.set(key, alias);
    const used = new Set(inserted.map((alias) => alias.reason_id));
    for (const id of created.keys()) {
      if (used.has(id)) continue;
      await access.deleteFrom('downtime_reasons').where('id', '=', id).execute();
      created.delete(id);
    }
  }
  for (const reason of created.values()) {
    tx.emit(reasonEvent('added', reason));
    tx.audit({
      action: 'reason.added',
      entityType: 'reason',
      entityId: reason.id,
      after: { name: reason.name, group: reason.group },
    });
  }
}

/** The entry of that name, made where there is none; locked until the end of the transaction, so it cannot go. */
async function ensureReason(
  tx: Transaction,
  access: ReasonAccess,
  name: string,
  group: Reason['group'],
): Promise<{ reason: Reason; isNew: boolean }> {
  const nameKey = normaliseReason(name);
  for (;;) {
    const inserted = await access
      .insertInto('downtime_reasons')
      .values({
        name,
        name_key: nameKey,
        reason_group: group,
        named_by_person: 0,
        version: 1,
        created_at: tx.recordedAt,
        updated_at: tx.recordedAt,
      })
      .onConflict((conflict) => conflict.column('name_key').doNothing())
      .returningAll()
      .executeTakeFirst();
    if (inserted !== undefined) return { reason: toReason(inserted), isNew: true };
    await lowerName(tx, access, name);
    const locked = await access
      .updateTable('downtime_reasons')
      .set((eb) => ({ version: eb.ref('version') }))
      .where('name_key', '=', nameKey)
      .returningAll()
      .executeTakeFirst();
    // gone in between when somebody has just merged it away: then it is made again
    if (locked !== undefined) return { reason: toReason(locked), isNew: false };
  }
}

async function lowerText(tx: Transaction, access: ReasonAccess, alias: KnownAlias, variant: string): Promise<void> {
  await access
    .updateTable('reason_aliases')
    .set({ text: variant })
    .where('id', '=', alias.id)
    .where('text', '>', variant)
    .execute();
  await lowerName(tx, access, variant);
}

/** An entry that nobody has named takes the least of its texts as its name. */
async function lowerName(tx: Transaction, access: ReasonAccess, variant: string): Promise<void> {
  const row = await access
    .updateTable('downtime_reasons')
    .set((eb) => ({ name: variant, version: eb('version', '+', 1), updated_at: tx.recordedAt }))
    .where('name_key', '=', normaliseReason(variant))
    .where('named_by_person', '=', 0)
    .where('name', '>', variant)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return;
  const reason = toReason(row);
  tx.emit(reasonEvent('changed', reason));
  tx.audit({ action: 'reason.changed', entityType: 'reason', entityId: reason.id, after: { name: reason.name } });
}

export function reasonEvent(happened: 'added' | 'changed' | 'removed', reason: Reason): NewEvent {
  return {
    type: `com.milldash.reason.${happened}`,
    subject: `reasons/${reason.id}`,
    data: { reason_id: reason.id, name: reason.name, group: reason.group, version: reason.version },
  };
}
