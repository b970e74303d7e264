/** How far events have gone out by MQTT: one row for another broker, one for each process with a broker of its own. */
import type { TableAccess } from '../../../platform/database/index.ts';
import type { NotificationTables } from '../tables.ts';

type Access = TableAccess<NotificationTables>;

export async function findCursor(access: Access, relay: string): Promise<number | undefined> {
  const row = await access.selectFrom('event_relays').select('cursor').where('relay', '=', relay).executeTakeFirst();
  return row?.cursor;
}

/** Nothing changes where it is there already. Rows that nobody has moved since `forgottenBefore` go. */
export async function insertCursor(
  access: Access,
  relay: string,
  cursor: number,
  nowMs: number,
  forgottenBefore: number,
): Promise<void> {
  await access.deleteFrom('event_relays').where('saved_at', '<', forgottenBefore).execute();
  await access
    .insertInto('event_relays')
    .values({ relay, cursor, saved_at: nowMs })
    .onConflict((conflict) => conflict.column('relay').doNothing())
    .execute();
}

/** False where another process has moved it, or it is gone. */
export async function moveCursor(
  access: Access,
  relay: string,
  from: number,
  to: number,
  nowMs: number,
): Promise<boolean> {
  const moved = await access
    .updateTable('event_relays')
    .set({ cursor: to, saved_at: nowMs })
    .where('relay', '=', relay)
    .where('cursor', '=', from)
    .returning('relay')
    .executeTakeFirst();
  return moved !== undefined;
}

export async function deleteCursor(access: Access, relay: string): Promise<void> {
  await access.deleteFrom('event_relays').where('relay', '=', relay).execute();
}
