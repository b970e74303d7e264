/**
 * What a ticket file comes to: which lines make a ticket, which are known, which are refused.
 *
 * Pure, so a dry run says exactly what a run does. Nothing is invented: a ticket that is resolved needs the time when.
 */
import { isAhead } from '../../../kernel/clock.ts';
import { type CsvRejection, rejectionOf } from '../../../kernel/csv-table.ts';
import { formatInstant } from '../../../kernel/instant.ts';
import { categoryOf, pendingStatuses, type TicketStatus } from '../tickets/tickets.rules.ts';
import type { ImportedTicket } from '../tickets/tickets.types.ts';
import type { TicketRow } from './ticket-rows.rules.ts';

/** What is there of what the lines name. */
export interface TicketSurroundings {
  readonly machineIds: ReadonlySet<string>;
  /** Period → its machine. */
  readonly periods: ReadonlyMap<string, string>;
  readonly categories: readonly string[];
  readonly defaultCategory: string;
  /** External ids of tickets that there are. */
  readonly known: ReadonlySet<string>;
  readonly nowMs: number;
}

export interface TicketPlan {
  readonly creates: readonly ImportedTicket[];
  readonly unchanged: number;
  readonly rejects: readonly CsvRejection[];
}

/** @param claims external ids that earlier lines of the file have used, with the line; those of these lines are added */
export function planTickets(
  rows: readonly TicketRow[],
  surroundings: TicketSurroundings,
  claims: Map<string, number>,
): TicketPlan {
  const creates: ImportedTicket[] = [];
  const rejects: CsvRejection[] = [];
  let unchanged = 0;
  for (const row of rows) {
    const earlier = claims.get(row.external_id);
    if (earlier !== undefined) {
      rejects.push(rejectionOf(row.line, 'external_id', `line ${earlier} has it already`, row.external_id));
      continue;
    }
    claims.set(row.external_id, row.line);
    if (surroundings.known.has(row.external_id)) {
      unchanged++;
      continue;
    }
    const ticket = toTicket(row, surroundings);
    if ('message' in ticket) rejects.push(ticket);
    else creates.push(ticket);
  }
  return { creates, unchanged, rejects };
}

function toTicket(row: TicketRow, around: TicketSurroundings): ImportedTicket | CsvRejection {
  const { line, status, times } = row;
  if (!around.machineIds.has(row.machine_id)) {
    return rejectionOf(line, 'machine_id', 'is no machine of this factory', row.machine_id);
  }
  const category = categoryOf(row.incident_category ?? around.defaultCategory, around.categories);
  if (category === undefined) {
    const allowed = around.categories.join(', ');
    return rejectionOf(line, 'incident_category', `must be one of ${allowed}`, row.incident_category ?? '');
  }
  const periodId = row.fourjaw_downtime_id ?? null;
  if (periodId !== null && around.periods.get(periodId) !== row.machine_id) {
    return rejectionOf(line, 'fourjaw_downtime_id', 'is no stored period of the machine', periodId);
  }
  for (const column of ['hold_reason', 'hold_note'] as const) {
    if (status === 'On Hold' || row[column] === undefined) continue;
    return rejectionOf(line, column, `does not fit a ticket that is ${status}`, row[column]);
  }
  const wrong = findWrongTime(row, around.nowMs);
  if (wrong !== undefined) return wrong;
  const loggedAt = times.logged_time ?? around.nowMs;
  const machineDown = row.machine_down ?? times.down_from !== undefined;
  return {
    externalId: row.external_id,
    machineId: row.machine_id,
    category,
    description: row.description,
    priority: row.priority ?? 'Medium',
    status,
    holdReason: status === 'On Hold' ? (row.hold_reason ?? 'other') : null,
    holdNote: row.hold_note ?? null,
    periodId,
    loggedAt,
    acknowledgedAt: times.acknowledged_at ?? times.started_at ?? null,
    startedAt: times.started_at ?? null,
    resolvedAt: times.resolved_time ?? null,
    closedAt: status === 'Closed' ? (times.closed_at ?? times.resolved_time ?? null) : null,
    cancelledAt: times.cancelled_at ?? null,
    // whether it was in time cannot be told by a date that nobody had set
    dueAt: times.due_at ?? (pendingStatuses.includes(status) ? undefined : null),
    team: row.team ?? null,
    failureCode: row.failure_code ?? null,
    failureCause: row.failure_cause ?? null,
    remedy: row.remedy ?? null,
    machineDown,
    downFrom: machineDown ? (times.down_from ?? loggedAt) : null,
    restoredAt: times.restored_at ?? null,
    reportedBy: row.reported_by,
  };
}

/** Which statuses a time belongs to, and whether they need it. */
const statusTimes = [
  { column: 'resolved_time', of: ['Resolved', 'Closed'], needed: true },
  { column: 'closed_at', of: ['Closed'], needed: false },
  { column: 'cancelled_at', of: ['Cancelled'], needed: true },
] as const satisfies readonly { column: keyof TicketRow['times']; of: readonly TicketStatus[]; needed: boolean }[];

/** A time that has not come, is missing, does not belong to the status, or comes before what it follows. */
function findWrongTime(
  { line, status, times, machine_down: down }: TicketRow,
  nowMs: number,
): CsvRejection | undefined {
  const refuse = (column: keyof TicketRow['times'], message: string) => {
    const at = times[column];
    return rejectionOf(line, column, message, at === undefined ? '' : formatInstant(at));
  };
  for (const column of Object.keys(times) as (keyof TicketRow['times'])[]) {
    if (column !== 'due_at' && isAhead(times[column] ?? 0, nowMs)) return refuse(column, 'is in the future');
  }
  for (const { column, of, needed } of statusTimes) {
    const belongs = (of as readonly TicketStatus[]).includes(status);
    if (belongs && needed && times[column] === undefined)
      return refuse(column, `is needed for a ticket that is ${status}`);
    if (!belongs && times[column] !== undefined) return refuse(column, `does not fit a ticket that is ${status}`);
  }
  if (times.restored_at !== undefined && down !== true && times.down_from === undefined) {
    return refuse('restored_at', 'needs machine_down or down_from');
  }
  if (times.down_from !== undefined && down === false) return refuse('down_from', 'does not fit machine_down false');
  const logged = times.logged_time ?? nowMs;
  const begun = Math.max(logged, times.acknowledged_at ?? logged, times.started_at ?? logged);
  const order = [
    ['started_at', logged],
    ['acknowledged_at', logged],
    ['resolved_time', begun],
    ['closed_at', times.resolved_time ?? begun],
    ['cancelled_at', begun],
    ['restored_at', times.down_from ?? logged],
  ] as const;
  const late = order.find(([column, earliest]) => (times[column] ?? earliest) < earliest);
  return late === undefined ? undefined : refuse(late[0], 'comes before what it follows');
}
