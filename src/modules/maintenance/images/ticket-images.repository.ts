/** Reads and writes of the table `ticket_images`: which pictures hang on which ticket. */
import { type Engine, isAnyOf, type TableAccess } from '../../../platform/database/index.ts';
import type { MaintenanceTables } from '../tables.ts';

type Access = TableAccess<MaintenanceTables>;

export interface TicketImageLink {
  readonly imageId: number;
  readonly ticketId: number;
  readonly caption: string | null;
}

export async function insertLinks(access: Access, links: readonly TicketImageLink[]): Promise<void> {
  const rows = links.map(({ imageId, ticketId, caption }) => ({ image_id: imageId, ticket_id: ticketId, caption }));
  await access.insertInto('ticket_images').values(rows).execute();
}

/** Undefined where the ticket has no such picture. */
export async function findLink(
  access: Access,
  ticketId: number,
  imageId: number,
): Promise<TicketImageLink | undefined> {
  const row = await access
    .selectFrom('ticket_images')
    .select('caption')
    .where('image_id', '=', imageId)
    .where('ticket_id', '=', ticketId)
    .executeTakeFirst();
  return row && { imageId, ticketId, caption: row.caption };
}

export async function updateCaption(access: Access, imageId: number, caption: string | null): Promise<void> {
  await access.updateTable('ticket_images').set({ caption }).where('image_id', '=', imageId).execute();
}

/** Undefined where the ticket has no such picture. */
export async function deleteLink(
  access: Access,
  ticketId: number,
  imageId: number,
): Promise<TicketImageLink | undefined> {
  const row = await access
    .deleteFrom('ticket_images')
    .where('image_id', '=', imageId)
    .where('ticket_id', '=', ticketId)
    .returning('caption')
    .executeTakeFirst();
  return row && { imageId, ticketId, caption: row.caption };
}

export async function countLinks(access: Access, ticketId: number): Promise<number> {
  const { count } = await access
    .selectFrom('ticket_images')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('ticket_id', '=', ticketId)
    .executeTakeFirstOrThrow();
  return count;
}

/** By ticket, then in the order in which they came. */
export async function findLinksOf(
  access: Access,
  engine: Engine,
  ticketIds: readonly number[],
): Promise<TicketImageLink[]> {
  if (ticketIds.length === 0) return [];
  const rows = await access
    .selectFrom('ticket_images')
    .selectAll()
    .where(isAnyOf(engine, 'ticket_id', ticketIds))
    .orderBy('ticket_id')
    .orderBy('image_id')
    .execute();
  return rows.map((row) => ({ imageId: row.image_id, ticketId: row.ticket_id, caption: row.caption }));
}
