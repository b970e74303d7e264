/**
 * Tickets of other systems: taken once by their number there, with the times that they had.
 *
 * One event for each machine of a batch; whoever imports the same file at once makes no ticket twice.
 */
import type { Actor } from '../../../kernel/access.ts';
import type { Clock } from '../../../kernel/clock.ts';
import { type CsvImportOptions, type CsvImportSummary, importCsv } from '../../../kernel/csv-import.ts';
import { freeNumbers } from '../../../platform/database/index.ts';
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
import { type TicketRow, ticketFile } from './ticket-rows.rules.ts';

/** `unchanged` are those whose external id is known: they are left as they are. */
const nothing = { created: 0, unchanged: 0 };

export interface TicketImport {
  /** @throws upload-invalid, body-too-large, body-malformed: then nothing is written */
  importTickets(
    actor: Actor,
    content: AsyncIterable<Uint8Array>,
    options: CsvImportOptions,
  ): Promise<CsvImportSummary<keyof typeof nothing>>;
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
      const policy = await readTicketPolicy(settings);
      const machineIds = new Set((await machines.listAllMachines()).map(({ id }) => id));
      const claims = new Map<string, number>();
      const summary = await importCsv(content, ticketFile, nothing, async (batch) => {
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
        const { creates, late, rejects } = planned;
        return { counts: { created: creates.length - late, unchanged: planned.unchanged + late }, rejects };
      });
      const payload = { ...summary.counts, refused: summary.refused };
      if (!dryRun) log.info({ payload }, `Tickets imported by '${actor.name}'`);
      return summary;
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
    dueChosen: typeof dueAt === 'number',
    assigneeId: null,
    proposedRestoredAt: null,
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
