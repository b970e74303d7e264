/** Reads and writes of the reason catalogue: `downtime_reasons` and `reason_aliases`. */
import { type Selectable, sql } from 'kysely';
import { type Engine, isAnyOf, jsonRows, type TableAccess } from '../../../platform/database/index.ts';
import type { DowntimeReasonsTable, TimelineTables } from '../tables.ts';
import { askingKeys, unsortedGroups } from './answers.rules.ts';
import { normaliseReason, type ReasonGroup } from './reasons.rules.ts';
import type { MeantReason, Reason, ReasonAlias, ReasonFilter } from './reasons.types.ts';

export type ReasonAccess = TableAccess<TimelineTables>;

export async function findReason(access: ReasonAccess, id: number): Promise<Reason | undefined> {
  const row = await access.selectFrom('downtime_reasons').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : toReason(row);
}

/** By normalised name, from behind `after`; one more than `limit`, so that the caller sees whether there is more. */
export async function findReasonPage(
  access: ReasonAccess,
  filter: ReasonsWanted,
  after: string | undefined,
  limit: number,
): Promise<Reason[]> {
  let query = filtered(access, filter);
  // names are unique, so the key alone orders them
  if (after !== undefined) query = query.where('name_key', '>', after);
  const rows = await query
    .orderBy('name_key')
    .limit(limit + 1)
    .execute();
  return rows.map(toReason);
}

/** In the order in which they came, which is for ever, from behind the one of the number `after`. */
export async function findReasonsMadeAfter(
  access: ReasonAccess,
  filter: ReasonsWanted,
  after: number | undefined,
  limit: number,
): Promise<Reason[]> {
  let query = filtered(access, filter);
  if (after !== undefined) query = query.where('id', '>', after);
  const rows = await query.orderBy('id').limit(limit).execute();
  return rows.map(toReason);
}

export type ReasonsWanted = Pick<ReasonFilter, 'text' | 'group'>;

function filtered(access: ReasonAccess, { text, group }: ReasonsWanted) {
  let query = access.selectFrom('downtime_reasons').selectAll();
  if (text !== undefined) {
    const pattern = `%${normaliseReason(text).replace(/[\\%_]/g, '\\$&')}%`;
    query = query.where(sql<boolean>`name_key like ${pattern} escape '\\'`);
  }
  return group === undefined ? query : query.where('reason_group', '=', group);
}

/** The entry that a text means; undefined where nobody has sent it. @param key normalised */
export async function findMeaningOfKey(access: ReasonAccess, key: string): Promise<Reason | undefined> {
  const row = await meanings(access).where('reason_aliases.key', '=', key).executeTakeFirst();
  return row === undefined ? undefined : toReason(row);
}

/** The same of several texts; those that nobody has sent are not in it. */
export async function findMeaningsOfKeys(
  access: ReasonAccess,
  engine: Engine,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Reason>> {
  const rows = await meanings(access)
    .where(isAnyOf(engine, 'reason_aliases.key', keys))
    .execute();
  return new Map(rows.map((row) => [row.key, toReason(row)]));
}

/** What some of the texts mean. */
export async function findReasonsOfAliases(
  access: ReasonAccess,
  engine: Engine,
  aliasIds: readonly number[],
): Promise<ReadonlyMap<number, MeantReason>> {
  const rows = await meanings(access)
    .where(isAnyOf(engine, 'reason_aliases.id', aliasIds))
    .execute();
  return new Map(rows.map((row) => [row.alias_id, { ...toReason(row), isGiven: row.key !== '' }]));
}

function meanings(access: ReasonAccess) {
  return access
    .selectFrom('downtime_reasons')
    .innerJoin('reason_aliases', 'reason_aliases.reason_id', 'downtime_reasons.id')
    .selectAll('downtime_reasons')
    .select(['reason_aliases.id as alias_id', 'reason_aliases.key']);
}

/** Stands for no alias. */
const NO_ALIAS = 0;

/** The texts behind which somebody should be asked, and the one among them that is empty. */
export async function findAskingAliases(
  access: ReasonAccess,
): Promise<{ readonly aliasIds: readonly number[]; readonly emptyId: number }> {
  const rows = await access
    .selectFrom('reason_aliases')
    .innerJoin('downtime_reasons', 'downtime_reasons.id', 'reason_aliases.reason_id')
    .select(['reason_aliases.id', 'reason_aliases.key'])
    .where('reason_aliases.key', 'in', askingKeys)
    .where('downtime_reasons.reason_group', 'in', unsortedGroups)
    .execute();
  return { aliasIds: rows.map(({ id }) => id), emptyId: rows.find(({ key }) => key === '')?.id ?? NO_ALIAS };
}

/** Every text with the entry that it means. */
export async function findReasonsByAlias(access: ReasonAccess): Promise<Map<number, MeantReason>> {
  const reasons = await access.selectFrom('downtime_reasons').selectAll().execute();
  const byId = new Map(reasons.map((row) => [row.id, toReason(row)]));
  const aliases = await access.selectFrom('reason_aliases').select(['id', 'key', 'reason_id']).execute();
  const meantBy = ({ key, reason_id }: { readonly key: string; readonly reason_id: number }): MeantReason => ({
    ...(byId.get(reason_id) as Reason),
    isGiven: key !== '',
  });
  return new Map(aliases.map((alias) => [alias.id, meantBy(alias)]));
}

/** Of one entry or several, by text. */
export async function findAliasesOf(
  access: ReasonAccess,
  engine: Engine,
  reasonIds: readonly number[],
): Promise<ReasonAlias[]> {
  const ids = jsonRows(
    engine,
    reasonIds.map((id) => ({ id })),
    { id: 'integer' },
  );
  const rows = await access
    .selectFrom('reason_aliases')
    .select(['id', 'reason_id as reasonId', 'text'])
    .where('reason_id', 'in', sql<number>`(${ids})`)
    .orderBy('text')
    .execute();
  return rows;
}

export async function findAlias(access: ReasonAccess, id: number): Promise<ReasonAlias | undefined> {
  return access
    .selectFrom('reason_aliases')
    .select(['id', 'reason_id as reasonId', 'text'])
    .where('id', '=', id)
    .executeTakeFirst();
}

/** @throws ConstraintViolation downtime_reasons_name_key_unique */
export async function insertReason(
  access: ReasonAccess,
  reason: { name: string; group: ReasonGroup },
  nowMs: number,
): Promise<Reason> {
  const row = await access
    .insertInto('downtime_reasons')
    .values({
      name: reason.name,
      name_key: normaliseReason(reason.name),
      reason_group: reason.group,
      named_by_person: 1,
      version: 1,
      created_at: nowMs,
      updated_at: nowMs,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toReason(row);
}

/**
 * Writes name and group as a person's choice, provided that nobody has changed the entry since `version`.
 *
 * @throws ConstraintViolation downtime_reasons_name_key_unique
 */
export async function updateReason(
  access: ReasonAccess,
  id: number,
  version: number,
  given: { name: string; group: ReasonGroup; namedByPerson: boolean },
  nowMs: number,
): Promise<Reason | undefined> {
  const row = await access
    .updateTable('downtime_reasons')
    .set({
      name: given.name,
      name_key: normaliseReason(given.name),
      reason_group: given.group,
      named_by_person: given.namedByPerson ? 1 : 0,
      version: version + 1,
      updated_at: nowMs,
    })
    .where('id', '=', id)
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : toReason(row);
}

/** Counts the version up and makes the name final: a person has given the entry a meaning of their own. Locks the row. */
export async function claimReason(access: ReasonAccess, id: number, nowMs: number): Promise<Reason | undefined> {
  const row = await access
    .updateTable('downtime_reasons')
    .set((eb) => ({ named_by_person: 1, version: eb('version', '+', 1), updated_at: nowMs }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : toReason(row);
}

/** @throws ConstraintViolation a foreign key while a text means it */
export async function deleteReason(access: ReasonAccess, id: number): Promise<void> {
  await access.deleteFrom('downtime_reasons').where('id', '=', id).execute();
}

/** Returns the ids of the texts that now mean `toId`. */
export async function moveAliases(access: ReasonAccess, fromId: number, toId: number): Promise<number[]> {
  const rows = await access
    .updateTable('reason_aliases')
    .set({ reason_id: toId })
    .where('reason_id', '=', fromId)
    .returning('id')
    .execute();
  return rows.map((row) => row.id).sort((a, b) => a - b);
}

/** False where the text does not mean `fromId` any more. */
export async function moveAlias(access: ReasonAccess, id: number, fromId: number, toId: number): Promise<boolean> {
  const row = await access
    .updateTable('reason_aliases')
    .set({ reason_id: toId })
    .where('id', '=', id)
    .where('reason_id', '=', fromId)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export function toReason(row: Selectable<DowntimeReasonsTable>): Reason {
  return {
    id: row.id,
    name: row.name,
    group: row.reason_group as ReasonGroup,
    namedByPerson: row.named_by_person === 1,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
