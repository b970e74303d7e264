/** The table `saved_views`. */
import { type SqlBool, sql } from 'kysely';
import { comparisonKey } from '../../../kernel/texts.ts';
import { type Engine, lockingRows, type TableAccess } from '../../../platform/database/index.ts';
import { nameOf } from '../people.service.ts';
import type { UsersTables } from '../tables.ts';
import type { NewView, SavedView, ViewDetails } from './views.types.ts';

type Access = TableAccess<UsersTables>;

function views(access: Access) {
  return access
    .selectFrom('saved_views as v')
    .innerJoin('users as u', 'u.id', 'v.user_id')
    .selectAll('v')
    .select(['u.first_name', 'u.last_name', 'u.email']);
}

type ViewRow = Awaited<ReturnType<ReturnType<typeof views>['executeTakeFirstOrThrow']>>;

export async function findView(access: Access, id: number): Promise<SavedView | undefined> {
  const row = await views(access).where('v.id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : toView(row);
}

/** One's own and what others share, from behind `after`; one more than `limit`. */
export async function findViewPage(
  access: Access,
  userId: number,
  page: string | undefined,
  after: number | undefined,
  limit: number,
): Promise<SavedView[]> {
  let query = views(access).where((eb) => eb.or([eb('v.user_id', '=', userId), sql<SqlBool>`v.shared = 1`]));
  if (page !== undefined) query = query.where('v.page', '=', page);
  if (after !== undefined) query = query.where('v.id', '>', after);
  const rows = await query
    .orderBy('v.id')
    .limit(limit + 1)
    .execute();
  return rows.map(toView);
}

/** Until the transaction ends nobody else adds views of the person. @returns how many there are */
export async function holdCountOfViews(access: Access, engine: Engine, userId: number): Promise<number> {
  await lockingRows(engine, access.selectFrom('users').select('id').where('id', '=', userId)).execute();
  const { count } = await access
    .selectFrom('saved_views')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow();
  return count;
}

/** @returns its number @throws ConstraintViolation saved_views_user_id_page_name_key_unique */
export async function insertView(access: Access, userId: number, view: NewView, nowMs: number): Promise<number> {
  const { id } = await access
    .insertInto('saved_views')
    .values({
      user_id: userId,
      page: view.page,
      ...columnsOf(view),
      version: 1,
      created_at: nowMs,
      updated_at: nowMs,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** False where somebody has changed it since `version`. @throws ConstraintViolation saved_views_user_id_page_name_key_unique */
export async function updateView(
  access: Access,
  { id, version }: Pick<SavedView, 'id' | 'version'>,
  details: ViewDetails,
  nowMs: number,
): Promise<boolean> {
  const row = await access
    .updateTable('saved_views')
    .set({ ...columnsOf(details), version: version + 1, updated_at: nowMs })
    .where('id', '=', id)
    .where('version', '=', version)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** False where somebody has changed it since `version`. */
export async function deleteView(access: Access, { id, version }: SavedView): Promise<boolean> {
  const row = await access
    .deleteFrom('saved_views')
    .where('id', '=', id)
    .where('version', '=', version)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

function columnsOf({ name, query, shared }: ViewDetails) {
  return { name, name_key: comparisonKey(name), query, shared: shared ? 1 : 0 };
}

function toView(row: ViewRow): SavedView {
  return {
    id: row.id,
    ownerId: row.user_id,
    ownerName: nameOf(row),
    page: row.page,
    name: row.name,
    query: row.query,
    shared: row.shared === 1,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
