/**
 * The moves of tickets: who has it, and how it stands.
 *
 * Of two people who make a move at once one wins; the other is refused and told how the ticket stands now.
 */
import { type Actor, isAllowed } from '../../../kernel/access.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { tidyName } from '../../../kernel/texts.ts';
import type { Transaction } from '../../../platform/outbox/index.ts';
import type { Person } from '../../users/index.ts';
import { toldDescription } from '../events.ts';
import { restoredWithin } from './measured-stops.ts';
import { downTimes, requireText, tidyText } from './ticket-details.rules.ts';
import { type Step, type Stepped, stepWithin } from './ticket-steps.ts';
import type { TicketViews } from './ticket-views.ts';
import { requireWorkerWithin, workers } from './ticket-workers.ts';
import { moveRefused } from './tickets.refusals.ts';
import {
  entering,
  type HoldReason,
  isAllowedMove,
  type MoveName,
  mendedStatuses,
  moves,
  type OldStatus,
  oldStep,
  pendingStatuses,
} from './tickets.rules.ts';
import type { TicketDependencies } from './tickets.service.ts';
import { readTicketPolicy, type TicketPolicy } from './tickets.settings.ts';
import type { Ticket, TicketView } from './tickets.types.ts';

export interface Resolution {
  /** What was done. */
  readonly remedy: string;
  readonly failureCode?: string | undefined;
  readonly failureCause?: string | undefined;
  /** When the machine ran again; of a fault that stopped it, now where absent. */
  readonly restoredAt?: number | undefined;
}

export interface Reopening {
  readonly reason: string;
  /** Since when the machine runs all the same; absent where a fault that stopped it does so again. */
  readonly restoredAt?: number | undefined;
}

/** Runs inside the transaction that changed a ticket's status, with the ticket held; a refusal undoes the move. */
export type MoveListener = (tx: Transaction, before: Ticket, after: Ticket) => Promise<void>;

/** Moves inside a transaction of another room, in its name. @throws ticket-not-found, ticket-move-refused, validation-failed */
export interface PreparedMoves {
  cancelTicketWithin(tx: Transaction, id: number, reason: string): Promise<Ticket>;
  reopenTicketWithin(tx: Transaction, id: number, reason: string): Promise<Ticket>;
}

/** @throws of every move: ticket-not-found, version-conflict, ticket-move-refused with what is allowed */
export interface TicketMoves {
  /**
   * Gives it to somebody, or to nobody. People may take a ticket or leave it; to give it to others needs tickets:manage.
   * @throws user-not-found, validation-failed for somebody who cannot work on tickets, forbidden
   */
  assignTicket(
    actor: Actor,
    id: number,
    to: { readonly assigneeId: number | null; readonly team?: string | null | undefined },
    version?: number,
  ): Promise<TicketView>;
  startTicket(actor: Actor, id: number, version?: number): Promise<TicketView>;
  holdTicket(
    actor: Actor,
    id: number,
    hold: { readonly reason: HoldReason; readonly note?: string | undefined },
    version?: number,
  ): Promise<TicketView>;
  /** @throws validation-failed for an empty remedy or times that do not fit */
  resolveTicket(actor: Actor, id: number, resolution: Resolution, version?: number): Promise<TicketView>;
  closeTicket(actor: Actor, id: number, version?: number): Promise<TicketView>;
  /**
   * Counts. A due date that nobody chose begins anew, and the machine of a fault that stopped it stands again.
   * @throws validation-failed for an empty reason or times that do not fit
   */
  reopenTicket(actor: Actor, id: number, reopening: Reopening, version?: number): Promise<TicketView>;
  cancelTicket(actor: Actor, id: number, reason: string, version?: number): Promise<TicketView>;
  /** People who can be given a ticket, by name. */
  listAssignees(): Promise<Person[]>;
  /** Any way in any direction, as the old front end goes; a way back counts as a reopening. */
  setOldStatus(actor: Actor, id: number, status: OldStatus): Promise<TicketView>;
  /**
   * For other rooms of the house: asked before a transaction of theirs, what it gives makes moves inside of it.
   */
  prepareMoves(): Promise<PreparedMoves>;
  /**
   * Asked before each step of a ticket, with nothing locked, for what is called inside the transaction where it changes
   * the status, whichever way.
   */
  onMovedWithin(prepare: () => Promise<MoveListener>): void;
}

export function createTicketMoves(dependencies: TicketDependencies, views: TicketViews): TicketMoves {
  const { store, log, settings, timeline, users, inventory } = dependencies;
  const followers: (() => Promise<MoveListener>)[] = [];

  const prepareFollowers = () => Promise.all(followers.map((prepare) => prepare()));

  async function moveWithin(
    tx: Transaction,
    listeners: readonly MoveListener[],
    id: number,
    version: number | undefined,
    decide: (ticket: Ticket) => Step | undefined | Promise<Step | undefined>,
  ): Promise<Stepped> {
    const stepped = await stepWithin(tx, users, id, version, decide);
    if (stepped.after.status !== stepped.before.status) {
      for (const listener of listeners) await listener(tx, stepped.before, stepped.after);
    }
    // what is done needs no more parts
    if (stepped.after !== stepped.before && !pendingStatuses.includes(stepped.after.status)) {
      await inventory.releaseTicketWithin(tx, id);
    }
    return stepped;
  }

  async function step(
    actor: Actor,
    id: number,
    version: number | undefined,
    decide: (ticket: Ticket, tx: Transaction) => Step | undefined | Promise<Step | undefined>,
  ): Promise<TicketView> {
    const listeners = await prepareFollowers();
    const { before, after, happened } = await store.transact(actor, (tx) =>
      moveWithin(tx, listeners, id, version, (ticket) => decide(ticket, tx)),
    );
    if (after !== before) {
      const payload = { ticketId: id, status: after.status, assigneeId: after.assigneeId };
      log.info({ payload }, `Ticket ${id} ${happened} by '${actor.name}'`);
    }
    return views.viewOf(id);
  }

  /** A move of the table, with what else it writes. */
  const move = (
    actor: Actor,
    id: number,
    name: MoveName,
    version: number | undefined,
    more: More = nothingMore,
    reason?: string,
  ) => step(actor, id, version, (ticket, tx) => tableMove(ticket, tx, name, more, reason));

  const reopening =
    (policy: TicketPolicy, restoredAt: number | undefined): More =>
    (ticket, { recordedAt: nowMs }) => ({
      ...reopened(ticket, policy, nowMs),
      ...standing(ticket, restoredAt, nowMs),
    });

  return {
    onMovedWithin: (prepare) => void followers.push(prepare),

    async prepareMoves() {
      const listeners = await prepareFollowers();
      const policy = await readTicketPolicy(settings);
      const within = async (tx: Transaction, id: number, name: MoveName, reason: string, more?: More) =>
        (await moveWithin(tx, listeners, id, undefined, (ticket) => tableMove(ticket, tx, name, more, reason))).after;
      return {
        cancelTicketWithin: (tx, id, reason) => within(tx, id, 'cancel', reason),
        reopenTicketWithin: (tx, id, reason) => within(tx, id, 'reopen', reason, reopening(policy, undefined)),
      };
    },

    assignTicket: (actor, id, { assigneeId, team }, version) =>
      step(actor, id, version, async (ticket, tx) => {
        requireAllowed(ticket, 'assign');
        requireMayAssign(actor, ticket, assigneeId);
        if (assigneeId !== null && assigneeId !== ticket.assigneeId) await requireWorkerWithin(tx, users, assigneeId);
        const wantedTeam = team === undefined ? ticket.team : tidyName(team ?? '') || null;
        if (assigneeId === ticket.assigneeId && wantedTeam === ticket.team) return undefined;
        return {
          happened: moves.assign.happened,
          fields: {
            assigneeId,
            team: wantedTeam,
            acknowledgedAt: ticket.acknowledgedAt ?? (assigneeId === null ? null : tx.recordedAt),
          },
          told: {
            old_assignee_id: ticket.assigneeId,
            assigned_by_id: actor.kind === 'user' ? Number(actor.id) : null,
            description: toldDescription(ticket),
          },
        };
      }),

    listAssignees: () => users.listPeople(workers),

    startTicket: (actor, id, version) => move(actor, id, 'start', version),

    holdTicket(actor, id, hold, version) {
      const note = tidyText(hold.note ?? '') || null;
      const waiting = { holdReason: hold.reason, holdNote: note };
      return move(actor, id, 'hold', version, () => waiting, note ?? undefined);
    },

    async resolveTicket(actor, id, resolution, version) {
      const remedy = requireText(resolution.remedy, 'The remedy');
      return move(actor, id, 'resolve', version, async (ticket, tx) => ({
        remedy,
        failureCode: tidyName(resolution.failureCode ?? '') || ticket.failureCode,
        failureCause: tidyText(resolution.failureCause ?? '') || ticket.failureCause,
        ...(await restoredWithin(tx, timeline, ticket, resolution.restoredAt)),
      }));
    },

    closeTicket: (actor, id, version) => move(actor, id, 'close', version),

    async reopenTicket(actor, id, given, version) {
      const reason = requireText(given.reason, 'The reason');
      const policy = await readTicketPolicy(settings);
      return move(actor, id, 'reopen', version, reopening(policy, given.restoredAt), reason);
    },

    async cancelTicket(actor, id, given, version) {
      return move(actor, id, 'cancel', version, undefined, requireText(given, 'The reason'));
    },

    async setOldStatus(actor, id, status) {
      const policy = await readTicketPolicy(settings);
      return step(actor, id, undefined, async (ticket, tx) => {
        if (ticket.status === status) return undefined;
        const nowMs = tx.recordedAt;
        const { happened, reopens } = oldStep(ticket.status, status);
        const more = reopens ? reopened(ticket, policy, nowMs) : {};
        const down = !mendedStatuses.includes(status)
          ? standing(ticket, undefined, nowMs)
          : reopens
            ? {}
            : await restoredWithin(tx, timeline, ticket, undefined);
        return { happened, fields: { ...entering(status, ticket, nowMs), ...more, ...down } };
      });
    },
  };
}

/** What a move writes beside the status. */
type More = (ticket: Ticket, tx: Transaction) => Partial<Ticket> | Promise<Partial<Ticket>>;

const nothingMore: More = () => ({});

/** @throws ticket-move-refused */
async function tableMove(
  ticket: Ticket,
  tx: Transaction,
  name: MoveName,
  more: More = nothingMore,
  reason?: string,
): Promise<Step> {
  requireAllowed(ticket, name);
  const status = moves[name].to ?? ticket.status;
  const fields = { ...entering(status, ticket, tx.recordedAt), ...(await more(ticket, tx)) };
  return { happened: moves[name].happened, fields, reason };
}

function requireAllowed(ticket: Ticket, move: MoveName): void {
  if (!isAllowedMove(move, ticket.status)) throw moveRefused(ticket, move);
}

function reopened(ticket: Ticket, policy: TicketPolicy, nowMs: number): Partial<Ticket> {
  return {
    reopenedCount: ticket.reopenedCount + 1,
    ...(ticket.dueChosen ? {} : { dueAt: policy.dueAt(ticket.priority, nowMs) }),
  };
}

/** What was mended and is not: the time from which the machine ran goes with the resolution that it came with. */
function standing(ticket: Ticket, runsFrom: number | undefined, nowMs: number): Partial<Ticket> {
  if (runsFrom === undefined && !(ticket.machineDown && mendedStatuses.includes(ticket.status))) return {};
  return downTimes(ticket, { restoredAt: runsFrom ?? null }, nowMs);
}

/** @throws forbidden */
function requireMayAssign(actor: Actor, ticket: Ticket, assigneeId: number | null): void {
  if (isAllowed(actor, 'tickets:manage')) return;
  const own = actor.kind === 'user' ? Number(actor.id) : undefined;
  const leaves = assigneeId === null && (ticket.assigneeId === null || ticket.assigneeId === own);
  if (own !== undefined && (assigneeId === own || leaves)) return;
  throw new DomainError(
    'forbidden',
    "You can take a ticket, or leave your own. Giving tickets to others needs the permission 'tickets:manage'.",
    { permission: 'tickets:manage' },
  );
}
