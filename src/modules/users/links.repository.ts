/** The table `one_time_links`. */
import type { TableAccess } from '../../platform/database/index.ts';
import type { LinkPurpose, OneTimeLinksTable, UsersTables } from './tables.ts';

type Access = TableAccess<UsersTables>;

export async function insertLink(access: Access, row: OneTimeLinksTable): Promise<void> {
  await access.insertInto('one_time_links').values(row).execute();
}

/** What a link that can be used now is for; only {@link useLink} decides who uses it. */
export async function findLinkPurpose(
  access: Access,
  link: Omit<LinkKey, 'purpose'>,
  nowMs: number,
): Promise<LinkPurpose | undefined> {
  const row = await access
    .selectFrom('one_time_links')
    .select('purpose')
    .where('token_hash', '=', link.tokenHash)
    .where('user_id', '=', link.userId)
    .where('used_at', 'is', null)
    .where('expires_at', '>', nowMs)
    .executeTakeFirst();
  return row?.purpose;
}

export interface LinkKey {
  readonly tokenHash: string;
  readonly userId: number;
  readonly purpose: LinkPurpose;
}

/** True for the one caller who uses the link. */
export async function useLink(access: Access, link: LinkKey, nowMs: number): Promise<boolean> {
  const { numUpdatedRows } = await access
    .updateTable('one_time_links')
    .set({ used_at: nowMs })
    .where('token_hash', '=', link.tokenHash)
    .where('user_id', '=', link.userId)
    .where('purpose', '=', link.purpose)
    .where('used_at', 'is', null)
    .where('expires_at', '>', nowMs)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

/** Makes every link of the account that is still open useless. */
export async function closeLinks(access: Access, userId: number): Promise<void> {
  await access.deleteFrom('one_time_links').where('user_id', '=', userId).where('used_at', 'is', null).execute();
}

export async function deleteLinksExpiredBefore(access: Access, beforeMs: number): Promise<number> {
  const { numDeletedRows } = await access
    .deleteFrom('one_time_links')
    .where('expires_at', '<', beforeMs)
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}
