/** Opening tickets and changing what they say. Each change commits with history, audit entry and event or not at all. */
import { type Actor, isAllowed } from '../../../kernel/access.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { ConstraintViolation, isUniqueViolation } from '../../../platform/database/index.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import { onceWithin, type Store, type Transaction } from '../../../platform/outbox/index.ts';
import type { SettingsReader } from '../../../platform/settings/index.ts';
import type { Inventory } from '../../inventory/index.ts';
import type { Machines } from '../../machines/index.ts';
import type { Timeline } from '../../timeline/index.ts';
import type { Users } from '../../users/index.ts';
import { ticketOpened } from '../events.ts';
import type { MaintenanceTables } from '../tables.ts';
import { measuredStopWithin } from './measured-stops.ts';
import { insertChanges } from './ticket-changes.repository.ts';
import { downTimes, fitDetails, requireCategory, requireText } from './ticket-details.rules.ts';
import { toldAtFirst } from './ticket-history.rules.ts';
import { authorWithin, type Step, type Stepped, stepWithin } from './ticket-steps.ts';
import { indexTicketWithin } from './ticket-texts.ts';
import type { TicketViews } from './ticket-views.ts';
import { ticketNotFound } from './tickets.refusals.ts';
import { insertTicket } from './tickets.repository.ts';
import { pendingStatuses } from './tickets.rules.ts';
import { readTicketPolicy, type TicketPolicy } from './tickets.settings.ts';
import type { NewTicket, Ticket, TicketDetails, TicketOrigin, TicketView } from './tickets.types.ts';

export interface TicketService {
  /**
   * @param key of a request that may be sent again
   * @throws unknown-machine, unknown-category, period-not-found, ticket-not-found for the one that it follows,
   *   validation-failed, idempotency-key-reused
   */
  openTicket(actor: Actor, ticket: NewTicket, key?: string): Promise<TicketView>;
  /** For other rooms of the house, in a transaction of theirs. @param policy read before the transaction begins */
  openTicketWithin(tx: Transaction, policy: TicketPolicy, ticket: NewTicket, origin: TicketOrigin): Promise<Ticket>;
  /** What {@link changeTicket} does, in a transaction of another room and in its name. */
  changeTicketWithin(
    tx: Transaction,
    policy: TicketPolicy,
    id: number,
    changes: Partial<TicketDetails>,
    version?: number,
  ): Promise<Stepped>;
  readPolicy(): Promise<TicketPolicy>;
  /**
   * Writes the given details and leaves the others. With what is already so nothing happens. Whoever cannot work on
   * tickets may still mend the description of one that they reported and that nobody has begun.
   * @param version the one that the caller saw; without it the change is made to whatever is there now
   * @throws ticket-not-found, version-conflict, forbidden, unknown-category, period-not-found, validation-failed
   */
  changeTicket(actor: Actor, id: number, changes: Partial<TicketDetails>, version?: number): Promise<TicketView>;
}

export interface TicketDependencies {
  readonly store: Store;
  readonly log: Logger;
  readonly settings: SettingsReader;
  readonly machines: Machines;
  readonly timeline: Timeline;
  readonly users: Users;
  readonly inventory: Inventory;
}

export function createTicketService(dependencies: TicketDependencies, views: TicketViews): TicketService {
  const { store, log, settings, machines, timeline, users } = dependencies;
  const readPolicy = () => readTicketPolicy(settings);

  async function openWithin(
    tx: Transaction,
    policy: TicketPolicy,
    wanted: NewTicket,
    origin: TicketOrigin,
  ): Promise<Ticket> {
    const { machineId } = wanted;
    await machines.requireMachinesWithin(tx, [machineId]);
    const details = fitDetails(wanted, policy.categories);
    const loggedAt = origin.loggedAt ?? tx.recordedAt;
    const priority = details.priority ?? 'Medium';
    const author = await authorWithin(tx, users);
    const assigneeId = wanted.assigneeId ?? null;
    const periodId = await requirePeriodWithin(tx, details.periodId ?? null, machineId);
    const measured = asksWhen(details) ? await measuredStopWithin(tx, timeline, periodId) : undefined;
    const fresh: Omit<Ticket, 'id'> = {
      machineId,
      category: details.category ?? requireCategory(policy.defaultCategory, policy.categories),
      description: requireText(wanted.description, 'The description'),
      priority,
      periodId,
      status: 'Open',
      holdReason: null,
      holdNote: null,
      loggedAt,
      acknowledgedAt: assigneeId === null ? null : tx.recordedAt,
      startedAt: null,
      resolvedAt: null,
      closedAt: null,
      cancelledAt: null,
      dueAt: details.dueAt === undefined ? policy.dueAt(priority, loggedAt) : details.dueAt,
      dueChosen: details.dueAt !== undefined,
      assigneeId,
      team: details.team ?? null,
      failureCode: details.failureCode ?? null,
      failureCause: details.failureCause ?? null,
      remedy: details.remedy ?? null,
      ...downTimes({ ...running, loggedAt }, details, tx.recordedAt, measured?.startMs),
      proposedRestoredAt: null,
      reopenedCount: 0,
      reportedBy: origin.reportedBy ?? author,
      source: origin.source,
      planId: origin.planId ?? null,
      followsTicketId: wanted.followsTicketId ?? null,
      externalId: origin.externalId ?? null,
      notesCount: 0,
      labourMinutes: 0,
      partsCost: 0,
      version: 1,
      updatedAt: tx.recordedAt,
    };
    const ticket = await translated(fresh, () => insertTicket(tx.access<MaintenanceTables>(), tx.engine, fresh));
    const told = toldAtFirst(ticket);
    await indexTicketWithin(tx, ticket);
    const opened = {
      ticketId: ticket.id,
      verb: 'opened',
      changes: Object.fromEntries(Object.entries(told).map(([name, after]) => [name, { before: null, after }])),
      reason: null,
      author,
      changedAt: tx.recordedAt,
    };
    await insertChanges(tx.access<MaintenanceTables>(), tx.engine, [opened]);
    tx.audit({ action: 'ticket.opened', entityType: 'ticket', entityId: ticket.id, after: told });
    tx.emit(ticketOpened(ticket));
    return ticket;
  }

  /** @throws period-not-found for one that is not stored, or another machine's */
  async function requirePeriodWithin(tx: Transaction, periodId: string | null, machineId: string) {
    if (periodId === null) return null;
    const owner = (await timeline.machinesOfPeriods([periodId], tx.access())).get(periodId);
    if (owner === machineId) return periodId;
    const what = owner === undefined ? 'There is no status period' : `Machine '${machineId}' has no status period`;
    throw new DomainError('period-not-found', `${what} '${periodId.slice(0, 100)}'.`);
  }

  async function changeWithin(
    tx: Transaction,
    policy: TicketPolicy,
    id: number,
    changes: Partial<TicketDetails>,
    version?: number,
  ): Promise<Stepped> {
    return stepWithin(tx, users, id, version, async (ticket) => {
      requireMayChange(tx.actor, ticket, changes);
      const fit = fitDetails(changes, policy.categories);
      if (typeof fit.periodId === 'string') await requirePeriodWithin(tx, fit.periodId, ticket.machineId);
      const measured =
        asksWhen(fit) && !ticket.machineDown
          ? await measuredStopWithin(tx, timeline, fit.periodId === undefined ? ticket.periodId : fit.periodId)
          : undefined;
      return changeStep(ticket, fit, policy, tx.recordedAt, measured?.startMs);
    });
  }

  return {
    readPolicy,
    openTicketWithin: openWithin,
    changeTicketWithin: changeWithin,

    async openTicket(actor, wanted, key) {
      const policy = await readPolicy();
      const source = actor.kind === 'user' ? 'person' : 'program';
      const { id, opened } = await store.transact(actor, async (tx) => {
        // absent where this is a repeat: the ticket may have changed since
        let opened: Ticket | undefined;
        const id = await onceWithin(tx, { key, operation: 'ticket.open', payload: wanted }, async () => {
          opened = await openWithin(tx, policy, wanted, { source });
          return opened.id;
        });
        return { id, opened };
      });
      if (opened === undefined) return views.viewOf(id);
      log.info({ payload: { ticketId: id } }, `Ticket ${id} opened by '${actor.name}'`);
      return views.viewOfNew(opened);
    },

    async changeTicket(actor, id, changes, version) {
      const policy = await readPolicy();
      const { before, after } = await store.transact(actor, (tx) => changeWithin(tx, policy, id, changes, version));
      if (after !== before) log.info({ payload: { ticketId: id } }, `Ticket ${id} changed by '${actor.name}'`);
      return views.viewOf(id);
    },
  };
}

const running = { machineDown: false, downFrom: null, restoredAt: null } as const;

/** Whether a machine stopped, and nobody says when. */
function asksWhen({ machineDown, downFrom }: Partial<TicketDetails>): boolean {
  return machineDown === true && downFrom == null;
}

function changeStep(
  ticket: Ticket,
  fit: Partial<TicketDetails>,
  policy: TicketPolicy,
  nowMs: number,
  stoppedAt: number | undefined,
): Step | undefined {
  const names = ['machineDown', 'downFrom', 'restoredAt'] as const;
  const down = names.some((name) => fit[name] !== undefined) ? downTimes(ticket, fit, nowMs, stoppedAt) : {};
  const wanted: Partial<Ticket> = { ...fit, ...down, ...dueAfter(ticket, fit, policy, nowMs) };
  const changed = Object.entries(wanted).filter(([name, value]) => ticket[name as keyof Ticket] !== value);
  if (changed.length === 0) return undefined;
  return { happened: 'changed', fields: Object.fromEntries(changed) };
}

/** A due date that nobody chose follows the priority. What was over before anybody here could set one is given none. */
function dueAfter(ticket: Ticket, fit: Partial<TicketDetails>, policy: TicketPolicy, nowMs: number): Partial<Ticket> {
  if (fit.dueAt !== undefined) return { dueAt: fit.dueAt, dueChosen: true };
  if (fit.priority === undefined || fit.priority === ticket.priority || ticket.dueChosen) return {};
  if (ticket.dueAt === null && !pendingStatuses.includes(ticket.status)) return {};
  return { dueAt: policy.dueAt(fit.priority, ticket.reopenedCount === 0 ? ticket.loggedAt : nowMs) };
}

/** @throws forbidden */
function requireMayChange(actor: Actor, ticket: Ticket, changes: Partial<TicketDetails>): void {
  if (isAllowed(actor, 'tickets:work')) return;
  const own = actor.kind === 'user' && ticket.reportedBy.id === Number(actor.id);
  const onlyText = Object.entries(changes).every(([name, value]) => name === 'description' || value === undefined);
  if (own && onlyText && ticket.status === 'Open') return;
  throw new DomainError(
    'forbidden',
    "This needs the permission 'tickets:work'. Without it you can change the description of tickets that you reported, while they are Open.",
    { permission: 'tickets:work' },
  );
}

async function translated<T>(ticket: Omit<Ticket, 'id'>, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (isUniqueViolation(error, 'tickets_external_id_unique')) {
      throw new DomainError('name-taken', `There already is a ticket with the external id '${ticket.externalId}'.`);
    }
    // machine, period and people have been looked at: only the ticket that it follows has not
    if (error instanceof ConstraintViolation && error.kind === 'foreign-key' && ticket.followsTicketId !== null) {
      throw ticketNotFound(ticket.followsTicketId);
    }
    throw error;
  }
}
