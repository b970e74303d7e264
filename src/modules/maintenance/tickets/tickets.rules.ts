/**
 * The life of a ticket, written once.
 *
 * Open → In Progress ↔ On Hold → Resolved → Closed; what is not done can be cancelled; what is done can be reopened.
 * {@link moves} is the whole state machine: refusals, answers, reference and tests read it.
 */
export const ticketStatuses = ['Open', 'In Progress', 'On Hold', 'Resolved', 'Closed', 'Cancelled'] as const;
export type TicketStatus = (typeof ticketStatuses)[number];

export const priorities = ['Low', 'Medium', 'High', 'Critical'] as const;
export type Priority = (typeof priorities)[number];

export const holdReasons = ['parts', 'vendor', 'production_window', 'other'] as const;
export type HoldReason = (typeof holdReasons)[number];

export const moveNames = ['assign', 'start', 'hold', 'resolve', 'close', 'reopen', 'cancel'] as const;
export type MoveName = (typeof moveNames)[number];

/** Somebody still has to do something: due dates count, and the machine may be waiting. */
export const pendingStatuses: readonly TicketStatus[] = ['Open', 'In Progress', 'On Hold'];
/** Somebody says that it is mended: a machine that stood runs again. */
export const mendedStatuses: readonly TicketStatus[] = ['Resolved', 'Closed'];
/** Over: nothing is asked of anybody any more. */
export const finishedStatuses: readonly TicketStatus[] = ['Closed', 'Cancelled'];

interface Move {
  readonly from: readonly TicketStatus[];
  /** Null where the status stays. */
  readonly to: TicketStatus | null;
  /** The event, and the verb of the history. */
  readonly happened: string;
}

export const moves: Readonly<Record<MoveName, Move>> = {
  assign: { from: pendingStatuses, to: null, happened: 'assigned' },
  start: { from: ['Open', 'On Hold'], to: 'In Progress', happened: 'started' },
  hold: { from: ['In Progress'], to: 'On Hold', happened: 'held' },
  resolve: { from: pendingStatuses, to: 'Resolved', happened: 'resolved' },
  close: { from: ['Resolved'], to: 'Closed', happened: 'closed' },
  reopen: { from: ['Resolved', 'Closed', 'Cancelled'], to: 'Open', happened: 'reopened' },
  cancel: { from: pendingStatuses, to: 'Cancelled', happened: 'cancelled' },
};

export function isAllowedMove(move: MoveName, status: TicketStatus): boolean {
  return moves[move].from.includes(status);
}

export function allowedMoves(status: TicketStatus): readonly MoveName[] {
  return allowedByStatus[status];
}

const allowedByStatus = Object.fromEntries(
  ticketStatuses.map((status) => [status, moveNames.filter((move) => isAllowedMove(move, status))]),
) as unknown as Readonly<Record<TicketStatus, readonly MoveName[]>>;

/** What the old front end may set, in any direction. */
export const oldStatuses = ['Open', 'In Progress', 'Resolved', 'Closed'] as const satisfies readonly TicketStatus[];
export type OldStatus = (typeof oldStatuses)[number];

const progress: Readonly<Record<TicketStatus, number>> = {
  Open: 0,
  'In Progress': 1,
  'On Hold': 1,
  Resolved: 2,
  Closed: 3,
  Cancelled: 3,
};
const happenedByOldStatus: Readonly<Record<OldStatus, string>> = {
  Open: moves.reopen.happened,
  'In Progress': moves.start.happened,
  Resolved: moves.resolve.happened,
  Closed: moves.close.happened,
};

/** What the old front end's way from one status to another is: any way back is a reopening. */
export function oldStep(from: TicketStatus, to: OldStatus): { readonly happened: string; readonly reopens: boolean } {
  const reopens = progress[to] < progress[from];
  return { happened: reopens ? moves.reopen.happened : happenedByOldStatus[to], reopens };
}

/** Of a ticket, what being in a status decides. */
export interface StatusFields {
  readonly status: TicketStatus;
  readonly holdReason: HoldReason | null;
  readonly holdNote: string | null;
  readonly acknowledgedAt: number | null;
  readonly startedAt: number | null;
  readonly resolvedAt: number | null;
  readonly closedAt: number | null;
  readonly cancelledAt: number | null;
}

/**
 * What entering a status makes of these fields. Resolving is remembered when the ticket is closed and forgotten when it
 * is reopened; who began first stays who began first. Why a ticket is on hold is for whoever holds it to say.
 */
export function entering(status: TicketStatus, before: StatusFields, nowMs: number): StatusFields {
  const begun = status !== 'Open' && status !== 'Cancelled';
  return {
    status,
    holdReason: null,
    holdNote: null,
    acknowledgedAt: before.acknowledgedAt ?? (begun ? nowMs : null),
    startedAt: before.startedAt ?? (status === 'In Progress' ? nowMs : null),
    resolvedAt: status === 'Resolved' ? nowMs : status === 'Closed' ? (before.resolvedAt ?? nowMs) : null,
    closedAt: status === 'Closed' ? nowMs : null,
    cancelledAt: status === 'Cancelled' ? nowMs : null,
  };
}

/** Not done although its due date has passed. */
export function isOverdue(
  { status, dueAt }: { readonly status: TicketStatus; readonly dueAt: number | null },
  nowMs: number,
): boolean {
  return dueAt !== null && dueAt < nowMs && pendingStatuses.includes(status);
}

/** 1 for Low to 4 for Critical: what tickets are sorted by. */
export function rankOf(priority: Priority): number {
  return priorities.indexOf(priority) + 1;
}

/** The factory's own spelling of a category that somebody typed; undefined for one that it does not have. */
export function categoryOf(typed: string, categories: readonly string[]): string | undefined {
  const key = typed.trim().toLowerCase();
  return categories.find((category) => category.toLowerCase() === key);
}
