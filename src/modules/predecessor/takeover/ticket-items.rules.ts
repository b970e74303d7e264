/** What hangs on tickets of the predecessor: notes, and components that they used. */
import { formatInstant } from '../../../kernel/instant.ts';
import { tidyName } from '../../../kernel/texts.ts';
import type { TakenNote } from '../../maintenance/index.ts';
import type { OldRow } from './old-database.ts';
import { type Reading, RowReader } from './reading.ts';

const NOTE_LENGTH_MAX = 4_000;
const AUTHOR_LENGTH_MAX = 200;
const USED_MAX = 1_000_000;

/** A ticket that is there or on its way: our number of it, and when it was logged. */
export interface TakenTicket {
  readonly ourId: number;
  readonly loggedAt: number;
}

const NO_TICKET = 'is no ticket that was taken';

export function readNote(
  row: OldRow,
  nowMs: number,
  ticketOf: (oldId: string) => TakenTicket | undefined,
): Reading<TakenNote> {
  const reader = new RowReader(row);
  const ticket = ticketOf(reader.word('ticket_id'));
  if (ticket === undefined) return reader.refuse('ticket_id', NO_TICKET);
  const given = reader.text('note').toWellFormed().normalize('NFC').trim();
  if (given === '') return reader.refuse('note', 'says nothing');
  const note = given.slice(0, NOTE_LENGTH_MAX).toWellFormed();
  if (note !== given) reader.change('note', `is cut at ${NOTE_LENGTH_MAX} characters`, note);
  return reader.take({
    ticketId: ticket.ourId,
    note,
    author: authorOf(reader),
    createdAt: createdAt(reader, ticket, nowMs),
  });
}

/** Whoever wrote could write in anybody's name: it stays a name and becomes nobody's account. */
function authorOf(reader: RowReader): string {
  const author = tidyName(reader.word('author'));
  if (author === '') {
    reader.change('author', 'says nothing', 'unknown');
    return 'unknown';
  }
  const kept = author.slice(0, AUTHOR_LENGTH_MAX).toWellFormed();
  if (kept !== reader.text('author'))
    reader.change('author', 'had space or marks that cannot be seen, or was too long', kept);
  return kept;
}

function createdAt(reader: RowReader, { loggedAt }: TakenTicket, nowMs: number): number {
  const at = reader.instant('created_at', nowMs);
  if (at != null) return at;
  reader.change('created_at', 'is no time between 2000 and now: when the ticket was logged', formatInstant(loggedAt));
  return loggedAt;
}

export interface OldUse {
  readonly ticket: TakenTicket;
  readonly componentId: string;
  readonly quantity: number;
}

/** @param hasComponent whether the component is taken now, with its stock */
export function readUse(row: OldRow, ticketOf: (oldId: string) => TakenTicket | undefined): Reading<OldUse> {
  const reader = new RowReader(row);
  const ticket = ticketOf(reader.word('ticket_id'));
  if (ticket === undefined) return reader.refuse('ticket_id', NO_TICKET);
  const quantity = reader.whole('quantity_used');
  if (quantity === undefined || quantity < 1 || quantity > USED_MAX) {
    return reader.refuse('quantity_used', `is no whole number from 1 to ${USED_MAX}: the stock stays as it is`);
  }
  return reader.take({ ticket, componentId: reader.word('component_id'), quantity });
}
