/** The words that tickets are found by: the ticket's own texts, its number, its newest notes, and its machine's name. */
import { type SqlBool, sql } from 'kysely';
import {
  type AnyTables,
  askForText,
  type Engine,
  findKeysByText,
  hasText,
  indexTexts,
  isAnyOf,
  type ListFilter,
  NARROW_ROWS_MAX,
  type TableAccess,
} from '../../../platform/database/index.ts';
import type { Transaction } from '../../../platform/outbox/index.ts';
import type { MaintenanceTables } from '../tables.ts';
import type { WordsOnMachines } from './machine-words.rules.ts';
import { findNotesOf } from './ticket-notes.repository.ts';
import type { Ticket } from './tickets.types.ts';

const TABLE = 'ticket_texts';
/** So that writing one more note costs the same however many there are. */
const NOTES_INDEXED = 100;

/** Call it in the transaction that changed a text of the ticket or added a note. */
export async function indexTicketWithin(tx: Transaction, ticket: Ticket): Promise<void> {
  const access = tx.access<MaintenanceTables>();
  const notes = ticket.notesCount === 0 ? [] : await findNewestNotes(access, ticket.id);
  await indexTexts(tx.access(), tx.engine, TABLE, [{ key: ticket.id, text: textOf(ticket, notes) }]);
}

/** {@link indexTicketWithin} for many at once. */
export async function indexTicketsWithin(tx: Transaction, tickets: readonly Ticket[]): Promise<void> {
  const ids = tickets.map(({ id }) => id);
  const notes = await findNotesOf(tx.access<MaintenanceTables>(), tx.engine, ids);
  const texts = tickets.map((ticket) => {
    const newest = (notes.get(ticket.id) ?? []).slice(-NOTES_INDEXED).reverse();
    const text = textOf(
      ticket,
      newest.map(({ note }) => note),
    );
    return { key: ticket.id, text };
  });
  await indexTexts(tx.access(), tx.engine, TABLE, texts);
}

/** New ones, which have no notes. */
export async function indexNewTicketsWithin(tx: Transaction, tickets: readonly Ticket[]): Promise<void> {
  const texts = tickets.map((ticket) => ({ key: ticket.id, text: textOf(ticket, []) }));
  await indexTexts(tx.access(), tx.engine, TABLE, texts);
}

function textOf(ticket: Ticket, notes: readonly string[]): string {
  const { id, description, failureCode, failureCause, remedy, externalId } = ticket;
  const texts = [String(id), description, failureCode, failureCause, remedy, externalId, ...notes];
  return texts.filter((text) => text !== null).join('\n');
}

/** Whether a change of the ticket changes what it is found by. */
export function changesTexts(before: Ticket, after: Ticket): boolean {
  const names = ['description', 'failureCode', 'failureCause', 'remedy', 'notesCount'] as const;
  return names.some((name) => before[name] !== after[name]);
}

/**
 * The filter of a list: each word is in the ticket's texts or in the name of its machine. Few tickets are named one by
 * one, so that both engines see how few they are: what a word brings is beyond their reckoning.
 */
export async function textFilter(
  access: TableAccess<MaintenanceTables>,
  engine: Engine,
  text: string,
  onMachines: readonly WordsOnMachines[] = [],
): Promise<ListFilter> {
  const own = await wordsFilter(access, engine, text);
  const ofMachines: ListFilter[] = [];
  for (const { machineIds, rest } of onMachines) {
    const others = rest === '' ? undefined : await wordsFilter(access, engine, rest);
    const passes: ListFilter['passes'] = (column) => {
      const there = isAnyOf(engine, column('machine_id'), machineIds);
      return others === undefined ? there : sql<SqlBool>`(${there} and ${others.passes(column)})`;
    };
    ofMachines.push({ indexed: others?.indexed ?? true, passes });
  }
  if (ofMachines.length === 0) return own;
  const all = [own, ...ofMachines];
  return {
    indexed: all.every(({ indexed }) => indexed),
    passes: (column) =>
      sql<SqlBool>`(${sql.join(
        all.map((one) => one.passes(column)),
        sql` or `,
      )})`,
  };
}

async function wordsFilter(access: TableAccess<MaintenanceTables>, engine: Engine, text: string): Promise<ListFilter> {
  const index = access as TableAccess<AnyTables>;
  const asked = await askForText(index, engine, TABLE, text);
  const ids = await findKeysByText(index, engine, asked, NARROW_ROWS_MAX + 1);
  return ids.length > NARROW_ROWS_MAX
    ? { indexed: false, passes: (column) => hasText(engine, asked, column('id')) }
    : { indexed: true, passes: (column) => isAnyOf(engine, column('id'), ids) };
}

async function findNewestNotes(access: TableAccess<MaintenanceTables>, ticketId: number): Promise<string[]> {
  const rows = await access
    .selectFrom('ticket_notes')
    .select('note')
    .where('ticket_id', '=', ticketId)
    .orderBy('id', 'desc')
    .limit(NOTES_INDEXED)
    .execute();
  return rows.map((row) => row.note);
}
