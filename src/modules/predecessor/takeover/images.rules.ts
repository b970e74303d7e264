/**
 * Pictures of the predecessor, as far as its rows tell of them.
 *
 * `uploaded_at` may be when the process started; the name of the file says the second in which it came.
 */
import { formatInstant } from '../../../kernel/instant.ts';
import { tidyName } from '../../../kernel/texts.ts';
import type { OldRow } from './old-database.ts';
import { type Reading, RowReader } from './reading.ts';
import type { TakenTicket } from './ticket-items.rules.ts';

export interface OldImage {
  readonly ticketId: number;
  /** In the folder of uploads: `ticket_images/1_1748848000.jpg`. */
  readonly path: string;
  readonly uploadedAt: number;
  readonly caption: string | null;
}

const CAPTION_LENGTH_MAX = 500;
const EARLIEST_MS = Date.UTC(2000, 0, 1);
/** One folder and a name in it, whatever separators the old system's machine had. */
const PLACE = /^\/?uploads\/(ticket_images\/([^/\p{Cc}]+))$/u;
const SECOND = /_(\d{9,11})\.[^.]*$/;

export function readImage(
  row: OldRow,
  nowMs: number,
  ticketOf: (oldId: string) => TakenTicket | undefined,
): Reading<OldImage> {
  const reader = new RowReader(row);
  const ticket = ticketOf(reader.word('ticket_id'));
  if (ticket === undefined) return reader.refuse('ticket_id', 'is no ticket that was taken');
  const [, path, name] = PLACE.exec(reader.word('image_url').replaceAll('\\', '/')) ?? [];
  if (path === undefined || name === undefined || name === '.' || name === '..') {
    return reader.refuse('image_url', 'is no file in uploads/ticket_images');
  }
  const uploadedAt = uploadOf(reader, name, ticket, nowMs);
  return reader.take({ ticketId: ticket.ourId, path, uploadedAt, caption: captionOf(reader) });
}

function uploadOf(reader: RowReader, name: string, { loggedAt }: TakenTicket, nowMs: number): number {
  const named = Number(SECOND.exec(name)?.[1]) * 1_000;
  const written = reader.instant('uploaded_at', nowMs);
  if (named >= EARLIEST_MS && named <= nowMs) {
    if (written == null || Math.abs(written - named) >= 60_000) {
      reader.change(
        'uploaded_at',
        'may be when the process started: the name of the file says when it came',
        formatInstant(named),
      );
    }
    return named;
  }
  if (written != null) return written;
  reader.change('uploaded_at', 'is no time between 2000 and now: when the ticket was logged', formatInstant(loggedAt));
  return loggedAt;
}

function captionOf(reader: RowReader): string | null {
  const caption = tidyName(reader.word('caption'));
  if (caption.length <= CAPTION_LENGTH_MAX) return caption || null;
  const kept = caption.slice(0, CAPTION_LENGTH_MAX).toWellFormed();
  reader.change('caption', `is cut at ${CAPTION_LENGTH_MAX} characters`, kept);
  return kept;
}
