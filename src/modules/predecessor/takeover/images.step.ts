/**
 * Pictures on tickets: taken in one by one, as an upload is, so what is no picture is refused whatever its name says.
 *
 * A dry run decodes them too, so that it says the same. A picture is kept and noted as taken in one transaction; the key
 * of the upload keeps it single where the answer to the commit was lost.
 */
import { setImmediate } from 'node:timers/promises';
import { DomainError } from '../../../kernel/errors.ts';
import { chunksOf } from '../../../platform/database/index.ts';
import { imageFormatOf } from '../../../platform/images/index.ts';
import type { Images } from '../../images/index.ts';
import { withPatience } from '../../ingestion/index.ts';
import type { Maintenance } from '../../maintenance/index.ts';
import { type OldImage, readImage } from './images.rules.ts';
import type { OldDatabase } from './old-database.ts';
import { contentOf, findFile, headOf, UnreadableFile } from './picture-files.ts';
import type { Reading } from './reading.ts';
import { outcomeOf, refusedBecause, type Verdict } from './report.ts';
import { type TakeOverRun, verdictOnKnown } from './take-rows.ts';
import { findTakenRows, insertTakenRows, type TakeOverTables } from './taken-rows.repository.ts';
import type { TicketOf } from './tickets.step.ts';

/** Where pictures are examined, and where they are hung on tickets. */
export interface Pictures {
  readonly images: Pick<Images, 'examine'>;
  readonly maintenance: Pick<Maintenance, 'images'>;
}

const TABLE = 'ticket_images';
const UNREADABLE = 'is not there, cannot be read, or leads out of the folder';

/** @param uploads the folder; without it every picture is refused @returns false where the signal stopped it */
export async function takeImages(
  run: TakeOverRun,
  old: OldDatabase,
  pictures: Pictures,
  ticketOf: TicketOf,
  nowMs: number,
  uploads: string | undefined,
): Promise<boolean> {
  const readings = old.all(TABLE).map((row) => readImage(row, nowMs, ticketOf));
  const { store } = run;
  for (const batch of chunksOf(readings)) {
    const ids = batch.map(({ id }) => id);
    const known = await findTakenRows(store.access<TakeOverTables>(), store.engine, TABLE, ids);
    for (const reading of batch) {
      if (run.signal?.aborted === true) return false;
      const before = known.get(reading.id);
      await run.tell(
        before === undefined ? await takeOne(run, pictures, reading, uploads) : verdictOnKnown(reading, before),
      );
      await setImmediate();
    }
  }
  return true;
}

async function takeOne(
  run: TakeOverRun,
  pictures: Pictures,
  reading: Reading<OldImage>,
  uploads: string | undefined,
): Promise<Verdict> {
  const { id, value, findings } = reading;
  if (value === undefined) return { table: TABLE, id, outcome: 'refused', findings };
  const refused = (reason: string): Verdict => ({
    table: TABLE,
    id,
    outcome: 'refused',
    findings: [refusedBecause('image_url', reason, value.path)],
  });
  if (uploads === undefined) return refused('lies in a folder that was not given');
  const path = await findFile(uploads, value.path);
  if (path === undefined) return refused(UNREADABLE);
  try {
    const head = await headOf(path);
    if (imageFormatOf(head) === undefined) {
      return refused('is no picture of a kind that is taken, whatever its name says');
    }
    await withPatience(
      () => (run.apply ? keep(run, pictures, reading, value, path) : examine(run, pictures, path)),
      run.patience,
    );
  } catch (error) {
    if (error instanceof DomainError && refusals.has(error.code)) return refused(error.message);
    if (error instanceof UnreadableFile) return refused(UNREADABLE);
    throw error;
  }
  return { table: TABLE, id, outcome: outcomeOf(findings), findings };
}

function examine(run: TakeOverRun, { images }: Pictures, path: string): Promise<void> {
  return images.examine(run.actor, contentOf(path));
}

async function keep(
  run: TakeOverRun,
  { maintenance }: Pictures,
  { id, digest }: Reading<OldImage>,
  { ticketId, caption, uploadedAt }: OldImage,
  path: string,
): Promise<void> {
  const sent = [{ content: contentOf(path), caption }];
  await maintenance.images.addImages(run.actor, ticketId, iterate(sent), `predecessor:image:${id}`, {
    uploadedAt,
    alsoWithin: (tx) =>
      insertTakenRows(tx.access(), tx.engine, TABLE, [{ old_id: id, our_id: null, digest }], tx.recordedAt),
  });
}

/** What says something of one picture only; one that ends the decoder must not end the run, and is tried again with the next. */
const refusals = new Set([
  'upload-invalid',
  'body-too-large',
  'limit-reached',
  'media-type-unsupported',
  'decoder-failed',
]);

async function* iterate<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}
