/** Tickets, their notes, and what they used. */
import { chunksOf } from '../../../platform/database/index.ts';
import type { Inventory } from '../../inventory/index.ts';
import { machineIdProblem } from '../../machines/index.ts';
import type { ImportedTicket, Maintenance, TakenNote, TicketPolicy } from '../../maintenance/index.ts';
import type { OldDatabase } from './old-database.ts';
import { plausibleInstant, type Reading } from './reading.ts';
import { keptBecause, outcomeOf, refusedBecause, type Verdict } from './report.ts';
import { type Fresh, type Hindrance, type TakeOverRun, takeRows, verdictOnKnown } from './take-rows.ts';
import { findTakenRows, insertTakenRows, type TakeOverTables } from './taken-rows.repository.ts';
import { type OldUse, readNote, readUse, type TakenTicket } from './ticket-items.rules.ts';
import { readTicket, type TicketSurroundings } from './tickets.rules.ts';
import { largestNumber, takeComponents } from './work.step.ts';

export type TicketOf = (oldId: string) => TakenTicket | undefined;

/** @returns undefined where the signal stopped it, else the tickets that are there or on their way */
export async function takeTickets(
  run: TakeOverRun,
  old: OldDatabase,
  { files }: Pick<Maintenance, 'files'>,
  around: Omit<TicketSurroundings, 'policy' | 'isShared' | 'latestNoteOf' | 'machineProblem'> & {
    readonly policy: TicketPolicy;
  },
): Promise<TicketOf | undefined> {
  const shared = sharedTimes(old);
  const latestNotes = latestNotesOf(old, around.nowMs);
  const surroundings: TicketSurroundings = {
    ...around,
    machineProblem: machineIdProblem,
    isShared: (loggedTime) => shared.has(loggedTime),
    latestNoteOf: (oldId) => latestNotes.get(oldId),
  };
  const readings = old.all('maintenance_tickets').map((row) => readTicket(row, surroundings));
  const upTo = largestNumber(readings);
  const finished = await takeRows<ImportedTicket>(
    run,
    {
      table: 'maintenance_tickets',
      async hindrancesWithin(tx, rows) {
        const ids = rows.map(({ value }) => value.externalId);
        const known = await files.findExternalIdsWithin(tx, ids);
        const elsewhere = rows.filter(({ value }) => known.has(value.externalId));
        return new Map(
          elsewhere.map(({ id, value }): [string, Hindrance] => {
            const reason = 'is the external id of a ticket that was not taken from here';
            return [id, { ourId: undefined, finding: refusedBecause('id', reason, value.externalId) }];
          }),
        );
      },
      async writeWithin(tx, rows) {
        const made = await files.importTicketsWithin(
          tx,
          around.policy,
          rows.map(({ value }) => value),
          upTo,
        );
        const ids = new Map(made.map(({ id, externalId }) => [externalId, id]));
        return rows.map(({ value }) => ids.get(value.externalId) ?? null);
      },
    },
    readings,
  );
  if (!finished) return undefined;
  const numbers = run.numbers.get('maintenance_tickets');
  const loggedAt = new Map(readings.map(({ id, value }) => [id, value?.loggedAt]));
  return (oldId) => {
    const ourId = numbers?.get(oldId);
    return ourId === undefined ? undefined : { ourId, loggedAt: loggedAt.get(oldId) ?? around.nowMs };
  };
}

function sharedTimes(old: OldDatabase): ReadonlySet<string> {
  const rows = old.select('maintenance_tickets', ['logged_time'], 'group by 1 having count(*) > 1');
  return new Set(rows.map((row) => String(row['logged_time'] ?? '')));
}

/** Of times that can be: neither a clock that was never set nor the future says when a ticket was over. */
function latestNotesOf(old: OldDatabase, nowMs: number): ReadonlyMap<string, number> {
  const latest = new Map<string, number>();
  for (const { ticket_id: id, created_at: createdAt } of old.select(
    'ticket_work_notes',
    ['ticket_id', 'created_at'],
    '',
  )) {
    const at = plausibleInstant(String(createdAt ?? ''), nowMs);
    if (at !== undefined) latest.set(String(id), Math.max(at, latest.get(String(id)) ?? at));
  }
  return latest;
}

export function takeNotes(
  run: TakeOverRun,
  old: OldDatabase,
  { tickets }: Pick<Maintenance, 'tickets'>,
  ticketOf: TicketOf,
  nowMs: number,
): Promise<boolean> {
  return takeRows<TakenNote>(
    run,
    {
      table: 'ticket_work_notes',
      async writeWithin(tx, rows) {
        await tickets.takeOverNotesWithin(
          tx,
          rows.map(({ value }) => value),
        );
        return rows.map(() => null);
      },
    },
    old.all('ticket_work_notes').map((row) => readNote(row, nowMs, ticketOf)),
  );
}

/**
 * Components with their stock and what tickets used of them: the ledger of a component is taken as a whole, once. What
 * was used of a component that is here already cannot be booked any more: its stock is ours.
 */
export async function takeStock(
  run: TakeOverRun,
  old: OldDatabase,
  inventory: Inventory,
  ticketOf: TicketOf,
): Promise<boolean> {
  const uses = old.all('ticket_components_used').map((row) => readUse(row, ticketOf));
  const fit = uses.filter((use): use is Fresh<OldUse> => use.value !== undefined);
  const usesOf = Map.groupBy(fit, ({ value }) => value.componentId);
  const madeNow = new Set<string>();
  const watching: TakeOverRun = {
    ...run,
    tell(verdict) {
      if (verdict.outcome === 'taken' || verdict.outcome === 'changed') madeNow.add(verdict.id);
      return run.tell(verdict);
    },
  };
  const finished = await takeComponents(watching, old, inventory, usesOf, async (tx, components) => {
    const rows = components.flatMap(({ id }) => usesOf.get(id) ?? []);
    const notes = rows.map(({ id, digest }) => ({ old_id: id, our_id: null, digest }));
    await insertTakenRows(tx.access(), tx.engine, 'ticket_components_used', notes, tx.recordedAt);
    return [];
  });
  if (!finished) return false;
  await tellUses(run, uses, madeNow);
  return true;
}

async function tellUses(run: TakeOverRun, uses: readonly Reading<OldUse>[], madeNow: ReadonlySet<string>) {
  const components = run.numbers.get('repair_components');
  for (const batch of chunksOf(uses)) {
    const ids = batch.map(({ id }) => id);
    const { store } = run;
    const taken = await findTakenRows(store.access<TakeOverTables>(), store.engine, 'ticket_components_used', ids);
    for (const use of batch) {
      const { table, id, value, findings } = use;
      const before = taken.get(id);
      const verdict = (outcome: Verdict['outcome'], found = findings): Verdict => ({
        table,
        id,
        outcome,
        findings: found,
      });
      if (value !== undefined && madeNow.has(value.componentId)) await run.tell(verdict(outcomeOf(findings)));
      else if (before !== undefined) await run.tell(verdictOnKnown(use, before));
      else if (value === undefined) await run.tell(verdict('refused'));
      else if (components?.has(value.componentId) === true) {
        const reason = 'is a component whose stock is kept here already';
        await run.tell(verdict('kept', [keptBecause('component_id', reason, value.componentId)]));
      } else {
        const reason = 'is no component that was taken';
        await run.tell(verdict('refused', [refusedBecause('component_id', reason, value.componentId)]));
      }
    }
  }
}
