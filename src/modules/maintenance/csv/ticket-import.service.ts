/**
 * Tickets of other systems: taken once by their number there, with the times that they had.
 *
 * The file is read to its end before anything is written, so one that breaks off changes nothing. Rows go in batches of
 * one transaction each, with one event for each machine of a batch; whoever imports the same file at once makes no
 * ticket twice.
 */
import type { Actor } from '../../../kernel/access.ts';
import type { Clock } from '../../../kernel/clock.ts';
import { type CsvRejection, listedRejects, readCsvRows } from '../../../kernel/csv-table.ts';
import { chunksOf, freeNumbers } from '../../../platform/database/index.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import type { Store, Transaction } from '../../../platform/outbox/index.ts';
import type { SettingsReader } from '../../../platform/settings/index.ts';
import type { Machines } from '../../machines/index.ts';
import type { Timeline } from '../../timeline/index.ts';
import type { Users } from '../../users/index.ts';
import { ticketsImported } from '../events.ts';
import type { MaintenanceTables } from '../tables.ts';
import { insertChanges } from '../tickets/ticket-changes.repository.ts';
import { toldAtFirst } from '../tickets/ticket-history.rules.ts';
import { authorWithin } from '../tickets/ticket-steps.ts';
import { indexNewTicketsWithin } from '../tickets/ticket-texts.ts';
import { findKnownExternalIds, insertMissingTickets } from '../tickets/tickets.repository.ts';
import { readTicketPolicy, type TicketPolicy } from '../tickets/tickets.settings.ts';
import type { ImportedTicket, NamedPerson, Ticket } from '../tickets/tickets.types.ts';
import { planTickets, type TicketPlan, type TicketSurroundings } from './ticket-plan.rules.ts';
import { readTicketRow, type TicketRow, ticketColumns } from './ticket-rows.rules.ts';

/** Rows of one transaction. */
const BATCH_ROWS = 200;
/** Rows of one file. */
export const IMPORT_ROWS_MAX = 50_000;

export interface TicketImportSummary {
  readonly created: number;
  /** Rows whose external id is known: they are left as they are. */
  readonly unchanged: number;
  readonly refused: number;
  /** Of the file, which nothing was read from. */
  readonly ignoredColumns: readonly string[];
  readonly rejects: readonly CsvRejection[];
}

export interface TicketImport {
  /**
   * @param dryRun says the same and writes nothing
   * @throws upload-invalid, body-too-large, body-malformed: then nothing is written
   */
  importTickets(
    actor: Actor,
    content: AsyncIterable<Uint8Array>,
    options: { readonly dryRun: boolean },
  ): Promise<TicketImportSummary>;
  /**
   * For who takes over another system, in a transaction of theirs; best some hundreds at a time. Machines and periods
   * must be there.
   * @param policy read before the transaction begins
   * @param upTo the largest number of all that are to come with one of their own
   * @returns the tickets that this call made: those whose external id is known are left as they are
   */
  importTicketsWithin(
    tx: Transaction,
    policy: TicketPolicy,
    tickets: readonly ImportedTicket[],
    upTo?: number,
  ): Promise<Ticket[]>;
  /** Those of the external ids that a ticket has. */
  findExternalIdsWithin(tx: Transaction, externalIds: readonly string[]): Promise<Set<string>>;
}

export interface TicketImportDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: SettingsReader;
  readonly machines: Machines;
  readonly timeline: Timeline;
  readonly users: Users;
}

export function createTicketImport(dependencies: TicketImportDependencies): TicketImport {
  const { store, clock, log, settings, machines, timeline, users } = dependencies;

  async function importWithin(tx: Transaction, policy: TicketPolicy, wanted: readonly ImportedTicket[], upTo = 0) {
    const access = tx.access<MaintenanceTables>();
    const numbers = wanted.flatMap(({ number }) => number ?? []);
    const free = await freeNumbers(access, tx.engine, 'tickets', numbers, upTo);
    const author = await authorWithin(tx, users);
    const made = await insertMissingTickets(
      access,
      wanted.map((ticket) => ({
        ...toNewTicket(ticket, policy, author, tx.recordedAt),
        ...(ticket.number !== undefined && free.has(ticket.number) ? { id: ticket.number } : {}),
      })),
    );
    if (made.length === 0) return made;
    await indexNewTicketsWithin(tx, made);
    const changes = made.map((ticket) => ({ ticket, told: toldAtFirst(ticket) }));
    await insertChanges(
      access,
      tx.engine,
      changes.map(({ ticket, told }) => ({
        ticketId: ticket.id,
        verb: 'imported',
        changes: Object.fromEntries(Object.entries(told).map(([name, after]) => [name, { before: null, after }])),
        reason: null,
        author,
        changedAt: tx.recordedAt,
      })),
    );
    for (const { ticket, told } of changes) {
      const after = { ...told, external_id: ticket.externalId };
      tx.audit({ action: 'ticket.imported', entityType: 'ticket', entityId: ticket.id, after });
    }
    for (const [machineId, own] of Map.groupBy(made, (ticket) => ticket.machineId)) {
      tx.emit(ticketsImported(machineId, own));
    }
    return made;
  }

  async function surroundingsOf(
    rows: readonly TicketRow[],
    policy: TicketPolicy,
    machineIds: ReadonlySet<string>,
    from: Pick<Store, 'access'>,
  ): Promise<TicketSurroundings> {
    const { categories, defaultCategory } = policy;
    return {
      machineIds,
      periods: await timeline.machinesOfPeriods(
        rows.flatMap(({ fourjaw_downtime_id: id }) => id ?? []),
        from.access(),
      ),
      categories,
      defaultCategory,
      known: await findKnownExternalIds(
        from.access(),
        store.engine,
        rows.map((row) => row.external_id),
      ),
      nowMs: clock.now(),
    };
  }

  return {
    importTicketsWithin: importWithin,
    findExternalIdsWithin: (tx, externalIds) => findKnownExternalIds(tx.access(), tx.engine, externalIds),

    async importTickets(actor, content, { dryRun }) {
      const { rows, rejects, ignoredColumns } = await readCsvRows(
        content,
        ticketColumns,
        readTicketRow,
        IMPORT_ROWS_MAX,
      );
      const policy = await readTicketPolicy(settings);
      const machineIds = new Set((await machines.listAllMachines()).map(({ id }) => id));
      const claims = new Map<string, number>();
      let [created, unchanged] = [0, 0];
      for (const batch of chunksOf(rows, BATCH_ROWS)) {
        // from the claims of before, should the transaction be run again
        const plan = async (from: Pick<Store, 'access'>, own = new Map(claims)): Promise<TicketPlan> =>
          planTickets(batch, await surroundingsOf(batch, policy, machineIds, from), own);
        const planned = dryRun
          ? { ...(await plan(store)), late: 0 }
          : await store.transact(actor, async (tx) => {
              const wanted = await plan(tx);
              const made = await importWithin(tx, policy, wanted.creates);
              return { ...wanted, late: wanted.creates.length - made.length };
            });
        for (const row of batch) if (!claims.has(row.external_id)) claims.set(row.external_id, row.line);
        created += planned.creates.length - planned.late;
        unchanged += planned.unchanged + planned.late;
        rejects.push(...planned.rejects);
      }
      const summary = { created, unchanged, refused: rejects.length };
      if (!dryRun) log.info({ payload: summary }, `Tickets imported by '${actor.name}'`);
      return { ...summary, ignoredColumns, rejects: listedRejects(rejects) };
    },
  };
}

function toNewTicket(
  { reportedBy, dueAt, ...ticket }: ImportedTicket,
  policy: TicketPolicy,
  author: NamedPerson,
  nowMs: number,
): Omit<Ticket, 'id'> {
  return {
    ...ticket,
    dueAt: dueAt === undefined ? policy.dueAt(ticket.priority, ticket.loggedAt) : dueAt,
    dueChosen: dueAt !== undefined,
    assigneeId: null,
    reopenedCount: 0,
    reportedBy: reportedBy === undefined ? author : { id: null, name: reportedBy },
    source: 'import',
    planId: null,
    followsTicketId: null,
    notesCount: 0,
    labourMinutes: 0,
    partsCost: 0,
    version: 1,
    updatedAt: nowMs,
  };
}
