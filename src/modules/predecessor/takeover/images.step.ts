/** Pictures on tickets. */
import type { OldDatabase } from './old-database.ts';
import { RowReader } from './reading.ts';
import { type TakeOverRun, takeRows } from './take-rows.ts';

/** They stay where they are: each is named, so that nobody takes them for moved. */
export function leaveImages(run: TakeOverRun, old: OldDatabase): Promise<boolean> {
  const readings = old
    .all('ticket_images')
    .map((row) => new RowReader(row).refuse<never>('image_url', 'is a picture, and pictures are not taken over yet'));
  return takeRows<never>(run, { table: 'ticket_images', writeWithin: () => Promise.resolve([]) }, readings);
}
